#include "core/metrics/ms_ssim.h"

#include <algorithm>
#include <cmath>

#include "core/metrics/filters.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/ssim.h"

namespace trabecula::core {
namespace {

MetricValue multiScaleSsimOfFrame(const FramePair& pair, JobContext& context) {
  constexpr double range = 255;
  JobContext reading = context.part(0, 0.1);
  PlanePair planes = toPlanes(pair, Range::EightBit, reading);
  double result = 1;
  double done = 0.1;
  for (std::size_t scale = 0; scale < scaleExponents.size(); ++scale) {
    const bool last = scale + 1 == scaleExponents.size();
    // Each scale has a quarter of the pixels of the one before.
    const double next = done + (1 - done) * 0.7;
    JobContext part = context.part(done, next);
    done = next;
    const SsimMeans means = ssimMeans(planes, range, part);
    result *= std::pow(std::max(0.0, last ? means.full : means.contrast), scaleExponents[scale]);
    if (last) break;
    JobContext shrinking = context.part(done, done);
    planes.reference = boxDownsample(planes.reference, 2, Border::Symmetric, shrinking);
    planes.test = boxDownsample(planes.test, 2, Border::Symmetric, shrinking);
  }
  return result;
}

}  // namespace

MetricValue multiScaleSsim(const Image& reference, const Image& test, JobContext& context) {
  return meanOverFrames(
      reference, test,
      {.smallestSide = smallestFiveScaleSide, .ideal = 1.0, .compute = multiScaleSsimOfFrame}, context);
}

}  // namespace trabecula::core
