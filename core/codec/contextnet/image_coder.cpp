#include "core/codec/contextnet/image_coder.h"

#include <algorithm>
#include <bit>
#include <span>
#include <string>
#include <utility>

#include "core/codec/coded_plane.h"
#include "core/codec/contextnet/stream.h"
#include "core/codec/raw_values.h"
#include "core/codec/tile_jobs.h"
#include "core/support/error.h"
#include "core/support/sha256.h"

namespace trabecula::core::contextnet {
namespace {

constexpr std::size_t rawCheckBytes = 8;

/// Of a tile's values and its number: travels in the initial states of the tile's coder.
std::uint64_t checkOf(int tile, std::span<const std::uint16_t> values) {
  constexpr std::size_t piece = 4096;
  Sha256 hash;
  ByteVector bytes;
  bytes.reserve(2 * piece + 4);
  for (unsigned i = 0; i < 4; ++i) {
    bytes.push_back(static_cast<std::byte>(static_cast<unsigned>(tile) >> (8 * i)));
  }
  for (std::size_t begin = 0; begin < values.size(); begin += piece) {
    for (const std::uint16_t v : values.subspan(begin, std::min(piece, values.size() - begin))) {
      bytes.push_back(static_cast<std::byte>(v & 0xFFU));
      bytes.push_back(static_cast<std::byte>(v >> 8U));
    }
    hash.update(bytes);
    bytes.clear();
  }
  return readLe64(hash.finish().data());
}

CodedTile rawTile(std::span<const std::uint16_t> values, std::int32_t maximum, std::uint64_t check) {
  CodedTile tile{.raw = true, .bytes = writeRaw(values, maximum)};
  for (unsigned i = 0; i < rawCheckBytes; ++i) tile.bytes.push_back(static_cast<std::byte>(check >> (8 * i)));
  return tile;
}

/// Number of the model's network that codes a sample of the tile smallest: four stripes of its middle rows.
/// Counts bytes, so that every machine chooses alike.
int chooseExpert(const ContextModel& model, const TileShape& shape, std::int32_t maximum,
                 std::span<const std::uint16_t> values) {
  constexpr int stripes = 4;
  constexpr int stripeWidth = 128;
  if (model.experts() == 1) return 0;
  const int count = shape.width >= stripes * stripeWidth ? stripes : 1;
  const TileShape sample{count == 1 ? shape.width : stripes * stripeWidth, std::min(shape.height, lanes)};
  std::vector<std::uint16_t> sampled;
  sampled.reserve(sample.pixels());
  for (int y = 0; y < sample.height; ++y) {
    const auto row = values.subspan(static_cast<std::size_t>((shape.height - sample.height) / 2 + y) *
                                        static_cast<std::size_t>(shape.width),
                                    static_cast<std::size_t>(shape.width));
    const int width = sample.width / count;
    for (int s = 0; s < count; ++s) {
      const int x = (shape.width - width) * (2 * s + 1) / (2 * count);
      const auto stripe = row.subspan(static_cast<std::size_t>(x), static_cast<std::size_t>(width));
      sampled.insert(sampled.end(), stripe.begin(), stripe.end());
    }
  }
  int best = 0;
  std::size_t fewest = 0;
  for (int i = 0; i < model.experts(); ++i) {
    const std::size_t size =
        encodeTile(model.expert(i), sample, maximum, sampled, statesFor(sample), 0, nullptr).size();
    if (i == 0 || size < fewest) {
      best = i;
      fewest = size;
    }
  }
  return best;
}

CodedTile codeTile(const ContextModel& model, const StreamHeader& header, const CodedPlane& plane, int tile,
                   const RowProgress& progress, TileAnalysis* analysis) {
  const TileShape shape = header.tileShape(tile);
  const auto values = std::span(plane.values).subspan(header.tileBegin(tile), shape.pixels());
  const std::uint64_t check = checkOf(tile, values);
  const unsigned states = statesFor(shape);
  const int expert = chooseExpert(model, shape, plane.maximum, values);
  CodedTile coded{.states = states,
                  .expert = expert,
                  .bytes = encodeTile(model.expert(expert), shape, plane.maximum, values, states, check,
                                      progress, analysis)};
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
    readRaw(coded.bytes, maximum, values);
    if (readLe64(coded.bytes.last(rawCheckBytes).data()) != checkOf(tile, values)) {
      failTile(tile, "has a wrong checksum");
    }
    return;
  }
  if (coded.expert >= model.experts()) failTile(tile, "asks for a network that its model does not have");
  const RansDecoder decoder = decodeTile(model.expert(coded.expert), stream.header.tileShape(tile), maximum,
                                         coded.bytes, coded.states, values, progress);
  if (!decoder.finished(checkOf(tile, values))) failTile(tile, "has a wrong checksum");
}

/// Refuses streams whose tiles cannot have as many pixels as the header says, before memory is reserved.
void requirePlausible(const ParsedStream& stream, std::int32_t maximum) {
  // A pixel takes log2(65536 / 65519) bits at least: the smallest window has 16 buckets and two escapes.
  constexpr std::size_t mostPixelsPerByte = 1U << 15U;
  for (std::size_t i = 0; i < stream.tiles.size(); ++i) {
    const ParsedTile& tile = stream.tiles[i];
    const auto number = static_cast<int>(i);
    const std::size_t pixels = stream.header.tileShape(number).pixels();
    const bool fits = tile.raw ? tile.bytes.size() == rawBytes(pixels, maximum) + rawCheckBytes
                               : pixels / mostPixelsPerByte <= tile.bytes.size();
    if (!fits) failTile(number, "has a wrong size");
  }
}

}  // namespace

ByteVector encodeImage(const ContextModel& model, const Image& image, JobContext& context,
                       std::vector<TileAnalysis>* analyses) {
  context.report(0);
  CodedPlane plane = codedPlane(image);
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
  const PlaneDecoding plane(header);
  const std::int32_t maximum = plane.maximum();
  if (stream.tiles.empty() != (maximum == 0)) {
    throw Error(ErrorCategory::Corrupt, "The ContextNet stream is damaged: its tiles are missing");
  }
  requirePlausible(stream, maximum);
  std::vector<std::uint16_t> values(header.format.pixels());
  if (maximum > 0) {
    const ContextModel& model = modelOf(header.model);
    runTiles(header.tiles(), header.format.height, context, [&](int tile, const RowProgress& progress) {
      const auto own = std::span(values).subspan(header.tileBegin(tile), header.tileShape(tile).pixels());
      decodeTileInto(model, stream, tile, maximum, own, progress);
    });
  }
  return plane.image(std::move(values));
}

}  // namespace trabecula::core::contextnet
