#pragma once

#include <vector>

#include "core/job/job_context.h"
#include "core/metrics/plane.h"

namespace trabecula::core {

/// The two bands that VIF looks at, of one level of a steerable pyramid.
struct SteerableLevel {
  Plane across;  ///< derivative along x
  Plane down;    ///< derivative along y
};

/// Finest level first. Steerable pyramid of six orientations (Simoncelli, Freeman 1995) with the filters of
/// Karasaridis and Simoncelli (1996), "sp5"; borders mirrored without repeating the edge. Of the six only
/// orientations 1 and 4 are computed.
std::vector<SteerableLevel> steerablePyramid(const Plane& picture, int levels, JobContext& context);

}  // namespace trabecula::core
