#include "core/codec/contextnet/image_coder.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "core/codec/contextnet/raw_tile.h"
#include "core/codec/contextnet/stream.h"
#include "core/codec/contextnet/tile_jobs.h"
#include "core/entropy/histogram_packing.h"
#include "core/support/error.h"
#include "core/support/sha256.h"

namespace trabecula::core::contextnet {
namespace {

constexpr std::size_t rawCheckBytes = 8;

/// The values of an image as tiles code them.
struct Plane {
  std::vector<std::uint16_t> values;
  std::int32_t maximum = 0;
  ByteVector packingTable;
};

std::uint16_t signBit(const ImageFormat& format) {
  return static_cast<std::uint16_t>(format.isSigned ? 1U << static_cast<unsigned>(format.bitsStored - 1)
                                                    : 0U);
}

Plane planeOf(const Image& image) {
  Plane plane;
  plane.values.assign(image.samples().begin(), image.samples().end());
  // Signed values in offset binary: the order of the values is that of the numbers.
  const std::uint16_t sign = signBit(image.format());
  if (sign != 0) {
    for (std::uint16_t& v : plane.values) v = static_cast<std::uint16_t>(v ^ sign);
  }
  const HistogramPacking packing(plane.values, image.bitsStored());
  if (packing.levels() == 1 || packingPays(packing, plane.values, static_cast<std::size_t>(image.width()))) {
    packing.pack(plane.values, plane.values);
    plane.packingTable = packing.table();
    plane.maximum = static_cast<std::int32_t>(packing.levels()) - 1;
  } else {
    plane.maximum = (1 << image.bitsStored()) - 1;
  }
  return plane;
}

/// Of a tile's values and its number: travels in the initial states of the tile's coder.
std::uint64_t checkOf(int tile, std::span<const std::uint16_t> values) {
  Sha256 hash;
  ByteVector bytes;
  bytes.reserve(4 + 2 * values.size());
  for (unsigned i = 0; i < 4; ++i)
    bytes.push_back(static_cast<std::byte>(static_cast<unsigned>(tile) >> (8 * i)));
  for (const std::uint16_t v : values) {
    bytes.push_back(static_cast<std::byte>(v & 0xFFU));
    bytes.push_back(static_cast<std::byte>(v >> 8U));
  }
  hash.update(bytes);
  return readLe64(hash.finish().data());
}

CodedTile rawTile(std::span<const std::uint16_t> values, std::int32_t maximum, std::uint64_t check) {
  CodedTile tile{.raw = true, .bytes = writeRaw(values, maximum)};
  for (unsigned i = 0; i < rawCheckBytes; ++i) tile.bytes.push_back(static_cast<std::byte>(check >> (8 * i)));
  return tile;
}

CodedTile codeTile(const ContextModel& model, const StreamHeader& header, const Plane& plane, int tile,
                   const RowProgress& progress, TileAnalysis* analysis) {
  const TileShape shape = header.tileShape(tile);
  const auto values = std::span(plane.values).subspan(header.tileBegin(tile), shape.pixels());
  const std::uint64_t check = checkOf(tile, values);
  const unsigned states = statesFor(shape);
  CodedTile coded{
      .states = states,
      .bytes = encodeTile(model, shape, plane.maximum, values, states, check, progress, analysis)};
  if (coded.bytes.size() <= rawBytes(values.size(), plane.maximum) + rawCheckBytes) return coded;
  if (analysis != nullptr) {
    std::fill(analysis->bits.begin(), analysis->bits.end(),
              static_cast<float>(std::bit_width(static_cast<std::uint32_t>(plane.maximum))));
  }
  return rawTile(values, plane.maximum, check);
}

[[noreturn]] void failTile(int tile, const std::string& what) {
  throw Error(ErrorCategory::Corrupt,
              "The ContextNet stream is damaged: tile " + std::to_string(tile + 1) + " " + what);
}

void decodeTileInto(const ContextModel& model, const ParsedStream& stream, int tile, std::int32_t maximum,
                    std::span<std::uint16_t> values, const RowProgress& progress) {
  const ParsedTile& coded = stream.tiles[static_cast<std::size_t>(tile)];
  if (coded.raw) {
    if (coded.bytes.size() != rawBytes(values.size(), maximum) + rawCheckBytes)
      failTile(tile, "has a wrong size");
    readRaw(coded.bytes, maximum, values);
    if (readLe64(coded.bytes.last(rawCheckBytes).data()) != checkOf(tile, values)) {
      failTile(tile, "has a wrong checksum");
    }
    return;
  }
  const RansDecoder decoder =
      decodeTile(model, stream.header.tileShape(tile), maximum, coded.bytes, coded.states, values, progress);
  if (!decoder.finished(checkOf(tile, values))) failTile(tile, "has a wrong checksum");
}

/// Largest value that the tiles code.
std::int32_t maximumOf(const StreamHeader& header, const std::optional<HistogramPacking>& packing) {
  return packing ? static_cast<std::int32_t>(packing->levels()) - 1 : (1 << header.format.bitsStored) - 1;
}

}  // namespace

ByteVector encodeImage(const ContextModel& model, const Image& image, JobContext& context,
                       std::vector<TileAnalysis>* analyses) {
  context.report(0);
  Plane plane = planeOf(image);
  StreamHeader header;
  header.format = image.format();
  header.model = model.id();
  header.packingTable = std::move(plane.packingTable);
  header.tileRows = tileRowsFor(image.width(), image.height());
  std::vector<CodedTile> tiles;
  if (plane.maximum > 0) {
    tiles.resize(static_cast<std::size_t>(header.tiles()));
    if (analyses != nullptr) analyses->resize(tiles.size());
    runTiles(header.tiles(), image.height(), context, [&](int tile, const RowProgress& progress) {
      const auto i = static_cast<std::size_t>(tile);
      tiles[i] =
          codeTile(model, header, plane, tile, progress, analyses == nullptr ? nullptr : &(*analyses)[i]);
    });
  }
  return writeStream(header, tiles);
}

Image decodeImage(ByteSpan bytes, const ModelLookup& modelOf, JobContext& context) {
  const ParsedStream stream = parseStream(bytes);
  const StreamHeader& header = stream.header;
  std::optional<HistogramPacking> packing;
  if (!header.packingTable.empty()) {
    packing = HistogramPacking::read(header.packingTable, header.format.bitsStored);
  }
  const std::int32_t maximum = maximumOf(header, packing);
  if (stream.tiles.empty() != (maximum == 0)) {
    throw Error(ErrorCategory::Corrupt, "The ContextNet stream is damaged: its tiles are missing");
  }
  std::vector<std::uint16_t> values(header.format.pixels());
  if (maximum > 0) {
    const ContextModel& model = modelOf(header.model);
    runTiles(header.tiles(), header.format.height, context, [&](int tile, const RowProgress& progress) {
      const auto own = std::span(values).subspan(header.tileBegin(tile), header.tileShape(tile).pixels());
      decodeTileInto(model, stream, tile, maximum, own, progress);
    });
  }
  if (packing) packing->unpack(values, values);
  const std::uint16_t sign = signBit(header.format);
  if (sign != 0) {
    for (std::uint16_t& v : values) v = static_cast<std::uint16_t>(v ^ sign);
  }
  return {header.format, std::move(values)};
}

}  // namespace trabecula::core::contextnet
