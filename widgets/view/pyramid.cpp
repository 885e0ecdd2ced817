#include "widgets/view/pyramid.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace trabecula::widgets {
namespace {

/// How often a side of `smallest` pixels may be halved before a screen pixel covers less than one of a copy.
std::size_t levelFor(double zoom, int smallest) {
  std::size_t level = 0;
  for (; zoom < 0.5 && smallest >= 4; ++level, zoom *= 2) smallest /= 2;
  return level;
}

core::Viewport reduced(core::Viewport viewport, std::size_t level) {
  const double factor = std::ldexp(1.0, static_cast<int>(level));
  viewport.originX /= factor;
  viewport.originY /= factor;
  viewport.zoom *= factor;
  return viewport;
}

/// The screen pixels of the whole image; those of a copy may be one more at the end, where an odd side was
/// rounded up.
template <typename Value>
core::ScreenPlane<Value> trimmed(core::ScreenPlane<Value> plane, const core::ScreenRect& wanted) {
  if (plane.rect == wanted || plane.rect.isEmpty()) return plane;
  core::ScreenPlane<Value> result{.rect = wanted, .values = {}};
  result.values.reserve(static_cast<std::size_t>(wanted.width()) * static_cast<std::size_t>(wanted.height()));
  for (int y = wanted.top; y < wanted.bottom; ++y) {
    const int row = std::clamp(y, plane.rect.top, plane.rect.bottom - 1) - plane.rect.top;
    for (int x = wanted.left; x < wanted.right; ++x) {
      const int column = std::clamp(x, plane.rect.left, plane.rect.right - 1) - plane.rect.left;
      result.values.push_back(
          plane.values[static_cast<std::size_t>(row) * static_cast<std::size_t>(plane.rect.width()) +
                       static_cast<std::size_t>(column)]);
    }
  }
  return result;
}

/// Calls store(out, a, b, c, d) for each 2 x 2 block; at odd edges the last row or column counts twice.
template <typename Value, typename Out, typename Join>
std::vector<Out> halved(const Value* values, int width, int height, Join join) {
  const int outWidth = (width + 1) / 2;
  const int outHeight = (height + 1) / 2;
  std::vector<Out> result(static_cast<std::size_t>(outWidth) * static_cast<std::size_t>(outHeight));
  Out* out = result.data();
  for (int y = 0; y < outHeight; ++y, out += outWidth) {
    const Value* upper = values + static_cast<std::ptrdiff_t>(2 * y) * width;
    const Value* lower = 2 * y + 1 < height ? upper + width : upper;
    const int pairs = width / 2;
    for (int x = 0; x < pairs; ++x)
      out[x] = join(upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1]);
    if (pairs < outWidth)
      out[pairs] = join(upper[width - 1], upper[width - 1], lower[width - 1], lower[width - 1]);
  }
  return result;
}

std::int32_t larger(std::int32_t a, std::int32_t b) {
  return std::abs(b) > std::abs(a) ? b : a;
}

/// Half the size. Signed samples are averaged as displacements, as everywhere.
core::Image halfOf(const core::Image& image, int frame) {
  core::ImageFormat format = image.format();
  const unsigned sign = format.isSigned ? 1U << static_cast<unsigned>(format.bitsStored - 1) : 0U;
  auto samples = halved<std::uint16_t, std::uint16_t>(
      image.frameSamples(frame).data(), format.width, format.height,
      [sign](unsigned a, unsigned b, unsigned c, unsigned d) {
        const unsigned sum = (a ^ sign) + (b ^ sign) + (c ^ sign) + (d ^ sign);
        return static_cast<std::uint16_t>(((sum + 2) / 4) ^ sign);
      });
  format.width = (format.width + 1) / 2;
  format.height = (format.height + 1) / 2;
  format.frames = 1;
  return core::Image(format, std::move(samples));
}

}  // namespace

core::ScreenPlane<std::uint16_t> GreyPyramid::resample(const core::Image& image, int frame,
                                                       const core::Viewport& viewport) {
  const std::size_t level = levelFor(viewport.zoom, std::min(image.width(), image.height()));
  if (level == 0) return core::resampleGrey(image, frame, viewport);
  const std::uint16_t* samples = image.frameSamples(frame).data();
  if (samples != samples_) levels_.clear();
  samples_ = samples;
  while (levels_.size() < level)
    levels_.push_back(levels_.empty() ? halfOf(image, frame) : halfOf(levels_.back(), 0));
  return trimmed(core::resampleGrey(levels_[level - 1], 0, reduced(viewport, level)),
                 core::coveredPixels(viewport, image.width(), image.height()));
}

core::ScreenPlane<std::int32_t> MagnitudePyramid::resample(std::span<const std::int32_t> values, int width,
                                                           int height, const core::Viewport& viewport) {
  const std::size_t level = levelFor(viewport.zoom, std::min(width, height));
  if (level == 0) return core::resampleByMagnitude(values, width, height, viewport);
  const auto half = [](const std::int32_t* source, int sourceWidth, int sourceHeight) {
    return Level{(sourceWidth + 1) / 2, (sourceHeight + 1) / 2,
                 halved<std::int32_t, std::int32_t>(
                     source, sourceWidth, sourceHeight,
                     [](std::int32_t a, std::int32_t b, std::int32_t c, std::int32_t d) {
                       return larger(larger(a, b), larger(c, d));
                     })};
  };
  while (levels_.size() < level)
    levels_.push_back(levels_.empty()
                          ? half(values.data(), width, height)
                          : half(levels_.back().values.data(), levels_.back().width, levels_.back().height));
  const Level& chosen = levels_[level - 1];
  return trimmed(
      core::resampleByMagnitude(chosen.values, chosen.width, chosen.height, reduced(viewport, level)),
      core::coveredPixels(viewport, width, height));
}

}  // namespace trabecula::widgets
