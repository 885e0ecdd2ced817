#include "app/cli/session.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <new>

#include "app/cli/error_output.h"
#include "core/support/error.h"

namespace trabecula::app {
namespace {

// File names may hold anything but NUL and '/': a message stays one line and harmless to a terminal.
std::string oneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return text;
}

}  // namespace

core::JobContext Session::context() const {
  return {token_, {}};
}

void Session::fail(const std::string& file, const std::string& reason) {
  failed_ = true;
  printErrorLine(oneLine("trabecula-cli: " + (file.empty() ? "" : file + ": ") + reason));
}

void Session::note(const std::string& file, const std::string& text) {
  printErrorLine(oneLine("trabecula-cli: " + file + ": note: " + text));
}

std::optional<std::string> Session::forFile(const std::filesystem::path& file,
                                            const std::function<void()>& work,
                                            const std::vector<std::filesystem::path>& others) {
  std::string reason;
  try {
    work();
    return std::nullopt;
  } catch (const core::Error& error) {
    if (error.category() == core::ErrorCategory::Cancelled) throw;
    reason = reasonOf(error);
  } catch (const std::exception& error) {
    reason = reasonOf(error);
  }
  const auto begins = [&](const std::filesystem::path& path) {
    return !path.empty() && reason.starts_with(path.string() + ": ");
  };
  // Whatever reads or writes a file names it; other errors know nothing of files.
  const bool named = begins(file) || std::any_of(others.begin(), others.end(), begins);
  fail(named ? "" : file.string(), reason);
  return reason;
}

std::string reasonOf(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return "not enough memory for this image";
  return oneLine(error.what());
}

core::ImageFile readInput(Session& session, const std::filesystem::path& path, std::optional<int> bits,
                          core::JobContext& context) {
  core::ImageFile file = core::readImageFile(path, core::ReadOptions{.bitsStored = bits}, context);
  for (const std::string& text : file.image.notes()) session.note(path.string(), text);
  return file;
}

std::vector<std::pair<std::string, std::string>> splitParameters(const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw core::Error(core::ErrorCategory::InvalidArgument,
                        "-p " + text + ": a parameter is given as name=value");
    }
    pairs.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return pairs;
}

CLI::App* addCommand(CLI::App& program, Session& session, const std::string& name,
                     const std::string& description, const std::string& details) {
  CLI::App* command = program.add_subcommand(name, description);
  command->footer(details);
  command->add_flag("--json", session.json, "Print a JSON array of objects instead of text");
  return command;
}

void addBitsOption(CLI::App& command, std::optional<int>& bits) {
  command
      .add_option("--bits", bits,
                  "Bits stored of PNG and PGM inputs, where the file only tells its container's")
      ->check(CLI::Range(1, 16));
}

}  // namespace trabecula::app
