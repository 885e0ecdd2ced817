#pragma once

#include <cstddef>
#include <span>

namespace trabecula::models {

/// How the values of one layer lie in memory: `planes` blocks, one after the other, of `channels` runs of
/// `run` values. A dense layer's [samples][channels] has run = 1, an image's [n][channels][y][x] has
/// planes = n and run = pixels.
struct ValueLayout {
  std::size_t planes = 0;
  std::size_t channels = 0;
  std::size_t run = 1;

  std::size_t values() const { return planes * channels * run; }
};

/// The requantisation of core::fixedpoint, on integers kept in floats: one number a channel.
struct Requantisation {
  std::span<const float> bias;         ///< integers
  std::span<const double> multiplier;  ///< M / 2^shift, exact
  float low = 0;
  float high = 255;
};

/// out = clamp(floor((sums + bias) * multiplier + 1/2), low, high): exactly clamp((acc * M + 2^(s-1)) >> s),
/// because sums and bias are integers below 2^24 and M is below 2^22, so that no step rounds. `out` may be
/// `sums`. Any thread.
void requantise(const ValueLayout& layout, const Requantisation& how, const float* sums, float* out);

/// Straight-through derivative: sumsGradient = gradient * multiplier where `clipped` is false or the output
/// is strictly between low and high, else 0. Adds sumsGradient's sum of every channel to biasGradient.
void requantiseBackward(const ValueLayout& layout, const Requantisation& how, bool clipped, const float* out,
                        const float* gradient, float* sumsGradient, std::span<float> biasGradient);

}  // namespace trabecula::models
