#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/codec/contextnet/context_model.h"
#include "core/codec/contextnet/geometry.h"
#include "core/codec/contextnet/settings.h"
#include "core/codec/tile_jobs.h"
#include "core/entropy/rans.h"
#include "core/support/bytes.h"

namespace trabecula::core::contextnet {

using RowProgress = TileProgress;

/// What coding a tile showed of every pixel, row-major; for the viewer, not for decoders.
struct TileAnalysis {
  std::vector<std::int16_t> residuals;  ///< value minus rounded primary prediction, clamped to 16 bits
  std::vector<float> bits;              ///< -log2 of the probability it was coded with
  std::vector<float> deviations;        ///< standard deviation of the mixture that the network chose
};

/// Codes `values` (row-major, 0..maximum) into one rANS stream of `states` states; `check` comes back at
/// decodeTile(). Fills `analysis` where there is one. The same bytes on every machine.
ByteVector encodeTile(const Expert& expert, const TileShape& shape, std::int32_t maximum,
                      std::span<const std::uint16_t> values, unsigned states, std::uint64_t check,
                      const RowProgress& progress, TileAnalysis* analysis = nullptr);

/// The inverse; `values` has the tile's size. Returns the decoder for its final check. Any bytes give values
/// in 0..maximum.
RansDecoder decodeTile(const Expert& expert, const TileShape& shape, std::int32_t maximum, ByteSpan stream,
                       unsigned states, std::span<std::uint16_t> values, const RowProgress& progress);

/// One pixel as training sees it.
struct Sample {
  std::span<const std::int8_t> features;
  float low;    ///< lower end of the pixel minus the centre, in local scales; -inf for value 0
  float high;   ///< upper end; +inf for the maximum
  float scale;  ///< local scale in stored units
};

/// Calls `sink` for every pixel, in the order of coding, with what a network with these settings would see.
void collectSamples(const Settings& settings, const TileShape& shape, std::int32_t maximum,
                    std::span<const std::uint16_t> values, const std::function<void(const Sample&)>& sink);

}  // namespace trabecula::core::contextnet
