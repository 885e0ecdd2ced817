#include "core/metrics/entropy.h"

#include <algorithm>
#include <cmath>

#include "core/analysis/residual.h"

namespace trabecula::core {
namespace {

/// How often each raw sample occurs; the padding range counts too, since a codec has to code it.
std::vector<std::uint64_t> sampleCounts(const Image& image) {
  std::vector<std::uint64_t> counts(std::size_t{image.format().sampleMask()} + 1);
  for (const std::uint16_t sample : image.samples()) ++counts[sample];
  return counts;
}

}  // namespace

MetricValue greyLevelEntropy(const Image& image, JobContext& context) {
  context.checkCancelled();
  const auto total = static_cast<double>(image.samples().size());
  double bits = 0;
  for (const std::uint64_t count : sampleCounts(image)) {
    const double share = static_cast<double>(count) / total;
    if (count > 0) bits += share * std::log2(1 / share);
  }
  return bits;
}

MetricValue predictionEntropy(const Image& image, JobContext& context) {
  double sum = 0;
  for (int frame = 0; frame < image.frames(); ++frame) {
    context.report(static_cast<double>(frame) / image.frames());
    sum += residualStatistics(medianEdgeResidual(image, frame)).entropyBits;
  }
  return sum / image.frames();
}

MetricValue distinctLevels(const Image& image, JobContext& context) {
  context.checkCancelled();
  const std::vector<std::uint64_t> counts = sampleCounts(image);
  return static_cast<double>(std::ranges::count_if(counts, [](std::uint64_t count) { return count > 0; }));
}

}  // namespace trabecula::core
