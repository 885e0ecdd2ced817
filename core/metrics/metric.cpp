#include "core/metrics/metric.h"

#include "core/metrics/error_metrics.h"
#include "core/metrics/ssim.h"
#include "core/support/error.h"

namespace trabecula::core {

const std::vector<Metric>& metrics() {
  static const std::vector<Metric> all = {
      {"mse", "MSE", "units\u00B2", "mean squared error over all pixels, in stored units", meanSquaredError},
      {"mae", "MAE", "units", "mean absolute error over all pixels, in stored units", meanAbsoluteError},
      {"max_abs_error", "Max error", "units", "largest absolute difference, in stored units",
       maximumAbsoluteError},
      {"psnr", "PSNR", "dB", "10 log10(L^2 / MSE), L = 2^bits stored - 1", peakSignalToNoiseRatio},
      {"ssim", "SSIM", "", "Wang, Bovik, Sheikh, Simoncelli 2004; no downsampling", structuralSimilarity},
  };
  return all;
}

const Metric* findMetric(const std::string& id) {
  for (const Metric& metric : metrics())
    if (metric.id == id) return &metric;
  return nullptr;
}

void requireComparable(const Image& reference, const Image& test) {
  const ImageFormat& a = reference.format();
  const ImageFormat& b = test.format();
  const auto require = [](bool condition, const std::string& what, int first, int second) {
    if (!condition)
      throw Error(ErrorCategory::InvalidArgument, "Cannot compare: " + what + " differ (" +
                                                      std::to_string(first) + " and " +
                                                      std::to_string(second) + ")");
  };
  require(a.width == b.width, "widths", a.width, b.width);
  require(a.height == b.height, "heights", a.height, b.height);
  require(a.frames == b.frames, "numbers of frames", a.frames, b.frames);
  require(a.bitsStored == b.bitsStored, "bits stored", a.bitsStored, b.bitsStored);
  if (a.isSigned != b.isSigned)
    throw Error(ErrorCategory::InvalidArgument, "Cannot compare: one image is signed, the other is not");
}

std::vector<NamedMetricValue> computeMetrics(const Image& reference, const Image& test,
                                             const std::vector<std::string>& ids, JobContext& context) {
  requireComparable(reference, test);
  std::vector<const Metric*> chosen;
  for (const Metric& metric : metrics())
    if (ids.empty()) chosen.push_back(&metric);
  for (const std::string& id : ids) {
    const Metric* metric = findMetric(id);
    if (!metric) throw Error(ErrorCategory::InvalidArgument, "There is no metric called \"" + id + "\"");
    chosen.push_back(metric);
  }
  std::vector<NamedMetricValue> values;
  const auto count = static_cast<double>(chosen.size());
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    JobContext part = context.part(static_cast<double>(i) / count, static_cast<double>(i + 1) / count);
    values.push_back({chosen[i], chosen[i]->compute(reference, test, part)});
    part.report(1);
  }
  return values;
}

}  // namespace trabecula::core
