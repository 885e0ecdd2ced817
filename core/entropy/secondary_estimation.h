#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trabecula::core {

/// The last stage of a coder: learns how a network's distributions are wrong for this image. For each class
/// of distributions it keeps the cumulative distribution of u = F(pixel), which would be uniform if the
/// network were right, as 17 knots of a piecewise linear map G; pixels are coded with G(F). That corrects
/// bias, width and shape at once. (Secondary symbol estimation as in context-mixing coders, here on the
/// probability integral transform.)
class SecondaryEstimation {
 public:
  static constexpr int intervals = 16;
  /// Distance between the maps in knots(): the knots and one more, so that index 65536 needs no special case.
  static constexpr int stride = intervals + 2;
  static constexpr std::int32_t one = 65536;
  static constexpr int intervalBits = 12;

  explicit SecondaryEstimation(int classes);

  int classes() const { return static_cast<int>(seen_.size()); }
  /// [class][knot], never falling, from 0 to 65536.
  const std::int32_t* knots() const { return knots_.data(); }
  /// One class's map.
  class Map {
   public:
    Map() = default;
    explicit Map(const std::int32_t* knots) : knots_(knots) {}
    /// G(u), 0..65536 for u of 0..65536.
    std::int32_t at(std::int32_t u) const {
      const std::int32_t* knot = knots_ + (u >> intervalBits);
      const std::int32_t within = u & ((1 << intervalBits) - 1);
      return knot[0] + ((knot[1] - knot[0]) * within >> intervalBits);
    }

   private:
    const std::int32_t* knots_ = nullptr;
  };
  Map map(int distributionClass) const {
    return Map(knots() + static_cast<std::ptrdiff_t>(distributionClass) * stride);
  }
  /// The pixel of a distribution of this class had [low, high) of it, 0 <= low <= high <= 65536.
  void observe(std::int32_t distributionClass, std::int32_t low, std::int32_t high);

 private:
  /// Fraction bits of `fine_`: without them, rounding down would pull every knot below its mean.
  static constexpr unsigned fineBits = 12;

  std::vector<std::int32_t> knots_;
  std::vector<std::int32_t> fine_;
  std::vector<std::int32_t> seen_;
};

}  // namespace trabecula::core
