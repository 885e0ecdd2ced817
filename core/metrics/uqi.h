#pragma once

#include "core/metrics/metric.h"

namespace trabecula::core {

/// Universal image quality index (Wang, Bovik 2002): correlation x luminance x contrast in 8 x 8 windows at
/// every position, mean of all. Sums are exact integers, because the definition asks whether they are zero:
/// where both windows are constant the luminance part alone counts, where both are zero 1. So a black
/// background with a little noise on one side counts 0 and can decide the mean of a radiograph. Undefined for
/// images smaller than 8 x 8; 1 for identical ones.
MetricValue universalQualityIndex(const Image& reference, const Image& test, JobContext& context);

}  // namespace trabecula::core
