#include "core/metrics/metric_map.h"

#include <algorithm>
#include <cmath>

#include "core/metrics/filters.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/fsim.h"
#include "core/metrics/gmsd.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/ssim.h"
#include "core/metrics/steps.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

/// Gradients need two pixels at half size.
constexpr int smallestGradientSide = 2;

FramePair framesOf(const Image& reference, const Image& test, int frame) {
  requireSameFormat(reference, test);
  if (frame < 0 || frame >= reference.frames())
    throw Error(ErrorCategory::InvalidArgument, "The image has no frame " + std::to_string(frame + 1));
  return {reference.frameSamples(frame), test.frameSamples(frame), reference.format()};
}

/// A few pixels must not darken all others. 1 for a map of zeros.
double fullScaleOf(std::vector<float> values) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) * 995 / 1000);
  std::nth_element(values.begin(), place, values.end());
  if (*place > 0) return *place;
  const float largest = *std::max_element(place, values.end());
  return largest > 0 ? largest : 1;
}

/// Gives each pixel its place's value through `amount`. Place (i, k) belongs to pixels around
/// (before + i * step, before + k * step).
MetricMap spread(const Plane& places, const FramePair& pair, int step, int before,
                 const std::function<double(double)>& amount) {
  MetricMap map{.width = pair.width(), .height = pair.height(), .values = {}};
  map.values.reserve(pair.reference.size());
  const auto placeOf = [&](int pixel, int count) {
    // Windows of `step` pixels reach (step - 1) / 2 pixels back from their middle.
    return std::clamp((std::max(0, pixel - before) + (step - 1) / 2) / step, 0, count - 1);
  };
  for (int y = 0; y < map.height; ++y) {
    const double* row = places.row(placeOf(y, places.height()));
    for (int x = 0; x < map.width; ++x)
      map.values.push_back(static_cast<float>(amount(row[placeOf(x, places.width())])));
  }
  map.fullScale = fullScaleOf(map.values);
  return map;
}

double lackOfSimilarity(double similarity) {
  return std::max(0.0, 1 - similarity);
}

MetricMap ssimMap(const Image& reference, const Image& test, int frame, JobContext& context) {
  const FramePair pair = framesOf(reference, test, frame);
  Steps steps(context, {1, 5});
  const PlanePair planes = toPlanes(pair, Range::Native, steps.next());
  Plane map;
  ssimMeans(planes, pair.format.dataRange(), steps.next(), &map);
  return spread(map, pair, 1, ssimWindow / 2, lackOfSimilarity);
}

MetricMap gradientMap(const Image& reference, const Image& test, int frame, JobContext& context) {
  const FramePair pair = framesOf(reference, test, frame);
  return spread(gradientSimilarityMap(pair, context), pair, 2, 0, lackOfSimilarity);
}

MetricMap featureMap(const Image& reference, const Image& test, int frame, JobContext& context) {
  const FramePair pair = framesOf(reference, test, frame);
  const FeatureMaps maps = featureMaps(pair, context);
  return spread(maps.similarity, pair, viewingFactor(pair.width(), pair.height()), 0, lackOfSimilarity);
}

MetricMap phaseMap(const Image& reference, const Image& test, int frame, JobContext& context) {
  const FramePair pair = framesOf(reference, test, frame);
  const FeatureMaps maps = featureMaps(pair, context);
  return spread(maps.weight, pair, viewingFactor(pair.width(), pair.height()), 0, [](double p) { return p; });
}

/// Root of the weighted mean of squared differences in SSIM's window.
MetricMap localErrorMap(const Image& reference, const Image& test, int frame, JobContext& context) {
  const FramePair pair = framesOf(reference, test, frame);
  Steps steps(context, {1, 2});
  PlanePair planes = toPlanes(pair, Range::Native, steps.next());
  Plane& squares = planes.reference;
  for (std::size_t i = 0; i < squares.size(); ++i) {
    const double error = squares.values()[i] - planes.test.values()[i];
    squares.values()[i] = error * error;
  }
  const Plane means = filterValid(squares, gaussianTaps(ssimWindow, ssimSigma), 1, steps.next());
  return spread(means, pair, 1, ssimWindow / 2, [](double mean) { return std::sqrt(mean); });
}

using MapFunction = MetricMap (*)(const Image&, const Image&, int, JobContext&);

void requireSide(const Image& image, int smallestSide) {
  if (std::min(image.width(), image.height()) >= smallestSide) return;
  const std::string side = std::to_string(smallestSide);
  throw Error(ErrorCategory::InvalidArgument,
              "This map is not defined for images smaller than " + side + " x " + side);
}

/// A kind whose function is only called for images that are large enough.
MetricMapKind kind(std::string id, std::string title, std::string unit, std::string meaning, int smallestSide,
                   MapFunction compute) {
  return {std::move(id),
          std::move(title),
          std::move(unit),
          std::move(meaning),
          smallestSide,
          [smallestSide, compute](const Image& reference, const Image& test, int frame, JobContext& context) {
            requireSide(reference, smallestSide);
            return compute(reference, test, frame, context);
          }};
}

}  // namespace

void requireLargeEnough(const MetricMapKind& kind, const Image& image) {
  requireSide(image, kind.smallestSide);
}

const std::vector<MetricMapKind>& metricMaps() {
  static const std::vector<MetricMapKind> all = {
      kind("ssim", "Structure lost (1 - SSIM)", "",
           "1 - SSIM of the 11 x 11 window around each pixel; above 1 where contrast is inverted", ssimWindow,
           ssimMap),
      kind("gmsd", "Gradient lost (1 - gradient similarity)", "",
           "1 - similarity of the gradients that GMSD compares, at half size", smallestGradientSide,
           gradientMap),
      kind("fsim", "Features lost (1 - feature similarity)", "",
           "1 - similarity of phase congruency and gradient that FSIM compares, at the size it looks at",
           smallestFsimSide, featureMap),
      kind("phase_congruency", "Features (phase congruency)", "",
           "how much of an edge or line there is in either image: FSIM's weight of each place",
           smallestFsimSide, phaseMap),
      kind("local_error", "Local error (RMS)", "stored units",
           "root mean square error in the 11 x 11 Gaussian window around each pixel", ssimWindow,
           localErrorMap),
  };
  return all;
}

std::vector<std::string> metricMapIds() {
  std::vector<std::string> ids;
  for (const MetricMapKind& map : metricMaps()) ids.push_back(map.id);
  return ids;
}

const MetricMapKind* findMetricMap(const std::string& id) {
  const auto& all = metricMaps();
  const auto kind = std::ranges::find(all, id, &MetricMapKind::id);
  return kind == all.end() ? nullptr : &*kind;
}

}  // namespace trabecula::core
