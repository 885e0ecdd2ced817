#pragma once

#include "core/phantom/fixed_point.h"

namespace trabecula::core::phantom {

/// Where the pixels of an image are, in millimetres at the detector.
struct Geometry {
  int width = 0;
  int height = 0;
  Fixed fieldWidth = 0;  ///< of the whole width

  Fixed x(std::int64_t column) const { return (2 * column + 1 - width) * fieldWidth / (2 * width); }
  Fixed y(std::int64_t row) const { return (2 * row + 1 - height) * fieldWidth / (2 * width); }
  /// The pixel, perhaps outside the image, that holds a place.
  std::int64_t column(Fixed x) const { return floorDivide(x * width, fieldWidth) + width / 2; }
  std::int64_t row(Fixed y) const { return floorDivide(y * width, fieldWidth) + height / 2; }
  /// Where a place is in units of pixels (Fixed), 0 being the centre of the first one.
  Fixed columnPosition(Fixed x) const { return inPixels(x) + (width - 1) * fixedOne / 2; }
  Fixed rowPosition(Fixed y) const { return inPixels(y) + (height - 1) * fixedOne / 2; }
  /// Pixels in a length, as 1/4096.
  Fixed inPixels(Fixed length) const { return length * width * fixedOne / fieldWidth; }
  /// Size of a pixel in 1/2^20 mm.
  std::int64_t pitch20() const { return fieldWidth * 256 / width; }
};

}  // namespace trabecula::core::phantom
