#pragma once

#include "core/support/bytes.h"

namespace trabecula::core {

/// Codes bytes one by one with a static table: for side information of any kind, and the yardstick of the
/// entropy coder's speed.
///
/// Stream: number of bytes (varint), kind (0 raw, else 1 + log2 of the number of rANS states), then the bytes
/// themselves, or the length of the table (varint), the table (FrequencyTable) and a rANS stream in which
/// byte i belongs to state i modulo the number of states. Never more than 11 bytes longer than the input.
ByteVector encodeBytes(ByteSpan bytes);

/// What encodeBytes() was given. Throws Error{Corrupt} where the stream is damaged, Error{ResourceLimit}
/// where it holds more than `maxBytes`.
ByteVector decodeBytes(ByteSpan stream, std::size_t maxBytes);

/// The same without SIMD; identical results.
ByteVector decodeBytesScalar(ByteSpan stream, std::size_t maxBytes);

}  // namespace trabecula::core
