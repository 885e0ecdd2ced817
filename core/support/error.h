#pragma once

#include <stdexcept>
#include <string>

namespace trabecula::core {

/// What kind of expected failure an Error reports; the front ends choose icon and exit code by it.
enum class ErrorCategory {
  Unreadable,       ///< the file cannot be opened or read
  Unsupported,      ///< well-formed, but nothing here can handle it
  Corrupt,          ///< damaged or hostile bytes
  InvalidArgument,  ///< a parameter or request that makes no sense
  ResourceLimit,    ///< would need more memory than allowed
  WriteFailed,      ///< the result could not be written
  Cancelled         ///< the user asked for it
};

/// The one exception type for expected failures. The message is one line that a radiographer understands:
/// it names the file where there is one, and what to do where something can be done.
class Error : public std::runtime_error {
 public:
  Error(ErrorCategory category, const std::string& message)
      : std::runtime_error(message), category_(category) {}
  ErrorCategory category() const noexcept { return category_; }

 private:
  ErrorCategory category_;
};

/// The same error with "name: " put in front, so that a decoder need not know which file it reads.
Error withFileName(const Error& error, const std::string& name);

}  // namespace trabecula::core
