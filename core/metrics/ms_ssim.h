#pragma once

#include <array>

#include "core/metrics/metric.h"

namespace trabecula::core {

/// Multi-scale structural similarity (Wang, Simoncelli, Bovik 2003): the contrast part of SSIM at scales 1 to
/// 4 and all of SSIM at scale 5, each mean raised to its scale's exponent and multiplied; between scales 2 x
/// 2 means. A negative mean (contrast inverted) counts as 0, so that the power is a real number. Undefined
/// for images smaller than 176 x 176 (11 x 2^4); 1 for identical ones.
MetricValue multiScaleSsim(const Image& reference, const Image& test, JobContext& context);

/// The exponents of the five scales, as published: their sum is 1.0001.
inline constexpr std::array<double, 5> scaleExponents = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
/// 11 x 2^4: five scales of an 11 x 11 window.
inline constexpr int smallestFiveScaleSide = 176;

}  // namespace trabecula::core
