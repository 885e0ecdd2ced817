#pragma once

#include <bit>
#include <cstdint>

#include "core/entropy/rans.h"

namespace trabecula::core {

/// Largest number of bits of a value that putGamma() codes.
inline constexpr unsigned maxGammaBits = 17;

/// Elias gamma code of a value of 1 and more, as raw bits of one state: as many zeros as bits follow its
/// first one, then its bits. Returns how many that were.
inline unsigned putGamma(RansEncoder& encoder, unsigned state, std::uint32_t value) {
  const auto below = static_cast<unsigned>(std::bit_width(value)) - 1;
  for (unsigned i = 0; i < below; ++i) encoder.putBits(state, 0, 1);
  encoder.putBits(state, 1, 1);
  encoder.putBits(state, value & ((1U << below) - 1U), below);
  return 2 * below + 1;
}

/// The inverse. Any bits give a value: where no one comes in time it is taken as read.
inline std::uint32_t takeGamma(RansDecoder& decoder, unsigned state) {
  unsigned below = 0;
  while (below < maxGammaBits - 1 && decoder.bits(state, 1) == 0) ++below;
  // The longest code ends with its one as the others do.
  if (below == maxGammaBits - 1) decoder.bits(state, 1);
  return (1U << below) | decoder.bits(state, below);
}

}  // namespace trabecula::core
