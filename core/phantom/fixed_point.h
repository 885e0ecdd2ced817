#pragma once

#include <cstdint>

namespace trabecula::core::phantom {

/// Integer arithmetic that gives the same bits on every machine, compiler and optimisation level: nothing in
/// the phantom's sample path uses floating point.

/// Lengths in millimetres and fractions, as 1/4096.
using Fixed = std::int64_t;
inline constexpr int fixedBits = 12;
inline constexpr Fixed fixedOne = Fixed{1} << fixedBits;

/// Product of two Fixed values, rounded down.
constexpr Fixed multiply(Fixed a, Fixed b) {
  return (a * b) >> fixedBits;
}
constexpr Fixed interpolate(Fixed a, Fixed b, Fixed fraction) {
  return a + multiply(b - a, fraction);
}
constexpr Fixed clampFixed(Fixed value, Fixed low, Fixed high) {
  return value < low ? low : (value > high ? high : value);
}
/// Quotient rounded towards minus infinity; `divisor` > 0.
constexpr std::int64_t floorDivide(std::int64_t value, std::int64_t divisor) {
  return value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}
/// 3t^2 - 2t^3 for t in 0..1.
constexpr Fixed smoothStep(Fixed t) {
  return multiply(multiply(t, t), 3 * fixedOne - 2 * t);
}

/// A place in millimetres: x to the right, y down, from the centre of the image.
struct Point {
  Fixed x = 0;
  Fixed y = 0;
};

/// Largest r with r * r <= value.
std::uint32_t squareRoot(std::uint64_t value);

/// The finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
constexpr std::uint64_t mixBits(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

/// Random bits that depend on a seed and a place or count only, so that any thread may ask for any of them.
constexpr std::uint64_t randomBits(std::uint64_t seed, std::int64_t a, std::int64_t b = 0) {
  return mixBits(mixBits(seed ^ (static_cast<std::uint64_t>(a) * 0xd1342543de82ef95U)) ^
                 static_cast<std::uint64_t>(b));
}

/// A sequence of such numbers.
class RandomSequence {
 public:
  explicit RandomSequence(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() { return mixBits(state_++ * 0x2545f4914f6cdd1dU); }
  /// Uniform in [0, bound).
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(((next() >> 32U) * static_cast<std::uint64_t>(bound)) >> 32U);
  }
  /// Uniform in [low, high).
  std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low); }

 private:
  std::uint64_t state_;
};

/// Smooth noise in -1..1 (Fixed) with features of the size `cell` (Fixed, > 0): random values on a lattice,
/// joined by smooth steps.
Fixed smoothNoise(std::uint64_t seed, Point place, Fixed cell);

/// exp(-x) for x >= 0 given as 1/65536, as 1/2^31.
std::uint32_t exponentialOfNegative(std::int64_t x);

/// Natural logarithm of value >= 1, as 1/65536.
std::int64_t naturalLogarithm(std::uint64_t value);

/// Unit vector (Fixed) of one of 1024 directions.
Point directionOf(unsigned index);

}  // namespace trabecula::core::phantom
