#pragma once

#include <optional>

#include "core/support/bytes.h"

namespace trabecula::core {

/// Appends `value` as LEB128: seven bits a byte, least significant first, the top bit set on all but the
/// last.
inline void appendVarint(ByteVector& bytes, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) bytes.push_back(static_cast<std::byte>((value & 0x7FU) | 0x80U));
  bytes.push_back(static_cast<std::byte>(value));
}

/// Takes one LEB128 number off the front of `bytes`; empty, with `bytes` as they were, where it is cut off,
/// exceeds 64 bits or is longer than it need be (so that every number has one form only).
inline std::optional<std::uint64_t> takeVarint(ByteSpan& bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size() && i < 10; ++i) {
    const std::uint64_t seven = std::to_integer<std::uint64_t>(bytes[i]) & 0x7FU;
    if (i == 9 && seven > 1) return std::nullopt;
    value |= seven << (7 * i);
    if ((bytes[i] & std::byte{0x80}) == std::byte{0}) {
      if (i > 0 && seven == 0) return std::nullopt;
      bytes = bytes.subspan(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace trabecula::core
