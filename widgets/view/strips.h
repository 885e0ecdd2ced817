#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "widgets/view/pane_content.h"

namespace trabecula::widgets {

/// Puts the columns [left, right) of `rect` (pixels of the viewport) in strips of rows that
/// `fillRow(start, pixels)` writes; `start` is the index in the plane of the row's first value.
template <typename FillRow>
void putStrips(const core::ScreenRect& rect, int left, int right, const PaneContent::PutStrip& put,
               FillRow fillRow) {
  left = std::max(left, rect.left);
  right = std::min(right, rect.right);
  if (rect.isEmpty() || left >= right) return;
  constexpr int stripPixels = 1 << 16;  // 256 KiB, which any second-level cache holds
  const int width = right - left;
  const int rowsAtOnce = std::clamp(stripPixels / width, 1, rect.height());
  const auto stride = static_cast<std::size_t>(rect.width());
  const auto across = static_cast<std::size_t>(width);
  std::vector<std::uint32_t> pixels(across * static_cast<std::size_t>(rowsAtOnce));
  for (int top = 0; top < rect.height(); top += rowsAtOnce) {
    const int rows = std::min(rowsAtOnce, rect.height() - top);
    for (int row = 0; row < rows; ++row)
      fillRow(stride * static_cast<std::size_t>(top + row) + static_cast<std::size_t>(left - rect.left),
              std::span(pixels).subspan(across * static_cast<std::size_t>(row), across));
    put(left, rect.top + top,
        QImage(reinterpret_cast<const uchar*>(pixels.data()), width, rows, width * 4, QImage::Format_RGB32));
  }
}

}  // namespace trabecula::widgets
