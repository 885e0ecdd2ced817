#pragma once

#include <cstdint>
#include <span>

#include "core/support/bytes.h"

namespace trabecula::core {

/// Bytes of `count` values 0..maximum, each with as many bits as the maximum needs.
std::size_t rawBytes(std::size_t count, std::int32_t maximum);
/// The values, most significant bit first.
ByteVector writeRaw(std::span<const std::uint16_t> values, std::int32_t maximum);
/// `bytes` has rawBytes() of them; values beyond the maximum become the maximum.
void readRaw(ByteSpan bytes, std::int32_t maximum, std::span<std::uint16_t> values);

}  // namespace trabecula::core
