#include "core/metrics/vif_pixel.h"

#include "core/metrics/filters.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/local_moments.h"
#include "core/metrics/log_sum.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/steps.h"

namespace trabecula::core {
namespace {

constexpr double noiseVariance = 2;
constexpr double tolerance = 1e-10;

/// Information, in nats, that the reference holds and that the test image keeps.
struct Information {
  double kept = 0;
  double whole = 0;
};

Information informationOfRow(const MomentRow& row) {
  LogSum kept;
  LogSum whole;
  for (int x = 0; x < row.columns; ++x) {
    double varianceA = std::max(0.0, row.varianceA(x));
    const double varianceB = std::max(0.0, row.varianceB(x));
    const double covariance = row.covariance(x);
    double gain = covariance / (varianceA + tolerance);
    double noise = varianceB - gain * covariance;
    if (varianceA < tolerance) {
      gain = 0;
      noise = varianceB;
      varianceA = 0;
    }
    if (varianceB < tolerance) gain = noise = 0;
    if (gain < 0) {
      gain = 0;
      noise = varianceB;
    }
    noise = std::max(noise, tolerance);
    kept.add(1 + gain * gain * varianceA / (noise + noiseVariance));
    whole.add(1 + varianceA / noiseVariance);
  }
  return {kept.value(), whole.value()};
}

Information informationOfScale(const PlanePair& planes, const std::vector<double>& taps,
                               JobContext& context) {
  const int rows = planes.reference.height() - static_cast<int>(taps.size()) + 1;
  std::vector<Information> ofRows(static_cast<std::size_t>(rows));
  parallelRows(rows, defaultBand, context, [&](int begin, int end) {
    slideMoments(planes.reference, planes.test, taps, begin, end, [&](int y, const MomentRow& row) {
      ofRows[static_cast<std::size_t>(y)] = informationOfRow(row);
    });
  });
  Information sum;
  for (const Information& row : ofRows) {
    sum.kept += row.kept;
    sum.whole += row.whole;
  }
  return sum;
}

MetricValue fidelityOfFrame(const FramePair& pair, JobContext& context) {
  constexpr int scales = 4;
  Steps steps(context, {1, 9});
  PlanePair planes = toPlanes(pair, Range::EightBit, steps.next());
  Steps ofScales = Steps::quartering(steps.next(), scales);
  Information sum;
  for (int scale = 0; scale < scales; ++scale) {
    const int size = (1 << (scales - scale)) + 1;
    const std::vector<double> taps = gaussianTaps(size, size / 5.0);
    Steps parts(ofScales.next(), scale > 0 ? std::vector<double>{1, 1, 6} : std::vector<double>{1});
    if (scale > 0) {
      planes.reference = filterValid(planes.reference, taps, 2, parts.next());
      planes.test = filterValid(planes.test, taps, 2, parts.next());
    }
    const Information here = informationOfScale(planes, taps, parts.next());
    sum.kept += here.kept;
    sum.whole += here.whole;
  }
  return sum.kept / sum.whole;
}

}  // namespace

MetricValue pixelVisualInformationFidelity(const Image& reference, const Image& test, JobContext& context) {
  return meanOverFrames(
      reference, test, {.smallestSide = 41, .ideal = 1.0, .needsStructure = true, .compute = fidelityOfFrame},
      context);
}

}  // namespace trabecula::core
