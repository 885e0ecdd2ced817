#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/codec/lfcunet/lfc_model.h"
#include "core/codec/lfcunet/sub_images.h"
#include "core/codec/lfcunet/tiles.h"
#include "core/codec/tile_jobs.h"
#include "core/entropy/rans.h"
#include "core/fixedpoint/engine.h"

namespace trabecula::core::lfcunet {

/// rANS states of a tile.
inline constexpr unsigned states = 4;

/// What coding showed of a sub-image, row-major; for the viewer, not for decoders.
struct StageAnalysis {
  std::vector<std::int32_t> residuals;  ///< value minus prediction, in stored units
  std::vector<float> bits;              ///< -log2 of the probability that the pixel was coded with
};

/// What one stage of one tile works with.
struct StageJob {
  const LfcModel& model;
  const fixedpoint::Engine& engine;
  int engineThreads;
  int stage;  ///< 0, 1, 2: D, B, C
  const Tile& tile;
  const LevelMap& map;
  std::int32_t maximum;
};

/// Codes the tile's pixels of the stage's part; fills its places of `analysis` where there is one.
void encodeStage(const StageJob& job, const SubImages& parts, RansEncoder& encoder,
                 const TileProgress& progress, StageAnalysis* analysis);
/// The inverse: sets them. On damaged bytes, to some values 0..maximum.
void decodeStage(const StageJob& job, SubImages& parts, RansDecoder& decoder, const TileProgress& progress);

}  // namespace trabecula::core::lfcunet
