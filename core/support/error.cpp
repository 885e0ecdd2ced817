#include "core/support/error.h"

namespace trabecula::core {

Error withFileName(const Error& error, const std::string& name) {
  return {error.category(), name + ": " + error.what()};
}

}  // namespace trabecula::core
