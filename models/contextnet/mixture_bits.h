#pragma once

#include <cstddef>
#include <span>

namespace trabecula::models {

/// What one integer of the network's outputs means. For K logistics the 3K outputs are K means, K logarithms
/// (base 2) of the scales, K logarithms (base 2) of the weights; means and scales in the units of the
/// interval's ends.
struct MixtureUnits {
  float mean = 1.0F / 256;
  float logScale = 1.0F / 256;
  float logWeight = 1.0F / 256;
  float minLogScale = -12;  ///< logarithms of scales are clamped to these
  float maxLogScale = 12;
};

/// Added to every mass: one of the 2^16 steps of a 16-bit CDF.
inline constexpr float massFloor = 1.0F / 65536;

/// The intervals whose mass is coded, one a sample. lower may be -infinity, upper +infinity.
struct Intervals {
  std::span<const float> lower;
  std::span<const float> upper;
};

/// Sum over the samples of -log2(mass + massFloor), where mass is what the mixture of `logistics` logistics
/// puts between lower and upper. `outputs` is [samples][3 * logistics]; `gradient`, of the same shape or
/// empty, gets the sum's derivative. Any thread.
double mixtureBits(int logistics, const MixtureUnits& units, std::span<const float> outputs,
                   const Intervals& intervals, std::span<float> gradient);

inline constexpr int maxLogistics = 16;

}  // namespace trabecula::models
