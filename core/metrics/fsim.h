#pragma once

#include "core/metrics/metric.h"
#include "core/metrics/phase_congruency.h"
#include "core/metrics/plane.h"

namespace trabecula::core {

struct FramePair;

/// Feature similarity (Zhang, Zhang, Mou, Zhang 2011) of grey images: phase congruency and Scharr gradients,
/// weighted by the larger phase congruency; T1 = 0.85, T2 = 160 for values 0..255, after shrinking by
/// viewingFactor. Blind to inverted contrast. Undefined for images smaller than 48 x 48 and where one of
/// them, so shrunk, is constant; 1 for identical ones.
MetricValue featureSimilarity(const Image& reference, const Image& test, JobContext& context);

/// The coarsest filter's wavelength: 48.
inline constexpr int smallestFsimSide = finestWavelength << (wavelengths - 1);

/// What FSIM is made of, at the size it looks at.
struct FeatureMaps {
  Plane similarity;  ///< of phase congruency and gradient, 0..1
  Plane weight;      ///< the larger phase congruency; a constant image has none
  /// Whether anything is left of the reference and of the test image at that size.
  bool referenceHasStructure = true;
  bool testHasStructure = true;
};
FeatureMaps featureMaps(const FramePair& pair, JobContext& context);

}  // namespace trabecula::core
