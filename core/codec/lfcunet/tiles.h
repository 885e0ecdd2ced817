#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/codec/lfcunet/class_distribution.h"
#include "core/codec/lfcunet/sub_images.h"

namespace trabecula::core::lfcunet {

/// A rectangle of the sub-images that is coded by itself. What is known of the sub-images around it may be
/// looked at, because whole sub-images follow one another.
struct Tile {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

/// The tiles of sub-images of this size, row by row: sides of up to 288, multiples of 16 but the last.
std::vector<Tile> tilesOf(int partWidth, int partHeight);

/// How a tile's values are brought to the 256 levels of the networks. With a maximum of up to 255 a level is
/// a value (the paper's case). Beyond that - our extension - a level is 2^shift values, so that the tile's
/// part of A and an eighth of its range on either side have levels; what lies beyond the levels at the ends
/// is told by how many levels it is away, and the place within a level by `shift` more bits.
struct LevelMap {
  std::int32_t base = 0;
  unsigned shift = 0;
  int count = levels;
  bool open = false;  ///< values may lie beyond the levels

  LevelMap(const SubImages& parts, const Tile& tile, std::int32_t maximum);

  /// Level before it is bounded; may be negative.
  std::int32_t quotient(std::int32_t value) const { return (value - base) >> shift; }
  int level(std::int32_t value) const { return std::clamp(quotient(value), 0, count - 1); }
  bool isEnd(int level) const { return open && (level == 0 || level == count - 1); }
  std::uint32_t rest(std::int32_t value) const {
    return static_cast<std::uint32_t>(value - base) & ((1U << shift) - 1);
  }
  std::int32_t value(std::int32_t quotient, std::uint32_t rest) const {
    return base + quotient * (1 << shift) + static_cast<std::int32_t>(rest);
  }
};

}  // namespace trabecula::core::lfcunet
