#pragma once

#include <algorithm>

#include "core/codec/plane_header.h"
#include "core/support/error.h"

namespace trabecula::tests {

/// The stream with the checksum that its header, as far as `headerBytes` can read it, should have: for tests
/// of what lies behind that checksum.
template <typename HeaderBytes>
core::ByteVector withHeaderCheck(core::ByteSpan stream, HeaderBytes headerBytes) {
  core::ByteVector bytes(stream.begin(), stream.end());
  try {
    const std::size_t length = headerBytes(stream);
    if (stream.size() - length < core::headerCheckBytes) return bytes;
    const core::Sha256Digest digest = core::sha256Of(stream.first(length));
    std::copy_n(digest.begin(), core::headerCheckBytes, bytes.begin() + static_cast<std::ptrdiff_t>(length));
  } catch (const core::Error&) {
    // No header, no checksum.
  }
  return bytes;
}

}  // namespace trabecula::tests
