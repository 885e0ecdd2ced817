#pragma once

#include <cstdint>
#include <vector>

#include "core/image/image.h"

namespace trabecula::core {

/// Counts of stored values: counts[i] is how often minValue + i occurs.
struct Histogram {
  std::int32_t minValue = 0;
  std::vector<std::uint64_t> counts;
  std::uint64_t total = 0;

  /// The smallest value below or at which `fraction` (0..1) of the counted pixels lie; the smallest and
  /// largest value that occur for 0 and 1. minValue where nothing was counted.
  std::int32_t percentile(double fraction) const;
  /// Number of values that occur at all.
  std::size_t distinctValues() const;
};

/// Of one frame, pixels in the padding range left out (unless that leaves nothing).
Histogram storedHistogram(const Image& image, int frame);

}  // namespace trabecula::core
