#pragma once

#include "core/image/histogram.h"
#include "core/metrics/metric.h"

namespace trabecula::core {

FrameRegion wholeRegion(const Image& image);
/// Left, top, width and height: a quarter, a quarter, half and half of the image's, rounded down.
FrameRegion centralRegion(const Image& image);

/// Equivalent number of looks of a region, over all frames: mean^2 / population variance (divisor n) of the
/// values counted from the smallest possible one. Infinite for a constant region, undefined where that is all
/// zero or empty. Throws Error{InvalidArgument} where the region does not lie in the image.
MetricValue equivalentNumberOfLooks(const Image& image, const FrameRegion& region, JobContext& context);

}  // namespace trabecula::core
