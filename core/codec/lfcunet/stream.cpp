#include "core/codec/lfcunet/stream.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/codec/lfcunet/tiles.h"
#include "core/support/sha256.h"
#include "core/support/varint.h"

namespace trabecula::core::lfcunet {
namespace {

constexpr std::size_t checkBytesOfA = 8;
const StreamKind kind{{'T', 'L', 'U'}, 1, "LFC-UNet"};

void append(ByteVector& bytes, ByteSpan more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

/// What the header says, before its checksum was looked at.
struct Header {
  PlaneHeader plane;
  std::uint64_t lengthOfA = 0;
  ByteSpan checkOfA;
  std::vector<std::uint64_t> tileLengths;
};

Header readHeader(StreamReader& reader) {
  Header header;
  header.plane = reader.planeHeader();
  if (header.plane.flag) return header;
  header.lengthOfA = reader.varint();
  if (header.lengthOfA > 0) {
    header.checkOfA = reader.bytes(checkBytesOfA);
    const ImageFormat& format = header.plane.format;
    header.tileLengths.resize(tilesOf((format.width + 1) / 2, (format.height + 1) / 2).size());
    for (std::uint64_t& length : header.tileLengths) length = reader.varint();
  }
  return header;
}

}  // namespace

ByteVector writeStream(const PlaneHeader& header, ByteSpan a, const std::vector<ByteVector>& tiles) {
  ByteVector bytes;
  appendPlaneHeader(bytes, kind, header);
  if (!header.flag) {
    appendVarint(bytes, a.size());
    if (!a.empty()) append(bytes, ByteSpan(sha256Of(a)).first(checkBytesOfA));
    for (const ByteVector& tile : tiles) appendVarint(bytes, tile.size());
  }
  appendHeaderCheck(bytes);
  append(bytes, a);
  for (const ByteVector& tile : tiles) append(bytes, tile);
  return bytes;
}

bool isStream(ByteSpan head) {
  return isStreamOf(kind, head);
}

std::size_t headerBytes(ByteSpan stream) {
  StreamReader reader(kind, stream);
  readHeader(reader);
  return reader.position();
}

ParsedStream parseStream(ByteSpan stream) {
  StreamReader reader(kind, stream);
  const Header header = readHeader(reader);
  reader.requireCheck();
  ParsedStream parsed;
  parsed.header = header.plane;
  if (header.plane.flag) {
    parsed.raw = reader.rest();
    return parsed;
  }
  if (header.lengthOfA > reader.rest().size()) reader.fail("sub-image A is cut off");
  parsed.a = reader.bytes(header.lengthOfA);
  // Before libjxl sees it: not every damaged stream ends in an error there.
  const Sha256Digest digest = sha256Of(parsed.a);
  if (!std::equal(header.checkOfA.begin(), header.checkOfA.end(), digest.begin())) {
    reader.fail("sub-image A has a wrong checksum");
  }
  for (const std::uint64_t length : header.tileLengths) {
    const std::string name = "tile " + std::to_string(parsed.tiles.size() + 1);
    if (length > reader.rest().size()) reader.fail(name + " is cut off");
    parsed.tiles.push_back(reader.bytes(length));
  }
  if (!reader.rest().empty()) reader.fail("bytes follow its last tile");
  return parsed;
}

}  // namespace trabecula::core::lfcunet
