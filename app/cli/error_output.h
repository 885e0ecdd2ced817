#pragma once

#include <string>

namespace trabecula::app {

/// Keeps stderr for our own lines: some libraries print diagnostics of theirs there (Debian's libjxl does on
/// every damaged file), and an error here is one line. Call once, before any work. With sanitizers it does
/// nothing, because their reports must be seen.
void claimErrorOutput();

/// Writes a line to the real stderr.
void printErrorLine(const std::string& line);

}  // namespace trabecula::app
