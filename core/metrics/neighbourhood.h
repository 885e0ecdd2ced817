#pragma once

#include <array>

#include "core/job/job_context.h"
#include "core/metrics/plane.h"
#include "core/metrics/symmetric_eigen.h"

namespace trabecula::core {

/// Entries of a 3 x 3 neighbourhood, row by row.
inline constexpr int neighbourhoodSide = 3;
inline constexpr int neighbourhoodSize = neighbourhoodSide * neighbourhoodSide;

/// For every pair of entries the mean of their product over all neighbourhoods that lie in the left upper
/// width x height pixels of a picture: width - 2 by height - 2 of them; both sides are at
/// least 5.
SquareMatrix neighbourhoodProducts(const Plane& picture, int width, int height, JobContext& context);

/// The mean of every entry over the same neighbourhoods.
std::array<double, neighbourhoodSize> neighbourhoodMeans(const Plane& picture, int width, int height,
                                                         JobContext& context);

}  // namespace trabecula::core
