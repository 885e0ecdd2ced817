#include "core/image/histogram.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace trabecula::core {
namespace {

/// How often each raw sample occurs; `region` lies in the image.
std::vector<std::uint64_t> sampleCounts(const Image& image, int frame, const FrameRegion& region) {
  std::vector<std::uint64_t> counts(std::size_t{1} << static_cast<unsigned>(image.bitsStored()));
  const auto samples = image.frameSamples(frame);
  const auto stride = static_cast<std::size_t>(image.width());
  for (int row = 0; row < region.height; ++row) {
    const auto first =
        static_cast<std::size_t>(region.top + row) * stride + static_cast<std::size_t>(region.left);
    for (const std::uint16_t sample : samples.subspan(first, static_cast<std::size_t>(region.width)))
      ++counts[sample];
  }
  return counts;
}

}  // namespace

FrameRegion clippedTo(const FrameRegion& region, int width, int height) {
  const auto end = [](int start, int size, int limit) {
    return static_cast<int>(std::clamp<std::int64_t>(std::int64_t{start} + size, 0, limit));
  };
  const int left = std::clamp(region.left, 0, width);
  const int top = std::clamp(region.top, 0, height);
  const int right = end(region.left, region.width, width);
  const int bottom = end(region.top, region.height, height);
  if (right <= left || bottom <= top) return {0, 0, width, height};
  return {left, top, right - left, bottom - top};
}

std::int32_t Histogram::percentile(double fraction) const {
  const auto target = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(std::ceil(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(total))));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    seen += counts[i];
    if (seen >= target) return minValue + static_cast<std::int32_t>(i);
  }
  return minValue;
}

std::size_t Histogram::distinctValues() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(counts, [](std::uint64_t count) { return count > 0; }));
}

Histogram storedHistogram(const Image& image, int frame) {
  return storedHistogram(image, frame,
                         {.left = 0, .top = 0, .width = image.width(), .height = image.height()});
}

Histogram storedHistogram(const Image& image, int frame, const FrameRegion& region) {
  const ImageFormat& format = image.format();
  const std::vector<std::uint64_t> bySample =
      sampleCounts(image, frame, clippedTo(region, image.width(), image.height()));
  Histogram histogram{.minValue = format.minValue(),
                      .counts = std::vector<std::uint64_t>(bySample.size()),
                      .total = std::accumulate(bySample.begin(), bySample.end(), std::uint64_t{0})};
  for (std::size_t sample = 0; sample < bySample.size(); ++sample) {
    const std::int32_t value = format.storedValue(static_cast<std::uint16_t>(sample));
    histogram.counts[static_cast<std::size_t>(value - format.minValue())] = bySample[sample];
  }
  const auto& padding = image.presentation().padding;
  if (!padding) return histogram;

  Histogram unpadded = histogram;
  for (std::size_t i = 0; i < unpadded.counts.size(); ++i)
    if (padding->contains(unpadded.minValue + static_cast<std::int32_t>(i))) unpadded.counts[i] = 0;
  unpadded.total = std::accumulate(unpadded.counts.begin(), unpadded.counts.end(), std::uint64_t{0});
  return unpadded.total > 0 ? unpadded : histogram;
}

HistogramStatistics histogramStatistics(const Histogram& histogram) {
  HistogramStatistics statistics;
  statistics.count = histogram.total;
  if (histogram.total == 0) return statistics;
  statistics.minimum = histogram.percentile(0);
  statistics.maximum = histogram.percentile(1);
  const auto total = static_cast<double>(histogram.total);
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    if (histogram.counts[i] == 0) continue;
    sum +=
        (histogram.minValue + static_cast<std::int64_t>(i)) * static_cast<std::int64_t>(histogram.counts[i]);
    const double probability = static_cast<double>(histogram.counts[i]) / total;
    statistics.entropyBits -= probability * std::log2(probability);
  }
  statistics.mean = static_cast<double>(sum) / total;
  double squares = 0;
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    const double deviation = histogram.minValue + static_cast<double>(i) - statistics.mean;
    squares += deviation * deviation * static_cast<double>(histogram.counts[i]);
  }
  statistics.standardDeviation = std::sqrt(squares / total);
  return statistics;
}

}  // namespace trabecula::core
