#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <optional>

#include "core/study/image_file.h"

namespace trabecula::app {

/// What tells a file from a later one of the same name.
struct FileStamp {
  std::filesystem::file_time_type changed;
  std::uintmax_t bytes = 0;

  bool operator==(const FileStamp&) const = default;
};

/// Nothing where the file is gone. Any thread.
std::optional<FileStamp> fileStamp(const std::filesystem::path& path);

/// Images that were read, the least recently used ones dropped when they outgrow a limit. A file that changed
/// since is not found. UI thread only.
class ImageCache {
 public:
  using ImagePtr = std::shared_ptr<const core::ImageFile>;

  /// What may be kept, in bytes of pixels; 0 keeps nothing.
  void setLimit(std::uint64_t bytes);
  std::uint64_t limit() const { return limit_; }
  std::uint64_t bytes() const { return bytes_; }

  /// Null where it is not there, or the file is no longer the one that was read.
  ImagePtr find(const std::filesystem::path& path);
  bool contains(const std::filesystem::path& path) const;
  /// `stamp` is of before the file was read: one that changed meanwhile is not found later. An image larger
  /// than the limit is not kept.
  void insert(const ImagePtr& image, const std::optional<FileStamp>& stamp);
  void clear();

 private:
  struct Entry {
    ImagePtr image;
    std::uint64_t bytes = 0;
    FileStamp stamp;
  };

  void trim();

  std::list<Entry> entries_;  ///< most recently used first
  std::uint64_t limit_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace trabecula::app
