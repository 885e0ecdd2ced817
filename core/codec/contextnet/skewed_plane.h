#pragma once

#include <cstdint>
#include <vector>

#include "core/codec/contextnet/geometry.h"

namespace trabecula::core::contextnet {

/// The last values of all lanes, by step: because the lanes are skewed against each other, the neighbour
/// (dx, dy) of all pixels of a step lies in one run of memory, lane after lane. Lanes -reach..-1 are a halo
/// that stands for the last rows of the group above.
class SkewedPlane {
 public:
  /// Every value that no row has written yet is `initial`. `delay`: TileShape::delay().
  SkewedPlane(int delay, std::int32_t initial);

  /// Values at (dx, dy) of the pixels of `step`, lane 0 first; dx < -dy * lag, down to -lead; dy 0..-reach.
  const std::int32_t* at(std::int64_t step, int dx, int dy) const {
    return slot(step + dx + std::int64_t{lag} * dy) + dy;
  }
  /// Where the step's own values go.
  std::int32_t* now(std::int64_t step) { return slot(step); }
  /// After now(step) was written: what the halo shows of this step.
  void finishStep(std::int64_t step);

 private:
  static constexpr std::size_t slots = 64;
  static constexpr std::size_t origin = 16;
  static constexpr std::size_t stride = origin + lanes;

  std::int32_t* slot(std::int64_t step) {
    return values_.data() + (static_cast<std::size_t>(step) & (slots - 1)) * stride + origin;
  }
  const std::int32_t* slot(std::int64_t step) const {
    return values_.data() + (static_cast<std::size_t>(step) & (slots - 1)) * stride + origin;
  }

  std::vector<std::int32_t> values_;
  std::vector<std::int32_t> waiting_;  ///< [delay][reach]
  std::size_t next_ = 0;
  bool alone_;  ///< no rows above: the halo stays as it is
};

}  // namespace trabecula::core::contextnet
