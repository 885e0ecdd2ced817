#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace trabecula::core {

/// Points origin + floor(i * step + offset), i = 0, 1, ...: what is left of the values of an image that was
/// scaled from another depth.
struct AffineGrid {
  static constexpr unsigned stepBits = 24;   ///< fractional bits of a step
  static constexpr unsigned offsetBits = 4;  ///< fractional bits of the offset

  std::uint32_t origin = 0;
  std::uint32_t offset = 0;  ///< in 1/16
  std::uint64_t step = 0;    ///< in 2^-24

  std::uint64_t point(std::uint64_t index) const {
    return origin + ((index * step + (std::uint64_t{offset} << (stepBits - offsetBits))) >> stepBits);
  }
};

struct GridFit {
  AffineGrid grid;
  std::vector<std::uint32_t> indices;     ///< of the points that are used, ascending; the first is 0
  std::vector<std::uint16_t> exceptions;  ///< values that are not on the grid, ascending
};

/// The grid that most of the ascending `values` lie on, its step with as few fractional bits as possible;
/// empty where there is none.
std::optional<GridFit> fitAffineGrid(std::span<const std::uint16_t> values);

}  // namespace trabecula::core
