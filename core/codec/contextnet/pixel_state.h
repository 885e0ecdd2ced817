#pragma once

#include <array>
#include <cstdint>

#include "core/codec/contextnet/geometry.h"
#include "core/codec/contextnet/settings.h"

namespace trabecula::core::contextnet {

/// Fraction bits of predictions and errors, in stored units.
inline constexpr int predictionBits = 6;

/// One number a lane.
using LaneValues = std::array<std::int32_t, lanes>;

/// What is known of the pixels of one step, all lanes.
struct PixelState {
  alignas(64) std::array<LaneValues, causalNeighbours.size()> neighbours;
  alignas(
      64) std::array<LaneValues, causalNeighbours.size()> differences;  ///< neighbours - reference, coarse
  alignas(64) LaneValues reference;
  alignas(64) LaneValues primary;    ///< prediction, 1/64 units; centre of the features and of the mixture
  alignas(64) LaneValues secondary;  ///< prediction, 1/64 units
  alignas(64) LaneValues scale;      ///< expected error: pseudo-logarithm, 4 steps an octave, of 1/256 units
  alignas(64) LaneValues phase;      ///< of the pixel in PhaseErrors, and of its neighbours
  alignas(64) LaneValues leftPhase;
  alignas(64) LaneValues abovePhase;
  alignas(64) LaneValues active;  ///< -1 where the lane has a pixel, else 0
  alignas(64) LaneValues value;   ///< the pixel
};

}  // namespace trabecula::core::contextnet
