#pragma once

#include "core/metrics/metric.h"

namespace trabecula::core {

/// Haar wavelet-based perceptual similarity index (Reisenhofer, Bosse, Kutyniok, Wiegand 2018) of grey
/// images: after halving, similarity of the two finer Haar scales weighted by the coarsest, C = 30,
/// alpha = 4.2 for values 0..255. Undefined for images smaller than 16 x 16; 1 for identical ones.
MetricValue haarPerceptualSimilarity(const Image& reference, const Image& test, JobContext& context);

}  // namespace trabecula::core
