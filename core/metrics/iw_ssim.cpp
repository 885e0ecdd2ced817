#include "core/metrics/iw_ssim.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/metrics/filters.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/information_weights.h"
#include "core/metrics/laplacian_pyramid.h"
#include "core/metrics/local_moments.h"
#include "core/metrics/ms_ssim.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/ssim.h"
#include "core/metrics/steps.h"

namespace trabecula::core {
namespace {

constexpr int bands = static_cast<int>(scaleExponents.size());
constexpr double range = 255;
constexpr double c1 = (0.01 * range) * (0.01 * range);
constexpr double c2 = (0.03 * range) * (0.03 * range);

struct WeightedSum {
  double values = 0;
  double weights = 0;
};

/// Contrast and structure (times luminance if asked) over a row; `weights` may be null: all 1.
WeightedSum sumRow(const MomentRow& row, bool withLuminance, const double* weights) {
  WeightedSum sum;
  for (int x = 0; x < row.columns; ++x) {
    const double variances = std::max(0.0, row.varianceA(x)) + std::max(0.0, row.varianceB(x));
    double value = (2 * row.covariance(x) + c2) / (variances + c2);
    if (withLuminance) {
      const double a = row.meanA[x];
      const double b = row.meanB[x];
      value *= (2 * a * b + c1) / (a * a + b * b + c1);
    }
    const double weight = weights ? weights[x] : 1;
    sum.values += value * weight;
    sum.weights += weight;
  }
  return sum;
}

/// Weighted mean over a band. `weights` covers all pixels but the outermost; the window's centres are four
/// further in. Nothing where no pixel has any weight.
std::optional<double> meanOfBand(const PlanePair& band, bool withLuminance, const Plane* weights,
                                 JobContext& context) {
  constexpr int inset = ssimWindow / 2 - 1;
  const int rows = band.reference.height() - ssimWindow + 1;
  const std::vector<double> taps = gaussianTaps(ssimWindow, ssimSigma);
  std::vector<WeightedSum> sums(static_cast<std::size_t>(rows));
  parallelRows(rows, defaultBand, context, [&](int begin, int end) {
    slideMoments(band.reference, band.test, taps, begin, end, [&](int y, const MomentRow& row) {
      const double* weightRow = weights ? weights->row(y + inset) + inset : nullptr;
      sums[static_cast<std::size_t>(y)] = sumRow(row, withLuminance, weightRow);
    });
  });
  WeightedSum total;
  for (const WeightedSum& row : sums) {
    total.values += row.values;
    total.weights += row.weights;
  }
  if (total.weights == 0) return std::nullopt;
  return total.values / total.weights;
}

/// The bands of both images' pyramids, finest first.
std::vector<PlanePair> pyramids(const FramePair& pair, JobContext& context) {
  Steps steps(context, {1, 3, 3});
  PlanePair planes = toPlanes(pair, Range::EightBit, steps.next());
  std::vector<Plane> reference = laplacianPyramid(std::move(planes.reference), bands, steps.next());
  std::vector<Plane> test = laplacianPyramid(std::move(planes.test), bands, steps.next());
  std::vector<PlanePair> result;
  for (std::size_t i = 0; i < reference.size(); ++i)
    result.push_back({std::move(reference[i]), std::move(test[i])});
  return result;
}

MetricValue weightedSsimOfFrame(const FramePair& pair, JobContext& context) {
  Steps steps(context, {1, 6});
  const std::vector<PlanePair> pyramid = pyramids(pair, steps.next());
  Steps ofBands = Steps::quartering(steps.next(), bands);
  const double exponents = std::accumulate(scaleExponents.begin(), scaleExponents.end(), 0.0);
  double result = 1;
  for (std::size_t i = 0; i < pyramid.size(); ++i) {
    Steps parts(ofBands.next(), {3, 1});
    JobContext& weighing = parts.next();
    const bool last = i + 1 == pyramid.size();
    std::optional<Plane> weights;
    if (!last) {
      const bool hasParent = i + 2 < pyramid.size();
      weights = informationWeights(pyramid[i], hasParent ? &pyramid[i + 1].reference : nullptr, weighing);
      if (!weights) return Undefined{"not defined: the reference has no structure at one of the five scales"};
    }
    const std::optional<double> mean =
        meanOfBand(pyramid[i], last, weights ? &*weights : nullptr, parts.next());
    if (!mean) return Undefined{"not defined: no information at one of the five scales"};
    result *= std::pow(std::max(0.0, *mean), scaleExponents[i] / exponents);
  }
  return result;
}

}  // namespace

MetricValue informationWeightedSsim(const Image& reference, const Image& test, JobContext& context) {
  return meanOverFrames(reference, test,
                        {.smallestSide = smallestFiveScaleSide,
                         .ideal = 1.0,
                         .needsStructure = true,
                         .compute = weightedSsimOfFrame},
                        context);
}

}  // namespace trabecula::core
