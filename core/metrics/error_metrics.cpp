#include "core/metrics/error_metrics.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace trabecula::core {

ErrorSums errorSums(const Image& reference, const Image& test, JobContext& context) {
  requireSameFormat(reference, test);
  ErrorSums sums;
  const ImageFormat& format = reference.format();
  const auto a = reference.samples();
  const auto b = test.samples();
  sums.pixels = a.size();
  constexpr std::size_t batch = 1U << 20U;
  for (std::size_t start = 0; start < a.size(); start += batch) {
    context.checkCancelled();
    const std::size_t end = std::min(a.size(), start + batch);
    for (std::size_t i = start; i < end; ++i) {
      const int error = std::abs(format.storedValue(a[i]) - format.storedValue(b[i]));
      sums.differing += error != 0 ? 1U : 0U;
      sums.absolute += static_cast<std::uint64_t>(error);
      sums.squared += static_cast<std::uint64_t>(error) * static_cast<std::uint64_t>(error);
      sums.maximum = std::max(sums.maximum, error);
    }
  }
  return sums;
}

MetricValue meanSquaredError(const ErrorSums& sums, const ImageFormat& /*format*/) {
  return static_cast<double>(sums.squared) / static_cast<double>(sums.pixels);
}

MetricValue meanAbsoluteError(const ErrorSums& sums, const ImageFormat& /*format*/) {
  return static_cast<double>(sums.absolute) / static_cast<double>(sums.pixels);
}

MetricValue maximumAbsoluteError(const ErrorSums& sums, const ImageFormat& /*format*/) {
  return static_cast<double>(sums.maximum);
}

MetricValue peakSignalToNoiseRatio(const ErrorSums& sums, const ImageFormat& format) {
  if (sums.squared == 0) return Infinite{"identical images"};
  const double range = format.dataRange();
  return 10 *
         std::log10(range * range * static_cast<double>(sums.pixels) / static_cast<double>(sums.squared));
}

}  // namespace trabecula::core
