#pragma once

#include "core/metrics/metric.h"

namespace trabecula::core {

/// Order-0 Shannon entropy of the stored values of all frames, bits a pixel, one bin per grey level at any
/// depth: what a codec that knew only how often each value occurs would need.
MetricValue greyLevelEntropy(const Image& image, JobContext& context);

/// The same of the median-edge prediction errors (medianEdgeResidual), the mean over all frames: the number
/// that a lossless codec has to beat.
MetricValue predictionEntropy(const Image& image, JobContext& context);

/// How many different stored values occur.
MetricValue distinctLevels(const Image& image, JobContext& context);

}  // namespace trabecula::core
