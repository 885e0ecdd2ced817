#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/image/image.h"

namespace trabecula::core {

/// What part of an image a pane shows: screen pixel (sx, sy) has its upper left corner at image position
/// (originX + sx / zoom, originY + sy / zoom), where image pixel (x, y) covers [x, x+1) x [y, y+1).
struct Viewport {
  int width = 0;  ///< of the pane, in device pixels
  int height = 0;
  double originX = 0;
  double originY = 0;
  double zoom = 1;  ///< device pixels per image pixel

  bool operator==(const Viewport&) const = default;
};

/// The screen pixels that image content covers; empty where the image lies outside.
struct ScreenRect {
  int left = 0;
  int top = 0;
  int right = 0;   ///< exclusive
  int bottom = 0;  ///< exclusive

  bool isEmpty() const { return right <= left || bottom <= top; }
  int width() const { return right - left; }
  int height() const { return bottom - top; }
  bool operator==(const ScreenRect&) const = default;
};

ScreenRect coveredPixels(const Viewport& viewport, int imageWidth, int imageHeight);

/// A resampled part of an image: `values` has rect.width() * rect.height() entries, row-major.
template <typename Value>
struct ScreenPlane {
  ScreenRect rect;
  std::vector<Value> values;
};

/// Zoom from which pixels are shown as squares.
inline constexpr double nearestNeighbourZoom = 2.0;

/// Displacements (stored value - minValue) of one frame at screen resolution: area averages below 100 %,
/// bilinear between 100 % and nearestNeighbourZoom, nearest neighbour from there. Index displayLut with it.
ScreenPlane<std::uint16_t> resampleGrey(const Image& image, int frame, const Viewport& viewport);

/// Opaque 0xFFRRGGBB colours of a colour image, resampled the same way. Not for grey images.
ScreenPlane<std::uint32_t> resampleColour(const Image& image, int frame, const Viewport& viewport);

/// A signed map (row-major, width x height) at screen resolution: below 100 % the value of largest magnitude
/// under each screen pixel, so that one differing pixel never vanishes; nearest neighbour above.
ScreenPlane<std::int32_t> resampleByMagnitude(std::span<const std::int32_t> values, int width, int height,
                                              const Viewport& viewport);

}  // namespace trabecula::core
