#include "app/cli/error_output.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

namespace trabecula::app {
namespace {

int ownDescriptor = STDERR_FILENO;

}  // namespace

void claimErrorOutput() {
#ifndef __SANITIZE_ADDRESS__
  const int copy = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (copy >= 0 && nowhere >= 0 && ::dup2(nowhere, STDERR_FILENO) >= 0) ownDescriptor = copy;
  if (nowhere >= 0) ::close(nowhere);
#endif
}

void printErrorLine(const std::string& line) {
  ::dprintf(ownDescriptor, "%s\n", line.c_str());
}

}  // namespace trabecula::app
