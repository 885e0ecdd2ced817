#pragma once

// The synthetic image pairs for which reference values of the metrics exist: pure integer formulas, the same
// on every machine. Patterns are made at 16 bits and shifted down to the depth wanted.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/image/image.h"

namespace trabecula::tests {

/// How a pair is made: "noise", 12, 1001 is noise of amplitude 12 from seed 1001.
struct GoldenPair {
  std::string id;
  std::string pattern;
  int width = 0;
  int height = 0;
  int bits = 8;
  std::uint32_t seed = 0;
  std::string distortion;
  std::int64_t amount = 0;
  std::uint32_t noiseSeed = 0;
};

namespace golden {

using Pixels = std::vector<std::int64_t>;

inline std::uint32_t hash32(std::uint32_t x, std::uint32_t y, std::uint32_t seed) {
  std::uint32_t h = x * 374761393U + y * 668265263U + seed * 2246822519U;
  h = (h ^ (h >> 13U)) * 1274126177U;
  return h ^ (h >> 16U);
}

/// 16 random bits at a time.
class Lcg16 {
 public:
  explicit Lcg16(std::uint32_t seed) : state_(seed) {}
  std::int64_t next() {
    state_ = state_ * 1664525U + 1013904223U;
    return state_ >> 16U;
  }
  std::int64_t nextFour() {
    std::int64_t sum = 0;
    for (int i = 0; i < 4; ++i) sum += next();
    return sum;
  }

 private:
  std::uint32_t state_;
};

inline std::int64_t texture16(std::uint32_t x, std::uint32_t y, std::uint32_t seed) {
  constexpr std::array<std::int64_t, 7> weights = {1, 1, 2, 4, 8, 16, 32};
  std::int64_t sum = 0;
  for (unsigned k = 0; k < weights.size(); ++k) {
    const std::int64_t cell = std::int64_t{1} << k;
    const std::uint32_t ix = x >> k;
    const std::uint32_t iy = y >> k;
    const std::int64_t fx = x & static_cast<std::uint32_t>(cell - 1);
    const std::int64_t fy = y & static_cast<std::uint32_t>(cell - 1);
    const auto v = [&](std::uint32_t a, std::uint32_t b) -> std::int64_t {
      return hash32(a, b, seed + k) & 0xFFFFU;
    };
    const std::int64_t n = (v(ix, iy) * (cell - fx) * (cell - fy) + v(ix + 1, iy) * fx * (cell - fy) +
                            v(ix, iy + 1) * (cell - fx) * fy + v(ix + 1, iy + 1) * fx * fy) >>
                           (2 * k);
    sum += weights[k] * n;
  }
  return std::clamp<std::int64_t>(2 * ((sum >> 6) - 16384), 0, 65535);
}

inline std::int64_t phantom16(std::int64_t x, std::int64_t y, const GoldenPair& pair) {
  struct Ellipse {
    std::int64_t cx, cy, rx, ry, base;
    int shift;  ///< of the texture; -1: none
  };
  constexpr std::array<Ellipse, 5> ellipses = {{{500, 500, 450, 420, 20000, 4},
                                                {350, 450, 120, 180, 9000, 5},
                                                {660, 450, 100, 150, 42000, 4},
                                                {500, 720, 60, 50, 60000, -1},
                                                {520, 300, 30, 25, 3000, -1}}};
  std::int64_t value = 0;
  for (const Ellipse& e : ellipses) {
    const std::int64_t ux = std::abs((2 * x + 1) * 500 - e.cx * pair.width) * 256 / (e.rx * pair.width);
    const std::int64_t uy = std::abs((2 * y + 1) * 500 - e.cy * pair.height) * 256 / (e.ry * pair.height);
    if (ux * ux + uy * uy > 65536) continue;
    value =
        e.base +
        (e.shift < 0
             ? 0
             : texture16(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), pair.seed) >> e.shift);
  }
  return value;
}

inline std::int64_t chart16(std::int64_t x, std::int64_t y, const GoldenPair& pair) {
  const std::int64_t tile = x * 4 / pair.width + 4 * (y * 4 / pair.height);
  const std::int64_t s = tile / 4;
  switch (tile % 4) {
    case 0:
      return x * 65535 / (pair.width - 1);
    case 1:
      return ((x >> s) + (y >> s)) & 1 ? 52000 : 12000;
    case 2:
      return 4096 * tile;
    default:
      return texture16(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), pair.seed);
  }
}

inline Pixels reference(const GoldenPair& pair) {
  Pixels pixels;
  Lcg16 random(pair.seed);
  for (int y = 0; y < pair.height; ++y)
    for (int x = 0; x < pair.width; ++x) {
      if (pair.pattern == "const") {
        pixels.push_back(pair.seed);
        continue;
      }
      std::int64_t value = 0;
      if (pair.pattern == "texture")
        value = texture16(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), pair.seed);
      else if (pair.pattern == "phantom")
        value = phantom16(x, y, pair);
      else if (pair.pattern == "chart")
        value = chart16(x, y, pair);
      else if (pair.pattern == "lcg")
        value = random.next();
      else
        throw std::invalid_argument("no pattern " + pair.pattern);
      pixels.push_back(value >> (16 - pair.bits));
    }
  return pixels;
}

/// Mean of the window around each pixel, edges held, rounded.
inline Pixels blurred(const GoldenPair& pair, const Pixels& p, int radius) {
  Pixels out;
  const std::int64_t n = (2 * radius + 1) * (2 * radius + 1);
  for (int y = 0; y < pair.height; ++y)
    for (int x = 0; x < pair.width; ++x) {
      std::int64_t sum = n / 2;
      for (int j = y - radius; j <= y + radius; ++j)
        for (int i = x - radius; i <= x + radius; ++i)
          sum += p[static_cast<std::size_t>(std::clamp(j, 0, pair.height - 1) * pair.width +
                                            std::clamp(i, 0, pair.width - 1))];
      out.push_back(sum / n);
    }
  return out;
}

/// A quarter of each pixel and three of its 8 x 8 tile's mean.
inline Pixels blocky(const GoldenPair& pair, const Pixels& p) {
  Pixels out = p;
  const auto at = [&](int x, int y) { return static_cast<std::size_t>(y * pair.width + x); };
  for (int top = 0; top < pair.height; top += 8)
    for (int left = 0; left < pair.width; left += 8) {
      const int bottom = std::min(top + 8, pair.height);
      const int right = std::min(left + 8, pair.width);
      const std::int64_t n = (bottom - top) * (right - left);
      std::int64_t sum = 0;
      for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x) sum += p[at(x, y)];
      const std::int64_t mean = (sum + n / 2) / n;
      for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x) out[at(x, y)] = (p[at(x, y)] + 3 * mean + 2) / 4;
    }
  return out;
}

/// Distortions that look at one pixel at a time.
inline std::function<std::int64_t(std::int64_t pixel, int x, int y)> pointwise(const GoldenPair& pair) {
  const std::int64_t largest = (std::int64_t{1} << pair.bits) - 1;
  const std::int64_t step = std::int64_t{1} << (pair.bits - 8);
  const std::int64_t amount = pair.amount;
  const auto clamped = [largest](std::int64_t v) { return std::clamp<std::int64_t>(v, 0, largest); };
  if (pair.distortion == "noise")
    return [=, random = Lcg16(pair.noiseSeed)](std::int64_t p, int, int) mutable {
      const std::int64_t m = amount * step;
      return clamped(p + ((random.nextFour() * (2 * m + 1)) >> 18) - m);
    };
  if (pair.distortion == "speckle")
    return [=, random = Lcg16(pair.noiseSeed)](std::int64_t p, int, int) mutable {
      const std::int64_t n = ((random.nextFour() * (2 * amount + 1)) >> 18) - amount;
      return clamped((p * (64 + n) + 32) / 64);
    };
  if (pair.distortion == "quant")
    return [=](std::int64_t p, int, int) { return p / (amount * step) * (amount * step); };
  if (pair.distortion == "offset")
    return [=](std::int64_t p, int, int) { return clamped(p + amount * step); };
  if (pair.distortion == "contrast")
    return [=](std::int64_t p, int, int) { return clamped(p * 3 / 4 + 32 * step); };
  if (pair.distortion == "invert") return [=](std::int64_t p, int, int) { return largest - p; };
  if (pair.distortion == "impulse")
    return [=](std::int64_t p, int x, int y) {
      const std::uint32_t h = hash32(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y),
                                     static_cast<std::uint32_t>(amount)) &
                              255U;
      return h < 4 ? 0 : h >= 252 ? largest : p;
    };
  if (pair.distortion == "identical") return [](std::int64_t p, int, int) { return p; };
  throw std::invalid_argument("no distortion " + pair.distortion);
}

inline Pixels distorted(const GoldenPair& pair, const Pixels& p) {
  if (pair.distortion == "blur") return blurred(pair, p, static_cast<int>(pair.amount));
  if (pair.distortion == "block8") return blocky(pair, p);
  if (pair.distortion == "pattern") {
    GoldenPair other = pair;
    other.seed = static_cast<std::uint32_t>(pair.amount);
    return reference(other);
  }
  Pixels out = p;
  if (pair.distortion == "shift") {
    for (std::size_t i = 0; i < p.size(); ++i)
      out[i] = i % static_cast<std::size_t>(pair.width) == 0 ? p[i] : p[i - 1];
    return out;
  }
  const auto point = pointwise(pair);
  for (std::size_t i = 0; i < p.size(); ++i)
    out[i] = point(p[i], static_cast<int>(i) % pair.width, static_cast<int>(i) / pair.width);
  return out;
}

}  // namespace golden

/// Reference and test image.
inline std::pair<core::Image, core::Image> goldenImages(const GoldenPair& pair) {
  const core::ImageFormat format{
      .width = pair.width, .height = pair.height, .frames = 1, .bitsStored = pair.bits};
  const auto image = [&](const golden::Pixels& pixels) {
    return core::Image(format, std::vector<std::uint16_t>(pixels.begin(), pixels.end()));
  };
  const golden::Pixels reference = golden::reference(pair);
  return {image(reference), image(golden::distorted(pair, reference))};
}

}  // namespace trabecula::tests
