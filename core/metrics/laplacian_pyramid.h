#pragma once

#include <vector>

#include "core/job/job_context.h"
#include "core/metrics/plane.h"

namespace trabecula::core {

/// The Laplacian pyramid (Burt, Adelson 1983): each band is what the next smaller one, enlarged, leaves of
/// the picture; the last is the rest itself. Filter [1 4 6 4 1] / 16 * sqrt 2 both ways, so that a band's
/// values are twice those of the picture before it; borders mirrored without repeating the edge.
std::vector<Plane> laplacianPyramid(Plane picture, int bands, JobContext& context);

}  // namespace trabecula::core
