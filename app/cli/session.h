#pragma once

#include <exception>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/job/job_context.h"
#include "core/study/image_file.h"

namespace CLI {
class App;
}

namespace trabecula::app {

/// Exit codes of the program: 0 only if everything that was asked for succeeded.
enum class ExitCode { Success = 0, Failed = 1, Usage = 2 };

/// What the commands share: how results are printed, where errors go, and whether anything failed.
/// Used from the main thread only, but for the token.
class Session {
 public:
  explicit Session(core::CancelToken token) : token_(std::move(token)) {}

  /// Set by --json of whichever command runs.
  bool json = false;

  /// A context for one piece of work, stopped by Ctrl+C.
  core::JobContext context() const;

  /// Runs `work` on one file; an expected failure becomes one line on stderr and the exit code, and the next
  /// file goes on. `others` are further files that a message may begin with. Returns the reason of the
  /// failure. Only a cancellation is passed on.
  std::optional<std::string> forFile(const std::filesystem::path& file, const std::function<void()>& work,
                                     const std::vector<std::filesystem::path>& others = {});

  /// "trabecula-cli: FILE: reason" on stderr, and the exit code set. `file` may be empty.
  void fail(const std::string& file, const std::string& reason);
  /// One line on stderr that is no failure: "trabecula-cli: FILE: note: ...".
  void note(const std::string& file, const std::string& text);

  ExitCode exitCode() const { return failed_ ? ExitCode::Failed : ExitCode::Success; }

 private:
  core::CancelToken token_;
  bool failed_ = false;
};

/// The message of any exception, on one line.
std::string reasonOf(const std::exception& error);

/// Reads an input and puts what was done to its values on stderr, as notes.
core::ImageFile readInput(Session& session, const std::filesystem::path& path, std::optional<int> bits,
                          core::JobContext& context);

/// "name=value" texts as given after -p. Throws core::Error{InvalidArgument} where one has no name.
std::vector<std::pair<std::string, std::string>> splitParameters(const std::vector<std::string>& texts);

/// A subcommand with the options every command has. `details` stands below its options in --help.
CLI::App* addCommand(CLI::App& program, Session& session, const std::string& name,
                     const std::string& description, const std::string& details = {});
/// --bits N, for the depth of PNG and PGM inputs.
void addBitsOption(CLI::App& command, std::optional<int>& bits);

}  // namespace trabecula::app
