#include "core/image/histogram.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace trabecula::core {

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
  const ImageFormat& format = image.format();
  std::vector<std::uint64_t> bySample(std::size_t{1} << static_cast<unsigned>(format.bitsStored));
  for (const std::uint16_t sample : image.frameSamples(frame)) ++bySample[sample];

  Histogram histogram{.minValue = format.minValue(),
                      .counts = std::vector<std::uint64_t>(bySample.size()),
                      .total = format.pixelsPerFrame()};
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

}  // namespace trabecula::core
