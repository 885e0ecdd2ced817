#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

/// The order in which the pixels of a tile are coded. It is part of the format: adaptive state learns once a
/// step, from all pixels of the step.
///
/// Row y belongs to lane y mod `lanes`. Every lane goes one column a step and is `lag` columns behind the
/// lane of the row above, so that what lies up to lag - 1 columns to the right in that row is known. A row
/// takes `period` steps: `lead` columns left of the image, its width, columns right of it. Lane 0 starts row
/// y + lanes exactly one period after row y.
namespace trabecula::core::contextnet {

inline constexpr int lanes = 32;
inline constexpr int lag = 7;
/// Columns that exist, as padding, on either side of the image.
inline constexpr int lead = 6;
/// Rows above that a pixel may look at.
inline constexpr int reach = 4;

struct TileShape {
  int width = 0;
  int height = 0;

  int period() const { return std::max(width + 2 * lead, lanes * lag); }
  int groups() const { return (height + lanes - 1) / lanes; }
  /// Steps until the last pixel is done.
  std::int64_t steps() const {
    const int lastLane = (height - 1) % lanes;
    // The last row of the last group, or, where the last group is short, the last lane of the one before.
    const std::int64_t last =
        (std::int64_t{groups()} - 1) * period() + lead + width + std::int64_t{lag} * lastLane;
    if (groups() == 1 || lastLane == lanes - 1) return last;
    return std::max(last,
                    (std::int64_t{groups()} - 2) * period() + lead + width + std::int64_t{lag} * (lanes - 1));
  }
  /// By how many steps the lanes of the row group above are early for the halo that stands for them; negative
  /// where the tile has one group only.
  int delay() const { return groups() > 1 ? period() - lanes * lag : -1; }
  std::size_t pixels() const { return static_cast<std::size_t>(width) * static_cast<std::size_t>(height); }
};

}  // namespace trabecula::core::contextnet
