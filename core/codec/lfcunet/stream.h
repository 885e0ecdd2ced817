#pragma once

#include <cstddef>
#include <vector>

#include "core/codec/plane_header.h"
#include "core/support/bytes.h"

namespace trabecula::core::lfcunet {

/// An LFC-UNet stream, taken apart; STREAM.md describes it. Spans look into the stream it came from.
struct ParsedStream {
  PlaneHeader header;  ///< `flag`: the values stand raw
  ByteSpan raw;        ///< values and check, only if raw
  ByteSpan a;          ///< JPEG XL codestream of sub-image A; empty where the image has one value only
  std::vector<ByteSpan> tiles;
};

/// `tiles` of a raw stream: one, the values and their check.
ByteVector writeStream(const PlaneHeader& header, ByteSpan a, const std::vector<ByteVector>& tiles);

bool isStream(ByteSpan head);

/// Bytes before the header's checksum, which is not looked at. Throws as parseStream() does.
std::size_t headerBytes(ByteSpan stream);

/// Checks every length, and the header's checksum, before anything is believed. Throws Error{Corrupt},
/// Error{Unsupported} for another version.
ParsedStream parseStream(ByteSpan stream);

}  // namespace trabecula::core::lfcunet
