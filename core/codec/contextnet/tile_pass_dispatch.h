#pragma once

#include "core/codec/contextnet/tile_pass.h"

namespace trabecula::core::contextnet {

/// The passes compiled for one instruction set; signatures as in tile_pass.h.
struct TilePasses {
  ByteVector (*encode)(const Expert&, const TileShape&, std::int32_t, std::span<const std::uint16_t>,
                       unsigned, std::uint64_t, const RowProgress&, TileAnalysis*);
  RansDecoder (*decode)(const Expert&, const TileShape&, std::int32_t, ByteSpan, unsigned,
                        std::span<std::uint16_t>, const RowProgress&);
  void (*collect)(const Settings&, const TileShape&, std::int32_t, std::span<const std::uint16_t>,
                  const std::function<void(const Sample&)>&);
};

/// The best vector instructions of this machine.
TilePasses vectorTilePasses();
/// One lane after the other, in plain C++.
TilePasses scalarTilePasses();

}  // namespace trabecula::core::contextnet
