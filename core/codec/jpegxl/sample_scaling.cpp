#include "core/codec/jpegxl/sample_scaling.h"

namespace trabecula::core {

std::vector<std::uint16_t> scaledToFullRange(std::span<const std::uint16_t> samples, int bits) {
  const std::uint32_t maximum = (1U << bits) - 1U;
  std::vector<std::uint16_t> table(std::size_t{1} << bits);
  for (std::uint32_t value = 0; value <= maximum; ++value) {
    table[value] = static_cast<std::uint16_t>((value * 65535U + maximum / 2) / maximum);
  }
  std::vector<std::uint16_t> scaled(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) scaled[i] = table[samples[i]];
  return scaled;
}

void scaleFromFullRange(std::span<std::uint16_t> samples, int bits) {
  if (bits == 16) return;
  const std::uint32_t maximum = (1U << bits) - 1U;
  for (std::uint16_t& sample : samples) {
    sample = static_cast<std::uint16_t>((sample * maximum + 32767U) / 65535U);
  }
}

}  // namespace trabecula::core
