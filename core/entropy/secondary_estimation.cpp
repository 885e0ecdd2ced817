#include "core/entropy/secondary_estimation.h"

#include <algorithm>

namespace trabecula::core {
namespace {

// A class begins as if this many pixels had agreed with the network, and never forgets faster than 1 /
// slowest.
constexpr std::int32_t prior = 48;
constexpr std::int32_t slowest = 1500;

}  // namespace

SecondaryEstimation::SecondaryEstimation(int classes)
    : knots_(static_cast<std::size_t>(classes) * stride),
      fine_(knots_.size()),
      seen_(static_cast<std::size_t>(classes)) {
  for (std::size_t c = 0; c < seen_.size(); ++c) {
    for (std::int32_t knot = 0; knot < stride; ++knot) {
      const std::size_t i = c * stride + static_cast<std::size_t>(knot);
      knots_[i] = std::min(knot << intervalBits, one);
      fine_[i] = knots_[i] << fineBits;
    }
  }
}

void SecondaryEstimation::observe(std::int32_t distributionClass, std::int32_t low, std::int32_t high) {
  const auto c = static_cast<std::size_t>(distributionClass);
  std::int32_t& seen = seen_[c];
  const std::int64_t rate = (std::int64_t{1} << 22U) / (prior + seen);
  seen = std::min(seen + 1, slowest - prior);
  std::int32_t* map = knots_.data() + c * stride;
  std::int32_t* fine = fine_.data() + c * stride;
  const std::int64_t slope = high > low ? (std::int64_t{one} << 16U) / (high - low) : 0;
  for (std::int32_t knot = 1; knot < intervals; ++knot) {
    const std::int32_t u = knot << intervalBits;
    // The distribution function of a uniform variable on [low, high).
    std::int64_t target = 0;
    if (u >= high) {
      target = one;
    } else if (u > low) {
      target = ((u - low) * slope) >> 16U;
    }
    // Rounded down after the whole sum: a map that never falls stays one.
    fine[knot] += static_cast<std::int32_t>((((target << fineBits) - fine[knot]) * rate) >> 22U);
    map[knot] = fine[knot] >> fineBits;
  }
}

}  // namespace trabecula::core
