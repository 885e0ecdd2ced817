#pragma once

#include "app/cli/session.h"

namespace trabecula::app {

/// Each adds one command to the program; it runs when the command line is parsed.
void addInfoCommand(CLI::App& program, Session& session);
void addCodecsCommand(CLI::App& program, Session& session);
void addCompressCommand(CLI::App& program, Session& session);
void addDecompressCommand(CLI::App& program, Session& session);
void addVerifyCommand(CLI::App& program, Session& session);
void addCompareCommand(CLI::App& program, Session& session);
void addAnalyseCommand(CLI::App& program, Session& session);
void addCertifyCommands(CLI::App& program, Session& session);  ///< certify, check-certificate
void addBenchCommand(CLI::App& program, Session& session);
void addReproduceCommand(CLI::App& program, Session& session);
void addPhantomCommand(CLI::App& program, Session& session);

}  // namespace trabecula::app
