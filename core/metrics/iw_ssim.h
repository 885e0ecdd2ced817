#pragma once

#include "core/metrics/metric.h"

namespace trabecula::core {

/// Information content weighted SSIM (Wang, Li 2011): contrast and structure in five bands of a Laplacian
/// pyramid (luminance too in the last), each position weighted by the information that a viewer could get
/// from it. Not symmetric: the neighbourhood model comes from the reference. A negative mean counts as 0.
/// Undefined for images smaller than 176 x 176 and for a reference without structure; 1 for identical ones.
/// Flat areas that are not exactly flat (1e-9 of the range) can change it in the second digit.
MetricValue informationWeightedSsim(const Image& reference, const Image& test, JobContext& context);

}  // namespace trabecula::core
