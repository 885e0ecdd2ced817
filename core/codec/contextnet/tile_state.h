#pragma once

#include <cstddef>
#include <cstdint>

#include "core/codec/contextnet/geometry.h"
#include "core/codec/contextnet/least_squares.h"
#include "core/codec/contextnet/phase_errors.h"
#include "core/codec/contextnet/pixel_state.h"
#include "core/codec/contextnet/settings.h"
#include "core/codec/contextnet/skewed_plane.h"

namespace trabecula::core::contextnet {

/// Everything adaptive of a tile while it is coded, and where its lanes are.
struct TileState {
  TileState(const Settings& settings, const TileShape& shape, std::int32_t maximum);

  /// Moves all lanes to `step`: columns, rows, active; starts rows.
  void beginStep();
  /// pixel.neighbours of the step, with what lies above the tile replaced.
  void loadNeighbours();
  /// After pixel.value was set for the active lanes: gives the other lanes their padding and writes the
  /// planes.
  void finishStep();

  bool isActive(std::size_t lane) const { return pixel.active[lane] != 0; }
  std::size_t indexOf(std::size_t lane) const {
    return static_cast<std::size_t>(rows[lane]) * static_cast<std::size_t>(shape.width) +
           static_cast<std::size_t>(columns[lane]);
  }

  Settings settings;
  TileShape shape;
  std::int32_t maximum;
  int period;
  /// Differences are rounded to this power of two, so that they have at most 13 bits beside their sign.
  int coarseness;
  int differenceBits;
  std::int64_t step = -1;
  LaneValues columns;  ///< up to period - lead - 1; below -lead before the lane's first row
  LaneValues rows;
  PixelState pixel;
  SkewedPlane values;
  SkewedPlane errors;
  SkewedPlane magnitudes;
  SkewedPlane secondaryErrors;
  PhaseErrors phases;
  LeastSquaresState primary;
  LeastSquaresState secondary;

 private:
  void padLane(std::size_t lane);

  std::int32_t middle_;
  std::int32_t firstError_;
};

}  // namespace trabecula::core::contextnet
