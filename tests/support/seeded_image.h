#pragma once

#include <cstdint>
#include <vector>

#include "core/image/image.h"

namespace trabecula::tests {

/// The same numbers on every machine (Knuth's MMIX multiplier); std distributions differ by platform.
class Lcg {
 public:
  explicit Lcg(std::uint64_t seed) : state_(seed) {}
  std::uint32_t next() {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>(state_ >> 33U);
  }
  /// 0..bound-1.
  std::uint32_t below(std::uint32_t bound) { return next() % bound; }

 private:
  std::uint64_t state_;
};

/// Smooth gradient with noise of about 1/32 of the range: compresses like a picture, uses the whole depth.
inline core::Image seededImage(const core::ImageFormat& format, std::uint64_t seed = 1) {
  Lcg random(seed);
  std::vector<std::uint16_t> samples(format.pixels());
  const auto range = static_cast<std::uint32_t>(format.dataRange());
  const auto width = static_cast<std::size_t>(format.width);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const auto x = static_cast<std::uint32_t>(i % width);
    const auto y = static_cast<std::uint32_t>(i / width);
    const std::uint32_t smooth = (x * 3 + y * 2) * (range / 64 + 1);
    samples[i] = static_cast<std::uint16_t>((smooth + random.below(range / 32 + 2)) & range);
  }
  return {format, std::move(samples)};
}

/// Every pixel independent and uniform over the depth: incompressible.
inline core::Image noiseImage(const core::ImageFormat& format, std::uint64_t seed = 1) {
  Lcg random(seed);
  std::vector<std::uint16_t> samples(format.pixels());
  for (auto& sample : samples) sample = static_cast<std::uint16_t>(random.next() & format.sampleMask());
  return {format, std::move(samples)};
}

}  // namespace trabecula::tests
