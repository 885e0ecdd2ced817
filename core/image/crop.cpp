#include "core/image/crop.h"

#include "core/support/error.h"

namespace trabecula::core {

void requireInside(const FrameRegion& region, int width, int height) {
  const auto fits = [](int begin, int length, int whole) {
    return begin >= 0 && length >= 0 && begin <= whole && length <= whole - begin;
  };
  if (fits(region.left, region.width, width) && fits(region.top, region.height, height)) return;
  const auto number = [](int n) { return std::to_string(n); };
  throw Error(ErrorCategory::InvalidArgument, "The region " + number(region.left) + "," + number(region.top) +
                                                  "," + number(region.width) + "," + number(region.height) +
                                                  " does not lie inside the image of " + number(width) +
                                                  " x " + number(height) + " pixels");
}

Image cropped(const Image& image, const FrameRegion& region) {
  requireInside(region, image.width(), image.height());
  if (region.width == 0 || region.height == 0)
    throw Error(ErrorCategory::InvalidArgument, "The region has no pixels");
  ImageFormat format = image.format();
  format.width = region.width;
  format.height = region.height;
  std::vector<std::uint16_t> samples;
  samples.reserve(format.pixels());
  const auto stride = static_cast<std::size_t>(image.width());
  for (int frame = 0; frame < image.frames(); ++frame) {
    const auto all = image.frameSamples(frame);
    for (int row = region.top; row < region.top + region.height; ++row) {
      const auto part =
          all.subspan(static_cast<std::size_t>(row) * stride + static_cast<std::size_t>(region.left),
                      static_cast<std::size_t>(region.width));
      samples.insert(samples.end(), part.begin(), part.end());
    }
  }
  return {format, std::move(samples), image.presentation()};
}

}  // namespace trabecula::core
