#pragma once

#include <cstdint>
#include <vector>

#include "core/codec/contextnet/geometry.h"
#include "core/codec/plane_header.h"
#include "core/support/bytes.h"

namespace trabecula::core::contextnet {

/// What stands before the tiles of a stream; STREAM.md describes it. `flag`: the tiles name their networks.
struct StreamHeader : PlaneHeader {
  int tileRows = 0;  ///< of every tile but the last

  int tiles() const { return (format.height + tileRows - 1) / tileRows; }
  TileShape tileShape(int tile) const;
  /// First pixel of the tile in the image.
  std::size_t tileBegin(int tile) const;
};

/// One tile as it stands in the stream.
struct CodedTile {
  bool raw = false;  ///< the values with as many bits as the largest needs, then 8 bytes of checksum
  unsigned states = 4;
  int expert = 0;  ///< network of the model
  ByteVector bytes;
};

/// Rows of a tile: about 600,000 pixels, and an even number of tiles where there are several, so that two
/// cores have the same to do.
int tileRowsFor(int width, int height);
/// rANS states of a tile: more are quicker to decode, fewer are smaller.
unsigned statesFor(const TileShape& shape);

ByteVector writeStream(const StreamHeader& header, const std::vector<CodedTile>& tiles);

struct ParsedTile {
  bool raw = false;
  unsigned states = 4;
  int expert = 0;
  ByteSpan bytes;
};
struct ParsedStream {
  StreamHeader header;
  std::vector<ParsedTile> tiles;
};

bool isStream(ByteSpan head);

/// Bytes before the header's checksum, which is not looked at. Throws as parseStream() does.
std::size_t headerBytes(ByteSpan stream);

/// Checks every length, and the header's checksum, before anything is believed. Throws Error{Corrupt},
/// Error{Unsupported} for another version. Spans look into `stream`.
ParsedStream parseStream(ByteSpan stream);

}  // namespace trabecula::core::contextnet
