#pragma once

#include <bit>
#include <cstdint>

namespace trabecula::core {

/// log2(value) in 1/65536, rounded down, for value >= 1. Integers only, so that what an encoder decides by it
/// is the same on every machine.
constexpr std::uint32_t log2Fixed(std::uint32_t value) {
  const auto whole = static_cast<std::uint32_t>(std::bit_width(value)) - 1;
  std::uint64_t mantissa = (std::uint64_t{value} << 31U) >> whole;  // in [2^31, 2^32)
  std::uint32_t result = whole;
  for (int i = 0; i < 16; ++i) {
    mantissa = (mantissa * mantissa) >> 31U;
    const auto bit = static_cast<std::uint32_t>(mantissa >> 32U);
    mantissa >>= bit;
    result = (result << 1U) | bit;
  }
  return result;
}

}  // namespace trabecula::core
