#pragma once

#include "core/metrics/metric.h"

namespace trabecula::core {

/// Mean structural similarity (Wang, Bovik, Sheikh, Simoncelli 2004): 11 x 11 Gaussian window of sigma 1.5 at
/// every position where it fits, K1 = 0.01, K2 = 0.03, L = ImageFormat::dataRange(), population variance, no
/// downsampling; the mean over all frames. Undefined for images smaller than 11 x 11; 1 for identical ones.
MetricValue structuralSimilarity(const Image& reference, const Image& test, JobContext& context);

}  // namespace trabecula::core
