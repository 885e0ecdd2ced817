#include "core/metrics/fsim.h"

#include <algorithm>

#include "core/metrics/filters.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/phase_congruency.h"
#include "core/metrics/steps.h"

namespace trabecula::core {
namespace {

MetricValue similarityOfFrame(const FramePair& pair, JobContext& context) {
  const FeatureMaps maps = featureMaps(pair, context);
  if (!maps.referenceHasStructure)
    return Undefined{"not defined: the reference has no structure at the size that FSIM looks at"};
  if (!maps.testHasStructure)
    return Undefined{"not defined: the test image has no structure at the size that FSIM looks at"};
  double sum = 0;
  double weights = 0;
  for (std::size_t i = 0; i < maps.weight.size(); ++i) {
    sum += maps.similarity.values()[i] * maps.weight.values()[i];
    weights += maps.weight.values()[i];
  }
  if (weights == 0) return Undefined{"not defined: no feature stands out from the noise in either image"};
  return sum / weights;
}

/// True where all values are equal but for rounding. The smallest step of 16-bit samples, a mean of 64 x 64
/// of them and in the range 0..255, is a thousand times larger.
bool isConstant(const Plane& picture) {
  constexpr double rounding = 1e-9;
  const auto [low, high] = std::ranges::minmax(picture.values());
  return high - low < rounding;
}

/// Whether anything is left of an image once it is shrunk. Its edges are mirrored here: the zeros that FSIM
/// puts around it would give a constant image a frame.
bool hasStructure(const FramePair& pair, Role role, int factor, JobContext& context) {
  if (isConstant(pair, role)) return false;
  return factor == 1 ||
         !isConstant(boxDownsample(pair, role, Range::EightBit, factor, Border::Symmetric, context));
}

/// (2 a b + t) / (a^2 + b^2 + t)
double similarity(double a, double b, double t) {
  return (2 * a * b + t) / (a * a + b * b + t);
}

}  // namespace

FeatureMaps featureMaps(const FramePair& pair, JobContext& context) {
  const int factor = viewingFactor(pair.width(), pair.height());
  struct Features {
    Plane phase;
    Plane gradient;
    bool hasStructure;
  };
  Steps steps(context, {1, 1, 0.1, 1, 4, 1, 0.1, 1, 4, 0.5});
  const RadialFilters radial = radialFilters((pair.width() + factor - 1) / factor,
                                             (pair.height() + factor - 1) / factor, steps.next());
  const auto featuresOf = [&](Role role) {
    const Plane small = boxDownsample(pair, role, Range::EightBit, factor, Border::Zero, steps.next());
    Plane gradient = gradientMagnitude(small, 3.0 / 16, 10.0 / 16, steps.next());
    // A constant picture's spectrum holds nothing but rounding errors, which may agree in phase; and fine
    // detail may have gone as the image was shrunk.
    const bool structured = hasStructure(pair, role, factor, steps.next());
    JobContext& measuring = steps.next();
    Plane phase =
        structured ? phaseCongruency(small, radial, measuring) : Plane(small.width(), small.height());
    return Features{std::move(phase), std::move(gradient), structured};
  };
  Features reference = featuresOf(Role::Reference);
  const Features test = featuresOf(Role::Test);
  parallelRows(test.phase.height(), defaultBand, steps.next(), [&](int begin, int end) {
    for (int y = begin; y < end; ++y)
      for (int x = 0; x < test.phase.width(); ++x) {
        const double phaseA = reference.phase.at(x, y);
        const double phaseB = test.phase.at(x, y);
        reference.gradient.at(x, y) = similarity(phaseA, phaseB, 0.85) *
                                      similarity(reference.gradient.at(x, y), test.gradient.at(x, y), 160);
        reference.phase.at(x, y) = std::max(phaseA, phaseB);
      }
  });
  return {.similarity = std::move(reference.gradient),
          .weight = std::move(reference.phase),
          .referenceHasStructure = reference.hasStructure,
          .testHasStructure = test.hasStructure};
}

MetricValue featureSimilarity(const Image& reference, const Image& test, JobContext& context) {
  return meanOverFrames(
      reference, test,
      {.smallestSide = smallestFsimSide, .ideal = 1.0, .needsStructure = true, .compute = similarityOfFrame},
      context);
}

}  // namespace trabecula::core
