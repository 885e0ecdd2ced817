// The same pass, one lane after the other: the twin that every vector target is compared with.
#define HWY_COMPILE_ONLY_SCALAR
#include "core/codec/contextnet/tile_pass_dispatch.h"
#include "core/fixedpoint/cpu_target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/codec/contextnet/tile_pass_scalar.cpp"
#include <hwy/highway.h>

#include "core/codec/contextnet/tile_pass-inl.h"

namespace trabecula::core::contextnet {

TilePasses scalarTilePasses() {
  return {HWY_STATIC_DISPATCH(encodeTileHere), HWY_STATIC_DISPATCH(decodeTileHere),
          HWY_STATIC_DISPATCH(collectSamplesHere)};
}

namespace {

TilePasses passes() {
  return fixedpoint::CpuTarget::preferred().name() == "scalar" ? scalarTilePasses() : vectorTilePasses();
}

}  // namespace

ByteVector encodeTile(const Expert& expert, const TileShape& shape, std::int32_t maximum,
                      std::span<const std::uint16_t> values, unsigned states, std::uint64_t check,
                      const RowProgress& progress, TileAnalysis* analysis) {
  return passes().encode(expert, shape, maximum, values, states, check, progress, analysis);
}

RansDecoder decodeTile(const Expert& expert, const TileShape& shape, std::int32_t maximum, ByteSpan stream,
                       unsigned states, std::span<std::uint16_t> values, const RowProgress& progress) {
  return passes().decode(expert, shape, maximum, stream, states, values, progress);
}

void collectSamples(const Settings& settings, const TileShape& shape, std::int32_t maximum,
                    std::span<const std::uint16_t> values, const std::function<void(const Sample&)>& sink) {
  passes().collect(settings, shape, maximum, values, sink);
}

}  // namespace trabecula::core::contextnet
