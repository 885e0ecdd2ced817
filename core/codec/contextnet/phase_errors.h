#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace trabecula::core::contextnet {

/// How large errors are, relative to the local scale, at each place of an 8 x 8 grid: many radiographs were
/// once JPEG files, whose block borders come out rougher than what lies inside. The grid begins at the tile's
/// corner; where the blocks begin is learnt.
class PhaseErrors {
 public:
  static constexpr std::int32_t side = 8;
  /// A level where errors are as large as expected: 12 times the ratio, in 1/256.
  static constexpr std::int32_t usual = 3072;

  PhaseErrors() { levels_.fill(usual); }

  static std::int32_t phaseOf(std::int32_t column, std::int32_t row) {
    return (row & (side - 1)) * side + (column & (side - 1));
  }

  /// Mean ratios by phase, in the unit of `usual`, 1..65535.
  const std::int32_t* levels() const { return levels_.data(); }

  /// An error of `ratio` twelfths of the local scale, 0..255, at this phase.
  void observe(std::int32_t phase, std::int32_t ratio) {
    const auto p = static_cast<std::size_t>(phase);
    const std::int32_t seen = seen_[p];
    const std::int32_t slowness = seen < 16 ? 4 : seen < 64 ? 5 : 7;
    if (seen < 64) ++seen_[p];
    fine_[p] += ((ratio << fineBits) - fine_[p]) >> slowness;
    levels_[p] = (fine_[p] >> (fineBits - 8)) + 1;
  }

 private:
  static constexpr int fineBits = 16;

  std::array<std::int32_t, side * side> levels_{};
  std::array<std::int32_t, side* side> fine_ = filled();
  std::array<std::int32_t, side * side> seen_{};

  static constexpr std::array<std::int32_t, side * side> filled() {
    std::array<std::int32_t, side * side> values{};
    for (std::int32_t& v : values) v = (usual / 256) << fineBits;
    return values;
  }
};

}  // namespace trabecula::core::contextnet
