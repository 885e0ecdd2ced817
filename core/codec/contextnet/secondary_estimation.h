#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace trabecula::core::contextnet {

/// The last stage: learns how the network's distributions are wrong for this tile. For each class of widths
/// it keeps the cumulative distribution of u = F(pixel), which would be uniform if the network were right, as
/// 17 knots of a piecewise linear map G; pixels are coded with G(F). That corrects bias, width and shape at
/// once. (Secondary symbol estimation as in context-mixing coders, here on the probability integral
/// transform.)
class SecondaryEstimation {
 public:
  static constexpr int classes = 64;
  static constexpr int intervals = 16;
  /// Distance between the maps in knots(): the knots and one more, so that index 65536 needs no special case.
  static constexpr int stride = intervals + 2;
  static constexpr std::int32_t one = 65536;
  static constexpr int intervalBits = 12;

  SecondaryEstimation();

  /// [class][knot], never falling, from 0 to 65536.
  const std::int32_t* knots() const { return knots_.data(); }
  /// The pixel of a distribution of this class had [low, high) of it, 0 <= low <= high <= 65536.
  void observe(std::int32_t distributionClass, std::int32_t low, std::int32_t high);

 private:
  /// Fraction bits of `fine_`: without them, rounding down would pull every knot below its mean.
  static constexpr unsigned fineBits = 12;

  std::vector<std::int32_t> knots_;
  std::vector<std::int32_t> fine_;
  std::array<std::int32_t, classes> seen_{};
};

}  // namespace trabecula::core::contextnet
