#pragma once

#include "core/metrics/metric.h"

namespace trabecula::core {

/// Visual information fidelity in the pixel domain (Sheikh, Bovik 2006; vifp): Gaussian windows of 17, 9, 5
/// and 3 pixels on four scales, noise variance 2 for values 0..255. Not symmetric: how much of the
/// reference's information is left in the test image; above 1 where the test image has more contrast.
/// Undefined for images smaller than 41 x 41 (the fourth scale would be empty) and for a reference without
/// structure; 1 for identical images.
MetricValue pixelVisualInformationFidelity(const Image& reference, const Image& test, JobContext& context);

}  // namespace trabecula::core
