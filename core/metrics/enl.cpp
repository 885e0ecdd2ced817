#include "core/metrics/enl.h"

#include <cmath>

#include "core/image/crop.h"

namespace trabecula::core {
namespace {

/// Calls `visit` with each value of the region, counted from the smallest possible one.
template <class Visit>
void visitRegion(const Image& image, const FrameRegion& region, JobContext& context, const Visit& visit) {
  const auto width = static_cast<std::size_t>(image.width());
  const ImageFormat& format = image.format();
  for (int frame = 0; frame < image.frames(); ++frame) {
    context.checkCancelled();
    const auto samples = image.frameSamples(frame);
    for (int y = region.top; y < region.top + region.height; ++y) {
      const auto row = samples.subspan(static_cast<std::size_t>(y) * width, width);
      for (const std::uint16_t sample :
           row.subspan(static_cast<std::size_t>(region.left), static_cast<std::size_t>(region.width)))
        visit(format.storedValue(sample) - format.minValue());
    }
  }
}

}  // namespace

FrameRegion wholeRegion(const Image& image) {
  return {0, 0, image.width(), image.height()};
}

FrameRegion centralRegion(const Image& image) {
  return {image.width() / 4, image.height() / 4, image.width() / 2, image.height() / 2};
}

MetricValue equivalentNumberOfLooks(const Image& image, const FrameRegion& region, JobContext& context) {
  requireInside(region, image.width(), image.height());
  std::int64_t count = 0;
  std::int64_t sum = 0;
  visitRegion(image, region, context, [&](std::int64_t value) {
    ++count;
    sum += value;
  });
  if (count == 0) return Undefined{"not defined: the region has no pixels"};
  // Deviations from the whole number next to the mean, so that their squares stay exact.
  const std::int64_t centre = (sum + count / 2) / count;
  std::int64_t squares = 0;
  visitRegion(image, region, context,
              [&](std::int64_t value) { squares += (value - centre) * (value - centre); });
  const auto n = static_cast<double>(count);
  const double offset = static_cast<double>(sum - centre * count) / n;
  const double mean = static_cast<double>(centre) + offset;
  const double variance = static_cast<double>(squares) / n - offset * offset;
  if (squares == 0) {
    if (sum == 0) return Undefined{"not defined (all zero)"};
    return Infinite{"constant region"};
  }
  return mean * mean / variance;
}

}  // namespace trabecula::core
