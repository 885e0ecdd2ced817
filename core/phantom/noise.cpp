#include "core/phantom/noise.h"

#include <algorithm>

#include "core/phantom/fixed_point.h"

namespace trabecula::core::phantom {

namespace {

constexpr std::int64_t exactBelow256 = 24 * 256;

/// The product of uniform numbers must stay well above 2^-31, so the mean is taken in parts: the sum of
/// Poisson-distributed counts is Poisson-distributed.
std::int64_t countByMultiplication(std::int64_t mean256, std::uint64_t seed) {
  constexpr std::int64_t largestPart = 6 * 256;
  RandomSequence random(seed);
  std::int64_t count = 0;
  for (std::int64_t rest = mean256; rest > 0; rest -= largestPart) {
    const std::uint64_t limit = exponentialOfNegative(std::min(rest, largestPart) << 8);
    for (std::uint64_t product = random.next() >> 33U; product > limit; ++count) {
      product = (product * (random.next() >> 33U)) >> 31U;
    }
  }
  return count;
}

std::int64_t sumOfWords(std::uint64_t bits) {
  return static_cast<std::int64_t>((bits & 0xffffU) + ((bits >> 16U) & 0xffffU) + ((bits >> 32U) & 0xffffU) +
                                   (bits >> 48U));
}

}  // namespace

std::int64_t poissonCount(std::int64_t mean256, std::uint64_t bitsA, std::uint64_t bitsB) {
  if (mean256 <= 0) return 0;
  if (mean256 < exactBelow256) return countByMultiplication(mean256, bitsA ^ bitsB);
  // Eight words of variance 2^32/12 each: standard deviation 2^16 * sqrt(2/3).
  const std::int64_t deviate = sumOfWords(bitsA) + sumOfWords(bitsB) - 4 * 65535;
  constexpr std::int64_t rootOfThreeHalves = 80265;  // as 1/2^16
  const std::int64_t normal = deviate * rootOfThreeHalves >> 16;
  const auto sigma256 = static_cast<std::int64_t>(squareRoot(static_cast<std::uint64_t>(mean256) << 8U));
  return std::max<std::int64_t>(0, (mean256 + ((sigma256 * normal) >> 16) + 128) >> 8);
}

}  // namespace trabecula::core::phantom
