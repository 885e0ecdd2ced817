#include "core/codec/contextnet/tile_state.h"

#include <algorithm>
#include <bit>

namespace trabecula::core::contextnet {
namespace {

constexpr int mostDifferenceBits = 12;

int bitsOf(std::int32_t maximum) {
  return std::max(static_cast<int>(std::bit_width(static_cast<std::uint32_t>(maximum))), 1);
}

/// The error expected where nothing was coded yet.
std::int32_t firstErrorFor(std::int32_t maximum) {
  return (maximum >> 7) * (1 << predictionBits) + (1 << predictionBits);
}

}  // namespace

TileState::TileState(const Settings& modelSettings, const TileShape& tileShape, std::int32_t largest)
    : settings(modelSettings),
      shape(tileShape),
      maximum(largest),
      period(tileShape.period()),
      coarseness(std::max(bitsOf(largest) - mostDifferenceBits, 0)),
      differenceBits(std::min(bitsOf(largest), mostDifferenceBits)),
      pixel(),
      values(tileShape.delay(), largest / 2),
      errors(tileShape.delay(), 0),
      magnitudes(tileShape.delay(), firstErrorFor(largest)),
      secondaryErrors(tileShape.delay(), 0),
      primary(modelSettings.primaryOrder, tileShape.delay()),
      secondary(modelSettings.secondaryOrder, tileShape.delay()),
      middle_(largest / 2),
      firstError_(firstErrorFor(largest)) {
  for (int lane = 0; lane < lanes; ++lane) {
    const auto l = static_cast<std::size_t>(lane);
    columns[l] = -lead - 1 - lane * lag;
    rows[l] = lane;
  }
}

void TileState::beginStep() {
  ++step;
  for (std::size_t l = 0; l < lanes; ++l) {
    ++columns[l];
    if (columns[l] == period - lead) {
      columns[l] = -lead;
      rows[l] += lanes;
    }
    pixel.active[l] = columns[l] >= 0 && columns[l] < shape.width && rows[l] < shape.height ? -1 : 0;
    pixel.phase[l] = PhaseErrors::phaseOf(columns[l], rows[l]);
    pixel.leftPhase[l] = PhaseErrors::phaseOf(columns[l] - 1, rows[l]);
    pixel.abovePhase[l] = PhaseErrors::phaseOf(columns[l], rows[l] - 1);
    if (columns[l] == -lead) {
      primary.startRow(static_cast<int>(l));
      if (settings.secondaryOrder > 0) secondary.startRow(static_cast<int>(l));
    }
  }
}

void TileState::loadNeighbours() {
  const int used = std::max({settings.primaryOrder, settings.secondaryOrder, settings.neighbours});
  const auto count = static_cast<std::size_t>(used);
  for (std::size_t i = 0; i < count; ++i) {
    const Offset o = causalNeighbours[i];
    std::copy_n(values.at(step, o.dx, o.dy), lanes, pixel.neighbours[i].data());
  }
  // The first rows of a tile see the row nearest above instead of what would lie above the tile; the very
  // first sees the pixel to the left.
  for (int row = 0; row < reach; ++row) {
    const auto l = static_cast<std::size_t>(row);
    if (rows[l] != row) continue;
    for (std::size_t i = 0; i < count; ++i) {
      const Offset o = causalNeighbours[i];
      if (o.dy >= -row) continue;
      pixel.neighbours[i][l] = row == 0 ? values.at(step, -1, 0)[l] : values.at(step, o.dx, -row)[l];
    }
  }
}

void TileState::finishStep() {
  std::int32_t* value = values.now(step);
  std::int32_t* error = errors.now(step);
  std::int32_t* magnitude = magnitudes.now(step);
  std::int32_t* other = secondaryErrors.now(step);
  for (std::size_t l = 0; l < lanes; ++l) {
    if (!isActive(l)) {
      padLane(l);
      continue;
    }
    const std::int32_t fine = pixel.value[l] * (1 << predictionBits);
    value[l] = pixel.value[l];
    error[l] = fine - pixel.primary[l];
    magnitude[l] = std::abs(error[l]);
    other[l] = fine - pixel.secondary[l];
  }
  values.finishStep(step);
  errors.finishStep(step);
  magnitudes.finishStep(step);
  if (settings.secondaryOrder > 0) secondaryErrors.finishStep(step);
}

void TileState::padLane(std::size_t lane) {
  std::int64_t from = step - 1;
  std::ptrdiff_t source = static_cast<std::ptrdiff_t>(lane);
  if (rows[lane] >= shape.height || columns[lane] < -lead || (columns[lane] < 0 && rows[lane] == 0)) {
    values.now(step)[lane] = middle_;
    errors.now(step)[lane] = 0;
    magnitudes.now(step)[lane] = firstError_;
    secondaryErrors.now(step)[lane] = 0;
    return;
  }
  if (columns[lane] < 0) {
    // The row above at its first column; right of the image: what the row ended with.
    from = step - lag - columns[lane];
    --source;
  }
  values.now(step)[lane] = values.at(from, 0, 0)[source];
  errors.now(step)[lane] = errors.at(from, 0, 0)[source];
  magnitudes.now(step)[lane] = magnitudes.at(from, 0, 0)[source];
  secondaryErrors.now(step)[lane] = secondaryErrors.at(from, 0, 0)[source];
}

}  // namespace trabecula::core::contextnet
