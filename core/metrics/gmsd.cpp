#include "core/metrics/gmsd.h"

#include <cmath>

#include "core/metrics/filters.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/steps.h"

namespace trabecula::core {
namespace {

double sumOfRows(const Plane& plane, JobContext& context, double shift, bool squared) {
  return parallelSum(plane.height(), defaultBand, context, [&](int begin, int end) {
    double sum = 0;
    for (int y = begin; y < end; ++y)
      for (int x = 0; x < plane.width(); ++x) {
        const double value = plane.row(y)[x] - shift;
        sum += squared ? value * value : value;
      }
    return sum;
  });
}

MetricValue deviationOfFrame(const FramePair& pair, JobContext& context) {
  Steps steps(context, {8, 1, 1});
  const Plane map = gradientSimilarityMap(pair, steps.next());
  const auto count = static_cast<double>(map.size());
  const double mean = sumOfRows(map, steps.next(), 0, false) / count;
  return std::sqrt(sumOfRows(map, steps.next(), mean, true) / (count - 1));
}

}  // namespace

Plane gradientSimilarityMap(const FramePair& pair, JobContext& context) {
  constexpr double t = 170;
  Steps steps(context, {4, 2, 4, 2, 1});
  const auto gradientOf = [&](Role role) {
    const Plane half = boxDownsample(pair, role, Range::EightBit, 2, Border::Zero, steps.next());
    return gradientMagnitude(half, 1.0 / 3, 1.0 / 3, steps.next());
  };
  Plane reference = gradientOf(Role::Reference);
  const Plane test = gradientOf(Role::Test);
  parallelRows(reference.height(), defaultBand, steps.next(), [&](int begin, int end) {
    for (int y = begin; y < end; ++y) {
      double* a = reference.row(y);
      const double* b = test.row(y);
      for (int x = 0; x < reference.width(); ++x)
        a[x] = (2 * a[x] * b[x] + t) / (a[x] * a[x] + b[x] * b[x] + t);
    }
  });
  return reference;
}

MetricValue gradientSimilarityDeviation(const Image& reference, const Image& test, JobContext& context) {
  return meanOverFrames(reference, test, {.smallestSide = 16, .ideal = 0.0, .compute = deviationOfFrame},
                        context);
}

}  // namespace trabecula::core
