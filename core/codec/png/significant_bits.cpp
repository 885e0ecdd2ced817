#include "core/codec/png/significant_bits.h"

#include <algorithm>

namespace trabecula::core {
namespace {

/// The three ways of filling the low bits that occur: zeros, repeating the high bits, and exact rounding
/// of the linear scaling.
bool isScaled(std::uint32_t sample, int bits, int container) {
  const int shift = container - bits;
  const std::uint32_t value = sample >> shift;
  if (sample == value << shift) return true;
  std::uint32_t replicated = 0;
  for (int position = shift; position > -bits; position -= bits) {
    replicated |= position >= 0 ? value << position : value >> -position;
  }
  if (sample == replicated) return true;
  const std::uint32_t maximum = (1U << bits) - 1U;
  const std::uint32_t fullRange = (1U << container) - 1U;
  return sample == (value * fullRange + maximum / 2) / maximum;
}

}  // namespace

SignificantBits classifySignificantBits(std::span<const std::uint16_t> samples, int bits, int container) {
  std::uint16_t used = 0;
  for (const std::uint16_t sample : samples) used |= sample;
  if (used >> bits == 0) return SignificantBits::Raw;
  const auto scaled = [&](std::uint16_t sample) { return isScaled(sample, bits, container); };
  return std::all_of(samples.begin(), samples.end(), scaled) ? SignificantBits::Scaled
                                                             : SignificantBits::Unexplained;
}

void shiftToSignificantBits(std::span<std::uint16_t> samples, int bits, int container) {
  const int shift = container - bits;
  for (std::uint16_t& sample : samples) sample = static_cast<std::uint16_t>(sample >> shift);
}

}  // namespace trabecula::core
