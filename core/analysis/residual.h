#pragma once

#include <cstdint>

#include "core/analysis/analysis.h"
#include "core/image/histogram.h"

namespace trabecula::core {

/// original - decoded of one frame, in stored units. Throws as requireSameFormat() does.
ResidualMap reconstructionResidual(const Image& original, const Image& decoded, int frame);

/// Stored value minus the median-edge prediction from the left, upper and upper left neighbours (ITU-T T.87,
/// A.4.1; the left or upper neighbour alone on the first row and column, 0 for the first pixel) of a frame.
ResidualMap medianEdgeResidual(const Image& image, int frame);

/// Largest absolute value that occurs; 0 for an empty map. One quick pass, where residualStatistics takes
/// tens of milliseconds on a large image.
std::int32_t largestMagnitude(const ResidualMap& map);

/// First-order statistics of a map.
struct ResidualStatistics {
  std::uint64_t count = 0;
  std::uint64_t nonZero = 0;
  std::int32_t minimum = 0;
  std::int32_t maximum = 0;
  double mean = 0;
  double standardDeviation = 0;  ///< of the population
  double entropyBits = 0;        ///< order-0 Shannon entropy, bits a value

  std::int32_t largestMagnitude() const { return maximum > -minimum ? maximum : -minimum; }
};

ResidualStatistics residualStatistics(const ResidualMap& map);

/// How often each value from the smallest to the largest occurs.
Histogram residualCounts(const ResidualMap& map);
/// The same of a part of the map, clipped to it; of the whole map where nothing is left.
Histogram residualCounts(const ResidualMap& map, const FrameRegion& region);

}  // namespace trabecula::core
