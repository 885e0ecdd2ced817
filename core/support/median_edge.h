#pragma once

#include <algorithm>
#include <cstdint>

namespace trabecula::core {

/// Median edge detection (ITU-T T.87, A.4.1): picks the left or the upper neighbour across an edge, else the
/// plane through the three.
constexpr std::int32_t medianEdge(std::int32_t left, std::int32_t up, std::int32_t upLeft) {
  const std::int32_t low = std::min(left, up);
  const std::int32_t high = std::max(left, up);
  if (upLeft >= high) return low;
  if (upLeft <= low) return high;
  return left + up - upLeft;
}

}  // namespace trabecula::core
