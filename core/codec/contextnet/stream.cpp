#include "core/codec/contextnet/stream.h"

#include <algorithm>
#include <bit>
#include <string>

#include "core/codec/contextnet/context_model.h"
#include "core/support/error.h"
#include "core/support/varint.h"

namespace trabecula::core::contextnet {
namespace {

const StreamKind kind{{'T', 'C', 'N'}, 1, "ContextNet"};
constexpr unsigned rawFlag = 1;
constexpr unsigned statesShift = 1;
constexpr unsigned statesMask = 7;
constexpr unsigned lengthShift = 4;

/// A header as it reads, without its checksum; the tiles have no bytes yet.
struct Unchecked {
  ParsedStream stream;
  std::vector<std::uint64_t> lengths;
};

Unchecked parseUnchecked(StreamReader& reader) {
  Unchecked unchecked;
  ParsedStream& parsed = unchecked.stream;
  StreamHeader& header = parsed.header;
  static_cast<PlaneHeader&>(header) = reader.planeHeader();
  header.tileRows =
      reader.integer(std::min(lanes, header.format.height), header.format.height, "the height of its tiles");
  const std::uint64_t count = reader.varint();
  if (count != 0 && count != static_cast<std::uint64_t>(header.tiles())) {
    reader.fail("it has another number of tiles than its size asks for");
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t entry = reader.varint();
    ParsedTile& tile = parsed.tiles.emplace_back();
    tile.raw = (entry & rawFlag) != 0;
    tile.states = 1U << ((entry >> statesShift) & statesMask);
    if (tile.states > lanes || tile.states < 4) {
      reader.fail("tile " + std::to_string(i + 1) + " has no valid coder");
    }
    unchecked.lengths.push_back(entry >> lengthShift);
    if (header.flag) tile.expert = reader.integer(0, maxExperts - 1, "the network of a tile");
  }
  return unchecked;
}

}  // namespace

TileShape StreamHeader::tileShape(int tile) const {
  return {format.width, std::min(tileRows, format.height - tile * tileRows)};
}

std::size_t StreamHeader::tileBegin(int tile) const {
  return static_cast<std::size_t>(tile) * static_cast<std::size_t>(tileRows) *
         static_cast<std::size_t>(format.width);
}

int tileRowsFor(int width, int height) {
  constexpr std::int64_t pixelsPerTile = 600000;
  constexpr int fewestRows = 4 * lanes;
  const std::int64_t pixels = std::int64_t{width} * height;
  if (pixels < pixelsPerTile) return height;
  const auto tiles = static_cast<int>(2 * ((pixels + pixelsPerTile) / (2 * pixelsPerTile)));
  // Whole groups of rows: a part of one takes as many steps as all of it.
  const int rows = std::max(((height + tiles - 1) / tiles + lanes - 1) / lanes * lanes, fewestRows);
  return std::min(rows, height);
}

unsigned statesFor(const TileShape& shape) {
  constexpr std::size_t large = 1U << 18U;
  return shape.pixels() >= large ? 32 : 4;
}

ByteVector writeStream(const StreamHeader& header, const std::vector<CodedTile>& tiles) {
  ByteVector bytes;
  PlaneHeader plane = header;
  plane.flag = std::any_of(tiles.begin(), tiles.end(), [](const CodedTile& t) { return t.expert > 0; });
  appendPlaneHeader(bytes, kind, plane);
  appendVarint(bytes, static_cast<std::uint64_t>(header.tileRows));
  appendVarint(bytes, tiles.size());
  for (const CodedTile& tile : tiles) {
    const auto logStates = static_cast<unsigned>(std::countr_zero(tile.states));
    appendVarint(bytes, (std::uint64_t{tile.bytes.size()} << lengthShift) | (logStates << statesShift) |
                            (tile.raw ? rawFlag : 0));
    if (plane.flag) appendVarint(bytes, static_cast<std::uint64_t>(tile.expert));
  }
  appendHeaderCheck(bytes);
  for (const CodedTile& tile : tiles) bytes.insert(bytes.end(), tile.bytes.begin(), tile.bytes.end());
  return bytes;
}

bool isStream(ByteSpan head) {
  return isStreamOf(kind, head);
}

std::size_t headerBytes(ByteSpan stream) {
  StreamReader reader(kind, stream);
  parseUnchecked(reader);
  return reader.position();
}

ParsedStream parseStream(ByteSpan stream) {
  StreamReader reader(kind, stream);
  Unchecked unchecked = parseUnchecked(reader);
  reader.requireCheck();
  ParsedStream& parsed = unchecked.stream;
  for (std::size_t i = 0; i < parsed.tiles.size(); ++i) {
    if (unchecked.lengths[i] > reader.rest().size()) {
      reader.fail("tile " + std::to_string(i + 1) + " is cut off");
    }
    parsed.tiles[i].bytes = reader.bytes(unchecked.lengths[i]);
  }
  if (!reader.rest().empty()) reader.fail("bytes follow its last tile");
  return parsed;
}

}  // namespace trabecula::core::contextnet
