#include "core/analysis/residual.h"

#include <algorithm>

#include "core/support/median_edge.h"

namespace trabecula::core {

ResidualMap reconstructionResidual(const Image& original, const Image& decoded, int frame) {
  requireSameFormat(original, decoded);
  ResidualMap map{.width = original.width(),
                  .height = original.height(),
                  .values = {},
                  .title = "Reconstruction residual"};
  const ImageFormat& format = original.format();
  const auto a = original.frameSamples(frame);
  const auto b = decoded.frameSamples(frame);
  map.values.resize(a.size());
  std::transform(a.begin(), a.end(), b.begin(), map.values.begin(), [&](std::uint16_t x, std::uint16_t y) {
    return format.storedValue(x) - format.storedValue(y);
  });
  return map;
}

ResidualMap medianEdgeResidual(const Image& image, int frame) {
  ResidualMap map{.width = image.width(),
                  .height = image.height(),
                  .values = {},
                  .title = "Prediction residual (median edge)"};
  const ImageFormat& format = image.format();
  const auto samples = image.frameSamples(frame);
  const auto width = static_cast<std::size_t>(image.width());
  map.values.resize(samples.size());
  const auto at = [&](std::size_t index) { return format.storedValue(samples[index]); };
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::size_t x = i % width;
    std::int32_t prediction = 0;
    if (i >= width)
      prediction = x > 0 ? medianEdge(at(i - 1), at(i - width), at(i - width - 1)) : at(i - width);
    else if (x > 0)
      prediction = at(i - 1);
    map.values[i] = at(i) - prediction;
  }
  return map;
}

std::int32_t largestMagnitude(const ResidualMap& map) {
  // Two plain reductions, which compilers vectorise; std::minmax_element they do not.
  std::int32_t low = 0;
  std::int32_t high = 0;
  for (const std::int32_t value : map.values) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  return std::max(high, -low);
}

Histogram residualCounts(const ResidualMap& map) {
  if (map.values.empty()) return {};
  // Residuals of 16-bit samples span at most 2^17 values.
  const auto [low, high] = std::ranges::minmax(map.values);
  Histogram histogram{.minValue = low, .counts = {}, .total = map.values.size()};
  histogram.counts.resize(static_cast<std::size_t>(static_cast<std::int64_t>(high) - low + 1));
  for (const std::int32_t value : map.values) ++histogram.counts[static_cast<std::size_t>(value - low)];
  return histogram;
}

Histogram residualCounts(const ResidualMap& map, const FrameRegion& region) {
  const FrameRegion part = clippedTo(region, map.width, map.height);
  ResidualMap cut{.width = part.width, .height = part.height, .values = {}, .title = {}};
  cut.values.reserve(static_cast<std::size_t>(part.width) * static_cast<std::size_t>(part.height));
  for (int row = 0; row < part.height; ++row) {
    const auto first =
        map.values.begin() + static_cast<std::ptrdiff_t>(part.top + row) * map.width + part.left;
    cut.values.insert(cut.values.end(), first, first + part.width);
  }
  return residualCounts(cut);
}

ResidualStatistics residualStatistics(const ResidualMap& map) {
  const Histogram histogram = residualCounts(map);
  const HistogramStatistics values = histogramStatistics(histogram);
  ResidualStatistics statistics{.count = values.count,
                                .nonZero = values.count,
                                .minimum = values.minimum,
                                .maximum = values.maximum,
                                .mean = values.mean,
                                .standardDeviation = values.standardDeviation,
                                .entropyBits = values.entropyBits};
  if (values.count > 0 && values.minimum <= 0 && values.maximum >= 0)
    statistics.nonZero -= histogram.counts[static_cast<std::size_t>(-histogram.minValue)];
  return statistics;
}

}  // namespace trabecula::core
