#pragma once

#include "core/metrics/metric.h"

namespace trabecula::core {

/// Sums over all pixels of all frames, exact integers; images must be comparable (requireComparable).
struct ErrorSums {
  std::uint64_t pixels = 0;
  std::uint64_t differing = 0;
  std::uint64_t absolute = 0;
  std::uint64_t squared = 0;
  int maximum = 0;
};
ErrorSums errorSums(const Image& reference, const Image& test, JobContext& context);

MetricValue meanSquaredError(const Image& reference, const Image& test, JobContext& context);
MetricValue meanAbsoluteError(const Image& reference, const Image& test, JobContext& context);
MetricValue maximumAbsoluteError(const Image& reference, const Image& test, JobContext& context);
/// L = ImageFormat::dataRange(). Infinite for identical images.
MetricValue peakSignalToNoiseRatio(const Image& reference, const Image& test, JobContext& context);

}  // namespace trabecula::core
