#include "app/common/temporary_folder.h"

#include <unistd.h>

#include <cstdlib>
#include <system_error>

#include "core/support/error.h"

namespace trabecula::app {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder(const std::string& purpose) {
  std::string name = (fs::temp_directory_path() / ("trabecula-" + purpose + "-XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw core::Error(core::ErrorCategory::WriteFailed, name + ": the folder cannot be made");
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace trabecula::app
