#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/entropy/frequency_table.h"
#include "core/entropy/rans.h"

namespace trabecula::core {

/// Number of states of a stream that is worth decoding in SIMD.
inline constexpr unsigned simdStates = 32;

/// A frequency table of bytes, laid out for decoding.
struct ByteLookup {
  explicit ByteLookup(const FrequencyTable& table);

  std::vector<std::uint8_t> symbols;           ///< of each of the 65536 slots
  std::array<std::uint64_t, 256> intervals{};  ///< start in the lower, frequency in the upper 32 bits
};

/// Decodes whole rounds of simdStates bytes into `out` while enough words are left that no check is needed
/// within a round; returns the bytes done. Whatever instructions the machine has.
std::size_t decodeRounds(RansDecoder& decoder, const ByteLookup& lookup, std::byte* out, std::size_t count);

}  // namespace trabecula::core
