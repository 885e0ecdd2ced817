#pragma once

#include "core/metrics/metric.h"

namespace trabecula::core {

/// A rectangle of pixels.
struct Region {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};

Region wholeRegion(const Image& image);
/// x, y, width and height: a quarter, a quarter, half and half of the image's, rounded down.
Region centralRegion(const Image& image);

/// Equivalent number of looks of a region, over all frames: mean^2 / population variance (divisor n) of the
/// values counted from the smallest possible one. Infinite for a constant region, undefined where that is all
/// zero or empty. Throws Error{InvalidArgument} where the region does not lie in the image.
MetricValue equivalentNumberOfLooks(const Image& image, const Region& region, JobContext& context);

}  // namespace trabecula::core
