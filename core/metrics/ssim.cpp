#include "core/metrics/ssim.h"

#include "core/metrics/filters.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/local_moments.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/steps.h"

namespace trabecula::core {
namespace {

/// Sums of SSIM and of its contrast part over a row of window positions.
SsimMeans sumRow(const MomentRow& row, double c1, double c2, double* map) {
  SsimMeans sums;
  for (int x = 0; x < row.columns; ++x) {
    const double means = row.meanA[x] * row.meanB[x];
    const double squaredMeans = row.meanA[x] * row.meanA[x] + row.meanB[x] * row.meanB[x];
    const double variances = row.squareA[x] + row.squareB[x] - squaredMeans;
    const double contrast = (2 * (row.product[x] - means) + c2) / (variances + c2);
    const double full = (2 * means + c1) / (squaredMeans + c1) * contrast;
    sums.contrast += contrast;
    sums.full += full;
    if (map) map[x] = full;
  }
  return sums;
}

MetricValue ssimOfFrame(const FramePair& pair, JobContext& context) {
  Steps steps(context, {1, 5});
  const PlanePair planes = toPlanes(pair, Range::Native, steps.next());
  return ssimMeans(planes, pair.format.dataRange(), steps.next()).full;
}

MetricValue ssimOfDownsampledFrame(const FramePair& pair, JobContext& context) {
  const int factor = viewingFactor(pair.width(), pair.height());
  Steps steps(context, {1, 1, 1});
  const PlanePair planes{
      boxDownsample(pair, Role::Reference, Range::Native, factor, Border::Symmetric, steps.next()),
      boxDownsample(pair, Role::Test, Range::Native, factor, Border::Symmetric, steps.next())};
  return ssimMeans(planes, pair.format.dataRange(), steps.next()).full;
}

}  // namespace

SsimMeans ssimMeans(const PlanePair& planes, double range, JobContext& context, Plane* map) {
  const double c1 = (0.01 * range) * (0.01 * range);
  const double c2 = (0.03 * range) * (0.03 * range);
  const int columns = planes.reference.width() - ssimWindow + 1;
  const int rows = planes.reference.height() - ssimWindow + 1;
  const std::vector<double> taps = gaussianTaps(ssimWindow, ssimSigma);
  if (map) *map = Plane(columns, rows);
  std::vector<SsimMeans> sums(static_cast<std::size_t>(rows));
  parallelRows(rows, defaultBand, context, [&](int begin, int end) {
    slideMoments(planes.reference, planes.test, taps, begin, end, [&](int y, const MomentRow& row) {
      sums[static_cast<std::size_t>(y)] = sumRow(row, c1, c2, map ? map->row(y) : nullptr);
    });
  });
  SsimMeans means;
  for (const SsimMeans& row : sums) {
    means.full += row.full;
    means.contrast += row.contrast;
  }
  const double positions = static_cast<double>(columns) * rows;
  return {means.full / positions, means.contrast / positions};
}

MetricValue structuralSimilarity(const Image& reference, const Image& test, JobContext& context) {
  return meanOverFrames(reference, test, {.smallestSide = ssimWindow, .ideal = 1.0, .compute = ssimOfFrame},
                        context);
}

MetricValue structuralSimilarityDownsampled(const Image& reference, const Image& test, JobContext& context) {
  return meanOverFrames(reference, test,
                        {.smallestSide = ssimWindow, .ideal = 1.0, .compute = ssimOfDownsampledFrame},
                        context);
}

}  // namespace trabecula::core
