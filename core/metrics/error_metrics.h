#pragma once

#include "core/metrics/metric.h"

namespace trabecula::core {

/// Sums over all pixels of all frames, exact integers.
struct ErrorSums {
  std::uint64_t pixels = 0;
  std::uint64_t differing = 0;
  std::uint64_t absolute = 0;
  std::uint64_t squared = 0;
  int maximum = 0;
};
/// Throws as requireSameFormat() does, and Error{Cancelled}.
ErrorSums errorSums(const Image& reference, const Image& test, JobContext& context);

MetricValue meanSquaredError(const ErrorSums& sums, const ImageFormat& format);
MetricValue meanAbsoluteError(const ErrorSums& sums, const ImageFormat& format);
MetricValue maximumAbsoluteError(const ErrorSums& sums, const ImageFormat& format);
/// L = ImageFormat::dataRange(). Infinite for identical images.
MetricValue peakSignalToNoiseRatio(const ErrorSums& sums, const ImageFormat& format);

}  // namespace trabecula::core
