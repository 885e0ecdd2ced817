#include "core/entropy/standard_tables.h"

#include <algorithm>
#include <array>

#include "core/entropy/mixture_cdf.h"

namespace trabecula::core {
namespace {

/// Numbers in [0, 1] with 32 fractional bits; products are rounded.
constexpr std::uint64_t one = std::uint64_t{1} << 32U;

constexpr std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  // a and b are at most 2^32, so the product of 2^32 with itself must not be formed in one piece.
  if (a == one) return b;
  if (b == one) return a;
  return (a * b + (one >> 1U)) >> 32U;
}

/// exp(-numerator / denominator) by the exponential series, for a quotient of at most 1/8.
constexpr std::uint64_t expMinus(std::uint64_t numerator, std::uint64_t denominator) {
  std::uint64_t positive = one;
  std::uint64_t negative = 0;
  std::uint64_t term = one;
  for (std::uint64_t n = 1; n < 12; ++n) {
    term = (term * numerator + denominator * n / 2) / (denominator * n);
    (n % 2 == 0 ? positive : negative) += term;
  }
  return positive - negative;
}

constexpr std::size_t entries = MixtureTables::cumulativeEntries;
constexpr std::size_t half = entries / 2;
/// One entry is 24 / 4096 = 3 / 512 of a scale.
constexpr std::uint64_t stepNumerator = 3;
constexpr std::uint64_t stepDenominator = 512;

std::uint16_t entryOf(std::uint64_t probability) {
  return static_cast<std::uint16_t>(std::min<std::uint64_t>((probability + (1U << 15U)) >> 16U, 65535));
}

/// The table of a symmetric distribution, from its upper half (32 fractional bits, half + 1 of them).
std::vector<std::uint16_t> mirrored(const std::vector<std::uint64_t>& upper) {
  std::vector<std::uint16_t> table(entries);
  for (std::size_t i = 0; i < half; ++i) {
    table[half + i] = entryOf(upper[i]);
    table[half - i] = entryOf(one - upper[i]);
  }
  table[0] = entryOf(one - upper[half]);
  return table;
}

}  // namespace

std::vector<std::uint16_t> standardLogisticTable() {
  const std::uint64_t ratio = expMinus(stepNumerator, stepDenominator);
  std::vector<std::uint64_t> upper(half + 1);
  std::uint64_t exponential = one;
  for (std::uint64_t& value : upper) {
    // 2^64 / (1 + e) without forming 2^64.
    const std::uint64_t divisor = one + exponential;
    value = UINT64_MAX / divisor;
    exponential = times(exponential, ratio);
  }
  return mirrored(upper);
}

std::vector<std::uint16_t> standardGaussianTable() {
  // exp(-x^2 / 2) at the middle of each of `fine` parts of a step; consecutive ones differ by a factor that
  // itself shrinks by exp(-h^2) each time.
  constexpr std::uint64_t fine = 4;
  constexpr std::uint64_t d = stepDenominator * fine;
  constexpr std::uint64_t n2 = stepNumerator * stepNumerator;
  const std::uint64_t shrink = expMinus(n2, d * d);
  std::uint64_t density = expMinus(n2, 8 * d * d);
  std::uint64_t factor = shrink;
  // 1 / sqrt(2 pi); the sum is in parts of a step.
  constexpr std::uint64_t inverseRoot = 1713444047;  // 0.398942280401432678 * 2^32
  std::vector<std::uint64_t> upper(half + 1);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < upper.size(); ++i) {
    upper[i] = (one >> 1U) + times(inverseRoot, sum * stepNumerator / d);
    for (std::uint64_t part = 0; part < fine; ++part) {
      sum += density;
      density = times(density, factor);
      factor = times(factor, shrink);
    }
  }
  return mirrored(upper);
}

std::vector<std::uint32_t> standardMultipliers(unsigned stepsPerOctave) {
  constexpr unsigned octaves = 15;
  constexpr unsigned finest = 16;
  // 2^(-i/16) with 32 fractional bits.
  constexpr std::array<std::uint64_t, finest> roots = {
      4294967296, 4112874773, 3938502376, 3771522796, 3611622603, 3458501653, 3311872529, 3171459999,
      3037000500, 2908241642, 2784941738, 2666869345, 2553802834, 2445529972, 2341847524, 2242560872};
  // The multiplier of scale 1/4, with 4 more bits: 2^20 * 4096 / 24 / 256 * 4 * 16.
  constexpr std::uint64_t first = 44739243;
  std::vector<std::uint32_t> multipliers;
  for (unsigned i = 0; i <= octaves * stepsPerOctave; ++i) {
    const unsigned octave = i / stepsPerOctave;
    const std::uint64_t scaled = times(first, roots[i % stepsPerOctave * (finest / stepsPerOctave)]);
    multipliers.push_back(static_cast<std::uint32_t>((scaled + (8U << octave)) >> (4 + octave)));
  }
  return multipliers;
}

}  // namespace trabecula::core
