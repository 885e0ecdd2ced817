// The same pass, one lane after the other: the twin that every vector target is compared with.
#define HWY_COMPILE_ONLY_SCALAR
#include <mutex>

#include "core/codec/contextnet/tile_pass_dispatch.h"
#include "core/fixedpoint/cpu_target.h"
#include "core/fixedpoint/engine.h"

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

bool isScalarPreferred() {
  return fixedpoint::CpuTarget::preferred().name() == fixedpoint::CpuTarget::scalar().name();
}

/// A slope with noise on it, of 12 bits.
std::vector<std::uint16_t> knownTile(const TileShape& shape) {
  std::vector<std::uint16_t> values(shape.pixels());
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    state = state * 1664525U + 1013904223U;
    values[i] = static_cast<std::uint16_t>((5 * i / 8 + (state >> 26U)) & 0xFFFU);
  }
  return values;
}

/// A file that only this machine can read would pass every check made on this machine: the vector
/// instructions have to write a known tile as plain C++ does.
void testVectorPasses(const Expert& expert) {
  const TileShape shape{96, 40};
  const std::vector<std::uint16_t> values = knownTile(shape);
  const auto encodedBy = [&](const TilePasses& passes) {
    return passes.encode(expert, shape, 4095, values, 4, 0, nullptr, nullptr);
  };
  if (encodedBy(vectorTilePasses()) == encodedBy(scalarTilePasses())) return;
  fixedpoint::disableEngine(fixedpoint::makeCpuEngine()->name(),
                            "its vector instructions code ContextNet's test tile wrongly");
}

TilePasses passes(const Expert& expert) {
  if (isScalarPreferred()) return scalarTilePasses();
  static std::once_flag tested;
  std::call_once(tested, testVectorPasses, expert);
  return isScalarPreferred() ? scalarTilePasses() : vectorTilePasses();
}

}  // namespace

ByteVector encodeTile(const Expert& expert, const TileShape& shape, std::int32_t maximum,
                      std::span<const std::uint16_t> values, unsigned states, std::uint64_t check,
                      const RowProgress& progress, TileAnalysis* analysis) {
  return passes(expert).encode(expert, shape, maximum, values, states, check, progress, analysis);
}

RansDecoder decodeTile(const Expert& expert, const TileShape& shape, std::int32_t maximum, ByteSpan stream,
                       unsigned states, std::span<std::uint16_t> values, const RowProgress& progress) {
  return passes(expert).decode(expert, shape, maximum, stream, states, values, progress);
}

void collectSamples(const Settings& settings, const TileShape& shape, std::int32_t maximum,
                    std::span<const std::uint16_t> values, const std::function<void(const Sample&)>& sink) {
  const TilePasses passes = isScalarPreferred() ? scalarTilePasses() : vectorTilePasses();
  passes.collect(settings, shape, maximum, values, sink);
}

}  // namespace trabecula::core::contextnet
