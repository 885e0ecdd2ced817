#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace trabecula::core {

/// libjxl 0.7 exchanges integer samples only at the full range of their type, whatever depth the header
/// declares; raw 9..15-bit values in a uint16 come back wrong. These two map a depth onto 0..65535 and back.
/// The round trip is the identity for every depth from 1 to 16: the rounding error of a scaled value is at
/// most 1/2, which is (2^bits - 1) / 131070 < 1/2 of a step of the depth.

/// round(v * 65535 / (2^bits - 1)).
std::vector<std::uint16_t> scaledToFullRange(std::span<const std::uint16_t> samples, int bits);

/// round(v * (2^bits - 1) / 65535), in place.
void scaleFromFullRange(std::span<std::uint16_t> samples, int bits);

}  // namespace trabecula::core
