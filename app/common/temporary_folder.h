#pragma once

#include <filesystem>
#include <string>

namespace trabecula::app {

/// A folder for the files that a run writes; gone with everything in it afterwards.
class TemporaryFolder {
 public:
  /// Throws core::Error{WriteFailed}. `purpose` is part of its name.
  explicit TemporaryFolder(const std::string& purpose);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace trabecula::app
