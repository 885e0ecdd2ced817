#include "core/codec/contextnet/stream.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <string>
#include <utility>

#include "core/codec/contextnet/context_model.h"
#include "core/support/error.h"
#include "core/support/sha256.h"
#include "core/support/varint.h"

namespace trabecula::core::contextnet {
namespace {

constexpr std::array<std::byte, 3> magic = {std::byte{'T'}, std::byte{'C'}, std::byte{'N'}};
constexpr std::byte version{1};
constexpr std::size_t headerCheckBytes = 4;
constexpr unsigned signedFlag = 32;
constexpr unsigned packedFlag = 64;
constexpr unsigned expertsFlag = 128;
constexpr unsigned depthMask = 31;
constexpr unsigned rawFlag = 1;
constexpr unsigned statesShift = 1;
constexpr unsigned statesMask = 7;
constexpr unsigned lengthShift = 4;

void append(ByteVector& bytes, ByteSpan more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorCategory::Corrupt, "The ContextNet stream is damaged: " + what);
}

std::uint64_t take(ByteSpan& bytes) {
  const std::optional<std::uint64_t> value = takeVarint(bytes);
  if (!value) fail("it ends within its header");
  return *value;
}

ByteSpan takeBytes(ByteSpan& bytes, std::uint64_t count) {
  if (count > bytes.size()) fail("it is cut off");
  const ByteSpan taken = bytes.first(static_cast<std::size_t>(count));
  bytes = bytes.subspan(taken.size());
  return taken;
}

int takeInt(ByteSpan& bytes, int low, int high, const char* what) {
  const std::uint64_t value = take(bytes);
  if (value < static_cast<std::uint64_t>(low) || value > static_cast<std::uint64_t>(high)) {
    fail(std::string(what) + " is out of range");
  }
  return static_cast<int>(value);
}

struct Preamble {
  StreamHeader header;
  bool experts = false;  ///< tiles say which network they use
};

Preamble parsePreamble(ByteSpan& bytes) {
  constexpr int largestSide = 65535;
  Preamble preamble;
  StreamHeader& header = preamble.header;
  const auto flags = std::to_integer<unsigned>(takeBytes(bytes, 1)[0]);
  preamble.experts = (flags & expertsFlag) != 0;
  header.format.bitsStored = static_cast<int>(flags & depthMask);
  header.format.isSigned = (flags & signedFlag) != 0;
  header.format.frames = 1;
  header.format.width = takeInt(bytes, 1, largestSide, "the width");
  header.format.height = takeInt(bytes, 1, largestSide, "the height");
  requireValid(header.format);
  header.model = readLe64(takeBytes(bytes, 8).data());
  if ((flags & packedFlag) != 0) {
    const ByteSpan table = takeBytes(bytes, take(bytes));
    if (table.empty()) fail("its table of values is empty");
    header.packingTable.assign(table.begin(), table.end());
  }
  header.tileRows =
      takeInt(bytes, std::min(lanes, header.format.height), header.format.height, "the height of its tiles");
  return preamble;
}

Sha256Digest checkOf(ByteSpan header) {
  Sha256 hash;
  hash.update(header);
  return hash.finish();
}

/// A header as it reads, without its checksum; the tiles have no bytes yet.
struct Unchecked {
  ParsedStream stream;
  std::vector<std::uint64_t> lengths;
};

/// Leaves in `rest` what follows, from the checksum on.
Unchecked parseUnchecked(ByteSpan& rest) {
  if (!isStream(rest)) throw Error(ErrorCategory::Corrupt, "This is no ContextNet stream");
  if (rest[magic.size()] != version) {
    throw Error(ErrorCategory::Unsupported,
                "The ContextNet stream is of a later version than this program knows");
  }
  rest = rest.subspan(magic.size() + 1);
  Unchecked unchecked;
  ParsedStream& parsed = unchecked.stream;
  Preamble preamble = parsePreamble(rest);
  parsed.header = std::move(preamble.header);
  const std::uint64_t count = take(rest);
  if (count != 0 && count != static_cast<std::uint64_t>(parsed.header.tiles())) {
    fail("it has another number of tiles than its size asks for");
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t entry = take(rest);
    ParsedTile& tile = parsed.tiles.emplace_back();
    tile.raw = (entry & rawFlag) != 0;
    tile.states = 1U << ((entry >> statesShift) & statesMask);
    if (tile.states > lanes || tile.states < 4) fail("tile " + std::to_string(i + 1) + " has no valid coder");
    unchecked.lengths.push_back(entry >> lengthShift);
    if (preamble.experts) tile.expert = takeInt(rest, 0, maxExperts - 1, "the network of a tile");
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
  ByteVector bytes(magic.begin(), magic.end());
  bytes.push_back(version);
  const bool packed = !header.packingTable.empty();
  const bool experts =
      std::any_of(tiles.begin(), tiles.end(), [](const CodedTile& t) { return t.expert > 0; });
  bytes.push_back(static_cast<std::byte>(static_cast<unsigned>(header.format.bitsStored) |
                                         (header.format.isSigned ? signedFlag : 0) |
                                         (packed ? packedFlag : 0) | (experts ? expertsFlag : 0)));
  appendVarint(bytes, static_cast<std::uint64_t>(header.format.width));
  appendVarint(bytes, static_cast<std::uint64_t>(header.format.height));
  for (unsigned i = 0; i < 8; ++i) bytes.push_back(static_cast<std::byte>(header.model >> (8 * i)));
  if (packed) {
    appendVarint(bytes, header.packingTable.size());
    append(bytes, header.packingTable);
  }
  appendVarint(bytes, static_cast<std::uint64_t>(header.tileRows));
  appendVarint(bytes, tiles.size());
  for (const CodedTile& tile : tiles) {
    const auto logStates = static_cast<unsigned>(std::countr_zero(tile.states));
    appendVarint(bytes, (std::uint64_t{tile.bytes.size()} << lengthShift) | (logStates << statesShift) |
                            (tile.raw ? rawFlag : 0));
    if (experts) appendVarint(bytes, static_cast<std::uint64_t>(tile.expert));
  }
  append(bytes, ByteSpan(checkOf(bytes)).first(headerCheckBytes));
  for (const CodedTile& tile : tiles) append(bytes, tile.bytes);
  return bytes;
}

bool isStream(ByteSpan head) {
  return head.size() > magic.size() && std::equal(magic.begin(), magic.end(), head.begin()) &&
         head[magic.size()] != std::byte{0} && head[magic.size()] < std::byte{32};
}

ByteVector withHeaderCheck(ByteSpan stream) {
  ByteVector bytes(stream.begin(), stream.end());
  try {
    ByteSpan rest = bytes;
    parseUnchecked(rest);
    const std::size_t checked = bytes.size() - rest.size();
    if (rest.size() >= headerCheckBytes) {
      std::copy_n(checkOf(stream.first(checked)).begin(), headerCheckBytes,
                  bytes.begin() + static_cast<std::ptrdiff_t>(checked));
    }
  } catch (const Error&) {
    // No header, no checksum.
  }
  return bytes;
}

ParsedStream parseStream(ByteSpan stream) {
  ByteSpan rest = stream;
  Unchecked unchecked = parseUnchecked(rest);
  const Sha256Digest digest = checkOf(stream.first(stream.size() - rest.size()));
  const ByteSpan check = takeBytes(rest, headerCheckBytes);
  if (!std::equal(check.begin(), check.end(), digest.begin())) fail("its header has a wrong checksum");
  ParsedStream& parsed = unchecked.stream;
  for (std::size_t i = 0; i < parsed.tiles.size(); ++i) {
    if (unchecked.lengths[i] > rest.size()) fail("tile " + std::to_string(i + 1) + " is cut off");
    parsed.tiles[i].bytes = takeBytes(rest, unchecked.lengths[i]);
  }
  if (!rest.empty()) fail("bytes follow its last tile");
  return parsed;
}

}  // namespace trabecula::core::contextnet
