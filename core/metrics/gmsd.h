#pragma once

#include "core/metrics/metric.h"
#include "core/metrics/plane.h"

namespace trabecula::core {

struct FramePair;

/// Gradient magnitude similarity deviation (Xue, Zhang, Mou, Bovik 2014): the standard deviation (n - 1) of
/// the similarity of Prewitt gradients after halving the image, T = 170 for values 0..255. 0 is best.
/// Undefined for images smaller than 16 x 16.
MetricValue gradientSimilarityDeviation(const Image& reference, const Image& test, JobContext& context);

/// The similarity at every pixel of the halved frames, 1 where nothing differs.
Plane gradientSimilarityMap(const FramePair& pair, JobContext& context);

}  // namespace trabecula::core
