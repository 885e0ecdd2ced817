#include "core/codec/lfcunet/tiles.h"

#include <bit>
#include <cstddef>
#include <limits>

#include "core/codec/lfcunet/lfc_model.h"

namespace trabecula::core::lfcunet {
namespace {

constexpr int largestSide = 288;
static_assert(largestSide % mapAlignment == 0);

/// Equal steps along a side, multiples of mapAlignment.
int stepFor(int side) {
  const int count = (side + largestSide - 1) / largestSide;
  const int step = (side + count - 1) / count;
  return (step + mapAlignment - 1) / mapAlignment * mapAlignment;
}

}  // namespace

std::vector<Tile> tilesOf(int partWidth, int partHeight) {
  std::vector<Tile> tiles;
  const int stepX = stepFor(partWidth);
  const int stepY = stepFor(partHeight);
  for (int y = 0; y < partHeight; y += stepY) {
    for (int x = 0; x < partWidth; x += stepX) {
      tiles.push_back({x, y, std::min(stepX, partWidth - x), std::min(stepY, partHeight - y)});
    }
  }
  return tiles;
}

LevelMap::LevelMap(const SubImages& parts, const Tile& tile, std::int32_t maximum) {
  if (maximum < levels) {
    count = maximum + 1;
    return;
  }
  open = true;
  std::int32_t lowest = std::numeric_limits<std::int32_t>::max();
  std::int32_t highest = 0;
  for (int y = tile.y; y < tile.y + tile.height; ++y) {
    const auto* row = parts.of(Part::A).data() + parts.index(tile.x, y);
    const auto [low, high] = std::minmax_element(row, row + tile.width);
    lowest = std::min<std::int32_t>(lowest, *low);
    highest = std::max<std::int32_t>(highest, *high);
  }
  const std::int32_t margin = (highest - lowest) / 8 + 8;
  base = std::max(lowest - margin, 0);
  const std::int32_t range = std::min(highest + margin, maximum) - base;
  const int bits = std::bit_width(static_cast<std::uint32_t>(range));
  shift = static_cast<unsigned>(std::max(bits - 8, 0));
}

}  // namespace trabecula::core::lfcunet
