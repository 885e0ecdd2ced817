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

/// A rectangle of pixels of a frame.
struct FrameRegion {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

/// The part of a region that lies in a frame of this size; the whole frame where nothing is left.
FrameRegion clippedTo(const FrameRegion& region, int width, int height);

/// Of one frame, pixels in the padding range left out (unless that leaves nothing).
Histogram storedHistogram(const Image& image, int frame);

/// Of a part of a frame, clipped to it; of the whole frame where nothing is left.
Histogram storedHistogram(const Image& image, int frame, const FrameRegion& region);

/// First-order statistics of the values counted.
struct HistogramStatistics {
  std::uint64_t count = 0;
  std::int32_t minimum = 0;
  std::int32_t maximum = 0;
  double mean = 0;
  double standardDeviation = 0;  ///< of the population
  double entropyBits = 0;        ///< order-0 Shannon entropy, bits a value
};
HistogramStatistics histogramStatistics(const Histogram& histogram);

}  // namespace trabecula::core
