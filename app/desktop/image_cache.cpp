#include "app/desktop/image_cache.h"

#include <algorithm>

namespace trabecula::app {
namespace {

std::uint64_t pixelBytes(const core::Image& image) {
  return image.samples().size_bytes() + image.colour().size_bytes();
}

}  // namespace

std::optional<FileStamp> fileStamp(const std::filesystem::path& path) {
  std::error_code error;
  const auto changed = std::filesystem::last_write_time(path, error);
  if (error) return std::nullopt;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  if (error) return std::nullopt;
  return FileStamp{changed, bytes};
}

void ImageCache::setLimit(std::uint64_t bytes) {
  limit_ = bytes;
  trim();
}

ImageCache::ImagePtr ImageCache::find(const std::filesystem::path& path) {
  const auto entry =
      std::ranges::find_if(entries_, [&](const Entry& one) { return one.image->path == path; });
  if (entry == entries_.end()) return nullptr;
  if (fileStamp(path) != entry->stamp) {
    bytes_ -= entry->bytes;
    entries_.erase(entry);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return entries_.front().image;
}

bool ImageCache::contains(const std::filesystem::path& path) const {
  return std::ranges::any_of(entries_, [&](const Entry& one) { return one.image->path == path; });
}

void ImageCache::insert(const ImagePtr& image, const std::optional<FileStamp>& stamp) {
  const std::uint64_t bytes = pixelBytes(image->image);
  if (bytes > limit_ || !stamp || contains(image->path)) return;
  entries_.push_front({.image = image, .bytes = bytes, .stamp = *stamp});
  bytes_ += bytes;
  trim();
}

void ImageCache::clear() {
  entries_.clear();
  bytes_ = 0;
}

void ImageCache::trim() {
  while (bytes_ > limit_) {
    bytes_ -= entries_.back().bytes;
    entries_.pop_back();
  }
}

}  // namespace trabecula::app
