#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <exception>

#include "app/cli/commands.h"
#include "app/cli/error_output.h"

namespace {

using trabecula::app::ExitCode;
using trabecula::app::Session;

// Ctrl+C cancels the running job, which leaves nothing half-written; a second one ends the program at once.
trabecula::core::CancelToken& interruptToken() {
  static trabecula::core::CancelToken token;
  return token;
}

extern "C" void onInterrupt(int signal) {
  interruptToken().cancel();
  std::signal(signal, SIG_DFL);
}

void installSignalHandlers() {
  interruptToken();  // constructed before the handler can run
  std::signal(SIGINT, onInterrupt);
  std::signal(SIGTERM, onInterrupt);
  // A file-size limit then fails the write like a full disk does, and the temporary file is removed.
  std::signal(SIGXFSZ, SIG_IGN);
}

void addCommands(CLI::App& program, Session& session) {
  program.set_version_flag("--version", "trabecula-cli " TRABECULA_VERSION " (not a medical device)");
  program.require_subcommand(1);
  program.footer(
      "Exit code: 0 if everything succeeded, 1 if anything failed, 2 for a wrong command line.\n"
      "Not a medical device.");
  trabecula::app::addInfoCommand(program, session);
  trabecula::app::addCodecsCommand(program, session);
  trabecula::app::addCompressCommand(program, session);
  trabecula::app::addDecompressCommand(program, session);
  trabecula::app::addVerifyCommand(program, session);
  trabecula::app::addCompareCommand(program, session);
  trabecula::app::addAnalyseCommand(program, session);
  trabecula::app::addCertifyCommands(program, session);
  trabecula::app::addBenchCommand(program, session);
  trabecula::app::addReproduceCommand(program, session);
  trabecula::app::addPhantomCommand(program, session);
}

ExitCode run(int argc, char** argv, Session& session) {
  CLI::App program{"Compresses radiographs, and proves what compression did to them.", "trabecula-cli"};
  addCommands(program, session);
  try {
    program.parse(argc, argv);
    return session.exitCode();
  } catch (const CLI::Success& help) {
    return program.exit(help) == 0 ? ExitCode::Success : ExitCode::Usage;
  } catch (const CLI::ParseError& error) {
    session.fail("", std::string(error.what()) + " (see --help)");
    return ExitCode::Usage;
  } catch (const std::exception& error) {
    session.fail("", trabecula::app::reasonOf(error));
    return ExitCode::Failed;
  }
}

}  // namespace

int main(int argc, char** argv) {
  trabecula::app::claimErrorOutput();
  installSignalHandlers();
  Session session(interruptToken());
  return static_cast<int>(run(argc, argv, session));
}
