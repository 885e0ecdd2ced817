// The pass over a tile's pixels, for every instruction set that Highway knows here. Compiled once a target:
// this file includes itself.
#include "core/codec/contextnet/tile_pass.h"

#include "core/codec/contextnet/tile_pass_dispatch.h"
#include "core/support/vector_targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/codec/contextnet/tile_pass.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "core/codec/contextnet/tile_pass-inl.h"

#if HWY_ONCE
namespace trabecula::core::contextnet {

HWY_EXPORT(encodeTileHere);
HWY_EXPORT(decodeTileHere);
HWY_EXPORT(collectSamplesHere);

namespace {

ByteVector encode(const Expert& expert, const TileShape& shape, std::int32_t maximum,
                  std::span<const std::uint16_t> values, unsigned states, std::uint64_t check,
                  const RowProgress& progress, TileAnalysis* analysis) {
  return HWY_DYNAMIC_DISPATCH(encodeTileHere)(expert, shape, maximum, values, states, check, progress,
                                              analysis);
}

RansDecoder decode(const Expert& expert, const TileShape& shape, std::int32_t maximum, ByteSpan stream,
                   unsigned states, std::span<std::uint16_t> values, const RowProgress& progress) {
  return HWY_DYNAMIC_DISPATCH(decodeTileHere)(expert, shape, maximum, stream, states, values, progress);
}

void collect(const Settings& settings, const TileShape& shape, std::int32_t maximum,
             std::span<const std::uint16_t> values, const std::function<void(const Sample&)>& sink) {
  HWY_DYNAMIC_DISPATCH(collectSamplesHere)(settings, shape, maximum, values, sink);
}

}  // namespace

TilePasses vectorTilePasses() {
  return {&encode, &decode, &collect};
}

}  // namespace trabecula::core::contextnet
#endif
