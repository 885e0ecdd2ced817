#pragma once

#include <array>
#include <cstdint>

namespace trabecula::core {

/// One sRGB colour.
struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  bool operator==(const Rgb&) const = default;
};

/// How a signed value becomes a place on the diverging map.
enum class ColourScale {
  Linear,    ///< value / limit
  SignedLog  ///< sign(value) * log(1 + |value|) / log(1 + limit): small values stay apart
};

/// Signed values on a black background: black at entry 128 (zero), from there over blue to light cyan
/// towards entry 0 and over orange to light yellow towards entry 255. Both arms have the same luminance at
/// the same distance from the centre, rising all the way; they stay apart for colour-blind readers.
/// Computed once; any thread.
const std::array<Rgb, 256>& divergingColours();

/// Amounts: from near black over violet, rose and peach to cream, in steps of equal perceived difference
/// (OkLab, B. Ottosson, 2020) with luminance strictly rising. Computed once; any thread.
const std::array<Rgb, 256>& sequentialColours();

/// Place of a value on the scale, -1 (at -limit or below) to 1; and the value at a place (its inverse).
double scalePosition(double value, double limit, ColourScale scale);
double scaleValue(double position, double limit, ColourScale scale);

/// Entry of divergingColours() for a signed value. 0 is black; every other value, however small against
/// `limit`, is at least divergingFloor of the way out, so that it cannot be taken for 0. |values| above the
/// limit (> 0) take its colour; a limit <= 0 counts as the smallest one.
Rgb colourOf(double value, double limit, ColourScale scale);

/// Where the smallest non-zero value stands between zero (0) and the limit (1).
inline constexpr double divergingFloor = 0.25;

}  // namespace trabecula::core
