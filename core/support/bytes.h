#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace trabecula::core {

using ByteVector = std::vector<std::byte>;
using ByteSpan = std::span<const std::byte>;

/// View of text or of a C array of bytes as ByteSpan; does not own.
inline ByteSpan asByteSpan(const void* data, std::size_t size) {
  return {static_cast<const std::byte*>(data), size};
}

/// Unsigned integers in the byte order named; `bytes` must hold at least sizeof(result).
inline std::uint16_t readLe16(const std::byte* bytes) {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[0]) |
                                    (std::to_integer<unsigned>(bytes[1]) << 8U));
}
inline std::uint32_t readLe32(const std::byte* bytes) {
  return readLe16(bytes) | (static_cast<std::uint32_t>(readLe16(bytes + 2)) << 16U);
}
inline std::uint64_t readLe64(const std::byte* bytes) {
  return readLe32(bytes) | (static_cast<std::uint64_t>(readLe32(bytes + 4)) << 32U);
}

}  // namespace trabecula::core
