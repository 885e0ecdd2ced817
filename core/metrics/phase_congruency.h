#pragma once

#include <array>

#include "core/job/job_context.h"
#include "core/metrics/plane.h"

namespace trabecula::core {

/// The filters' wavelengths in pixels: the finest one, and how many, each twice the one before.
inline constexpr int finestWavelength = 6;
inline constexpr int wavelengths = 4;

/// The filters' radial parts for pictures of one size, finest first: log-Gabor, without the frequencies that
/// only the corners of the spectrum have.
using RadialFilters = std::array<Plane, wavelengths>;
RadialFilters radialFilters(int width, int height, JobContext& context);

/// Phase congruency (Kovesi 1999) as FSIM uses it: 0 where nothing stands out to 1 where all scales agree on
/// an edge, a line or a step, whatever its contrast. Log-Gabor filters of 4 scales (wavelengths 6, 12, 24 and
/// 48 pixels, bandwidth 0.55) and 4 orientations, noise threshold 2 standard deviations / 1.7. 0
/// too where there is no amplitude at all.
Plane phaseCongruency(const Plane& picture, const RadialFilters& radial, JobContext& context);

}  // namespace trabecula::core
