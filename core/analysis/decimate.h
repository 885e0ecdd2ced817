#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace trabecula::core {

/// A map reduced to fewer cells. Cell (i, j) covers the pixels [i * sourceWidth / width, (i + 1) *
/// sourceWidth / width) and likewise downwards, in integers, so that the cells tile the source exactly.
template <typename Value>
struct DecimatedMap {
  int width = 0;
  int height = 0;
  int sourceWidth = 0;
  int sourceHeight = 0;
  std::vector<Value> values;  ///< row-major, width * height

  /// Middle of a column of cells or a row of cells, in source pixels (pixel 0 covers [0, 1)).
  double centreX(int column) const { return centre(column, width, sourceWidth); }
  double centreY(int row) const { return centre(row, height, sourceHeight); }

 private:
  static double centre(int index, int cells, int pixels) {
    const auto begin = static_cast<std::int64_t>(index) * pixels / cells;
    const auto end = static_cast<std::int64_t>(index + 1) * pixels / cells;
    return 0.5 * static_cast<double>(begin + end);
  }
};

/// The signed value of largest magnitude of every cell (of several, the first in row order), so that one
/// differing pixel survives any reduction; NaN counts as 0. A side within its limit is kept as it is.
/// `values` has width * height entries, row-major. Throws Error{InvalidArgument} where it has not, or where a
/// size or a limit is not positive.
template <typename Value>
DecimatedMap<Value> decimateByMagnitude(std::span<const Value> values, int width, int height, int maxWidth,
                                        int maxHeight);

extern template DecimatedMap<std::int32_t> decimateByMagnitude(std::span<const std::int32_t>, int, int, int,
                                                               int);
extern template DecimatedMap<float> decimateByMagnitude(std::span<const float>, int, int, int, int);

}  // namespace trabecula::core
