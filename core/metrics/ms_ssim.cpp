#include "core/metrics/ms_ssim.h"

#include <algorithm>
#include <cmath>

#include "core/metrics/filters.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/ssim.h"
#include "core/metrics/steps.h"

namespace trabecula::core {
namespace {

MetricValue multiScaleSsimOfFrame(const FramePair& pair, JobContext& context) {
  constexpr double range = 255;
  Steps steps(context, {1, 8});
  PlanePair planes = toPlanes(pair, Range::EightBit, steps.next());
  Steps scales = Steps::quartering(steps.next(), static_cast<int>(scaleExponents.size()));
  double result = 1;
  for (std::size_t scale = 0; scale < scaleExponents.size(); ++scale) {
    const bool last = scale + 1 == scaleExponents.size();
    Steps parts(scales.next(), {8, 1, 1});
    const SsimMeans means = ssimMeans(planes, range, parts.next());
    result *= std::pow(std::max(0.0, last ? means.full : means.contrast), scaleExponents[scale]);
    if (last) break;
    planes.reference = boxDownsample(planes.reference, 2, Border::Symmetric, parts.next());
    planes.test = boxDownsample(planes.test, 2, Border::Symmetric, parts.next());
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
