#pragma once

#include "core/metrics/metric.h"

namespace trabecula::core {

/// Visual information fidelity as published (Sheikh, Bovik 2006; vifvec): Gaussian scale mixtures of 3 x 3
/// blocks in eight bands of a steerable pyramid, noise variance 0.4 for values 0..255. Not symmetric: how
/// much of the reference's information is left in the test image; above 1 where the test image has more
/// contrast. Follows the authors' program where it takes a window's sum of squares, not its mean, for the
/// noise of a negative gain. Undefined for images smaller than 72 x 72 and for a reference without structure;
/// 1 for identical images.
MetricValue visualInformationFidelity(const Image& reference, const Image& test, JobContext& context);

}  // namespace trabecula::core
