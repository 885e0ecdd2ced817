#include "core/phantom/fixed_point.h"

#include <array>
#include <bit>

namespace trabecula::core::phantom {

namespace {

constexpr std::uint64_t one31 = std::uint64_t{1} << 31U;

constexpr std::uint64_t multiply31(std::uint64_t a, std::uint64_t b) {
  return (a * b + (one31 >> 1U)) >> 31U;
}

/// exp(-x) for 0 <= x <= 1/16 (as 1/2^31) by its power series.
constexpr std::uint64_t exponentialSeries(std::uint64_t x) {
  const std::uint64_t x2 = multiply31(x, x);
  const std::uint64_t x3 = multiply31(x2, x);
  const std::uint64_t x4 = multiply31(x3, x);
  return one31 - x + x2 / 2 - x3 / 6 + x4 / 24;
}

/// Powers of exp(-step): entry i is exp(-i * step).
template <std::size_t count>
constexpr std::array<std::uint32_t, count> powersOf(std::uint64_t factor) {
  std::array<std::uint32_t, count> table{};
  std::uint64_t value = one31;
  for (auto& entry : table) {
    entry = static_cast<std::uint32_t>(value);
    value = multiply31(value, factor);
  }
  return table;
}

constexpr std::uint64_t power(std::uint64_t base, int exponent) {
  std::uint64_t result = one31;
  for (int i = 0; i < exponent; ++i) result = multiply31(result, base);
  return result;
}

constexpr auto fineExponentials = powersOf<256>(exponentialSeries(one31 / 256));
constexpr auto coarseExponentials = powersOf<22>(power(exponentialSeries(one31 / 16), 16));

/// log2 of a mantissa in [1, 2) given as 1/2^31, as 1/2^24: one squaring a bit.
constexpr std::uint32_t binaryLogarithm(std::uint64_t mantissa) {
  std::uint32_t result = 0;
  for (int bit = 0; bit < 24; ++bit) {
    mantissa = (mantissa * mantissa) >> 31U;
    result <<= 1U;
    if (mantissa >= 2 * one31) {
      mantissa >>= 1U;
      result |= 1U;
    }
  }
  return result;
}

constexpr unsigned logarithmBits = 10;

constexpr auto makeLogarithms() {
  std::array<std::uint32_t, (1U << logarithmBits) + 1> table{};
  for (std::size_t i = 0; i + 1 < table.size(); ++i) {
    table[i] = binaryLogarithm(one31 + (static_cast<std::uint64_t>(i) << (31U - logarithmBits)));
  }
  table.back() = 1U << 24U;
  return table;
}

Fixed latticeValue(std::uint64_t seed, std::int64_t x, std::int64_t y) {
  return static_cast<Fixed>(randomBits(seed, x, y) >> 51U) - fixedOne;
}

std::array<Point, 1024> makeDirections() {
  // cos and sin of 2 pi / 1024, as 1/2^30; the rotation is repeated once a quadrant's entry and mirrored.
  constexpr std::int64_t cosine = 1073721611;
  constexpr std::int64_t sine = 6588356;
  constexpr std::int64_t half = std::int64_t{1} << 17U;
  std::array<Point, 1024> table{};
  std::int64_t x = std::int64_t{1} << 30U;
  std::int64_t y = 0;
  for (std::size_t i = 0; i < 256; ++i) {
    const Point p{(x + half) >> 18U, (y + half) >> 18U};
    table[i] = p;
    table[i + 256] = {-p.y, p.x};
    table[i + 512] = {-p.x, -p.y};
    table[i + 768] = {p.y, -p.x};
    const std::int64_t nextX = (x * cosine - y * sine) >> 30U;
    y = (x * sine + y * cosine) >> 30U;
    x = nextX;
  }
  return table;
}

}  // namespace

std::uint32_t squareRoot(std::uint64_t value) {
  if (value == 0) return 0;
  // Newton's iteration from above falls to the floor of the root.
  std::uint64_t root = std::uint64_t{1} << ((static_cast<unsigned>(std::bit_width(value)) + 1U) / 2U);
  for (;;) {
    const std::uint64_t next = (root + value / root) >> 1U;
    if (next >= root) return static_cast<std::uint32_t>(root);
    root = next;
  }
}

Fixed smoothNoise(std::uint64_t seed, Point place, Fixed cell) {
  const std::int64_t column = floorDivide(place.x, cell);
  const std::int64_t row = floorDivide(place.y, cell);
  const Fixed u = smoothStep((place.x - column * cell) * fixedOne / cell);
  const Fixed v = smoothStep((place.y - row * cell) * fixedOne / cell);
  const Fixed top = interpolate(latticeValue(seed, column, row), latticeValue(seed, column + 1, row), u);
  const Fixed bottom =
      interpolate(latticeValue(seed, column, row + 1), latticeValue(seed, column + 1, row + 1), u);
  return interpolate(top, bottom, v);
}

std::uint32_t exponentialOfNegative(std::int64_t x) {
  if (x <= 0) return static_cast<std::uint32_t>(one31);
  const auto whole = static_cast<std::uint64_t>(x) >> 16U;
  if (whole >= coarseExponentials.size()) return 0;
  const std::uint64_t fraction = static_cast<std::uint64_t>(x) & 0xffffU;
  const std::uint64_t coarse = multiply31(coarseExponentials[whole], fineExponentials[fraction >> 8U]);
  return static_cast<std::uint32_t>(multiply31(coarse, exponentialSeries((fraction & 0xffU) << 15U)));
}

std::int64_t naturalLogarithm(std::uint64_t value) {
  static constexpr auto logarithms = makeLogarithms();
  constexpr std::uint64_t naturalOfTwo = 45426;  // ln 2 as 1/65536
  const auto exponent = static_cast<unsigned>(std::bit_width(value)) - 1U;
  const std::uint64_t mantissa = value << (63U - exponent);
  const std::uint64_t index = (mantissa << 1U) >> (64U - logarithmBits);
  const std::uint64_t rest = (mantissa << (1U + logarithmBits)) >> 48U;
  const std::uint64_t low = logarithms[index];
  const std::uint64_t binary = low + (((logarithms[index + 1] - low) * rest) >> 16U);
  const std::uint64_t whole = (static_cast<std::uint64_t>(exponent) << 24U) + binary;
  return static_cast<std::int64_t>((whole * naturalOfTwo) >> 24U);
}

Point directionOf(unsigned index) {
  static const std::array<Point, 1024> directions = makeDirections();
  return directions[index & 1023U];
}

}  // namespace trabecula::core::phantom
