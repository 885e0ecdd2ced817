#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace trabecula::core::lfcunet {

/// Where the pixels of a tile's last two rows lay in their distributions: how far from the median, and on
/// which side. From this follows in which of a few contexts the next pixel is corrected. Begun anew for every
/// part of a tile.
class PixelHistory {
 public:
  static constexpr int contexts = 12;

  explicit PixelHistory(int width) : above_(static_cast<std::size_t>(width) + 2, unknown), row_(above_) {}

  void nextRow() {
    above_.swap(row_);
    row_.assign(row_.size(), unknown);
  }
  /// Of the pixel in column `x` of the tile, from those to the left and above it.
  int context(int x) const {
    const std::size_t i = static_cast<std::size_t>(x) + 1;
    std::int32_t distance = 0;
    std::int32_t side = 0;
    for (const std::int32_t place : {row_[i - 1], above_[i - 1], above_[i], above_[i + 1]}) {
      distance += place == unknown ? usualDistance : std::abs(place);
      side += place == unknown ? 0 : place;
    }
    const int far = (distance >= 40000) + (distance >= 60000) + (distance >= 78000);
    const int direction = (side > -25000) + (side >= 25000);
    return 3 * far + direction;
  }
  /// The pixel had [low, high) of its distribution, of 65536.
  void observe(int x, std::int32_t low, std::int32_t high) {
    row_[static_cast<std::size_t>(x) + 1] = (low + high) / 2 - 32768;
  }

 private:
  static constexpr std::int32_t unknown = 1 << 20;
  /// Mean of a uniform variable's distance from its median.
  static constexpr std::int32_t usualDistance = 16384;

  std::vector<std::int32_t> above_;
  std::vector<std::int32_t> row_;
};

}  // namespace trabecula::core::lfcunet
