#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/image/viewport.h"

namespace trabecula::widgets {

/// Reduced copies of a frame, each half the size of the one before, made when first needed: below 50 % only
/// about as many pixels are read as the screen has, not the whole image. Each value of a copy is the mean of
/// 2 x 2 (rounded, so that a mean over many is off by at most one step a level).
class GreyPyramid {
 public:
  /// As core::resampleGrey().
  core::ScreenPlane<std::uint16_t> resample(const core::Image& image, int frame,
                                            const core::Viewport& viewport);

 private:
  const std::uint16_t* samples_ = nullptr;  ///< of the frame that the levels are of
  std::vector<core::Image> levels_;
};

/// The same for maps: each value of a copy is the one of largest magnitude of 2 x 2, so that none vanishes;
/// it may show on a neighbouring screen pixel too.
class MagnitudePyramid {
 public:
  /// As core::resampleByMagnitude(); always of the same map.
  core::ScreenPlane<std::int32_t> resample(std::span<const std::int32_t> values, int width, int height,
                                           const core::Viewport& viewport);

 private:
  struct Level {
    int width = 0;
    int height = 0;
    std::vector<std::int32_t> values;
  };
  std::vector<Level> levels_;
};

}  // namespace trabecula::widgets
