#include "core/image/colour_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace trabecula::core {
namespace {

struct Linear {
  double red;
  double green;
  double blue;
};

double decoded(std::uint8_t code) {
  const double v = code / 255.0;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

Linear linear(Rgb colour) {
  return {decoded(colour.red), decoded(colour.green), decoded(colour.blue)};
}

/// CIE L* of a colour, 0..100.
double lightness(Rgb colour) {
  const Linear c = linear(colour);
  const double y = 0.2126 * c.red + 0.7152 * c.green + 0.0722 * c.blue;
  return y > 216.0 / 24389 ? 116 * std::cbrt(y) - 16 : y * 24389 / 27;
}

/// CIELAB (D65) distance.
double difference(const Linear& a, const Linear& b) {
  const auto lab = [](const Linear& c) {
    const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    const double x = f((0.4124 * c.red + 0.3576 * c.green + 0.1805 * c.blue) / 0.9505);
    const double y = f(0.2126 * c.red + 0.7152 * c.green + 0.0722 * c.blue);
    const double z = f((0.0193 * c.red + 0.1192 * c.green + 0.9505 * c.blue) / 1.089);
    return std::array<double, 3>{116 * y - 16, 500 * (x - y), 200 * (y - z)};
  };
  const auto p = lab(a);
  const auto q = lab(b);
  return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/// G. M. Machado et al., "A physiologically-based model for simulation of color vision deficiency", IEEE TVCG
/// 15 (2009), severity 1.
using Matrix = std::array<std::array<double, 3>, 3>;
constexpr Matrix protanopia{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix deuteranopia{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};

Linear seenBy(const Matrix& m, Rgb colour) {
  const Linear c = linear(colour);
  const auto row = [&](std::size_t i) {
    return std::clamp(m[i][0] * c.red + m[i][1] * c.green + m[i][2] * c.blue, 0.0, 1.0);
  };
  return {row(0), row(1), row(2)};
}

TEST(DivergingColours, AreBlackAtZeroAndRiseAlikeOnBothSides) {
  const auto& colours = divergingColours();
  EXPECT_EQ(colours[128], Rgb{});
  for (std::size_t i = 1; i < 128; ++i) {
    EXPECT_NEAR(lightness(colours[128 - i]), lightness(colours[128 + i]), 0.8) << i;
    EXPECT_GT(lightness(colours[128 + i]), lightness(colours[127 + i]) - 0.2) << i;
    EXPECT_GT(lightness(colours[128 - i]), lightness(colours[129 - i]) - 0.2) << i;
  }
  for (std::size_t i = 0; i + 4 < 128; ++i) {
    EXPECT_GT(lightness(colours[132 + i]), lightness(colours[128 + i])) << i;
    EXPECT_GT(lightness(colours[124 - i]), lightness(colours[128 - i])) << i;
  }
  EXPECT_GT(lightness(colours[255]), 85);
}

TEST(DivergingColours, KeepTheSignsApartForColourBlindReaders) {
  const auto& colours = divergingColours();
  for (const std::size_t offset : {32U, 64U, 96U, 127U}) {
    const Rgb negative = colours[128 - offset];
    const Rgb positive = colours[128 + offset];
    EXPECT_GT(difference(linear(negative), linear(positive)), 40) << offset;
    EXPECT_GT(difference(seenBy(protanopia, negative), seenBy(protanopia, positive)), 35) << offset;
    EXPECT_GT(difference(seenBy(deuteranopia, negative), seenBy(deuteranopia, positive)), 35) << offset;
  }
}

TEST(SequentialColours, RiseStrictlyInEvenSteps) {
  const auto& colours = sequentialColours();
  for (std::size_t i = 1; i < colours.size(); ++i) {
    EXPECT_GT(lightness(colours[i]), lightness(colours[i - 1])) << i;
  }
  double least = 1e9;
  double most = 0;
  for (std::size_t i = 0; i + 16 < colours.size(); i += 16) {
    const double step = difference(linear(colours[i]), linear(colours[i + 16]));
    least = std::min(least, step);
    most = std::max(most, step);
  }
  EXPECT_LT(most, 2.2 * least);
}

TEST(ColourOf, ShowsOneStoredUnitAtAnyLimit) {
  for (const ColourScale scale : {ColourScale::Linear, ColourScale::SignedLog}) {
    for (const double limit : {1.0, 100.0, 65535.0}) {
      EXPECT_EQ(colourOf(0, limit, scale), Rgb{});
      EXPECT_GT(lightness(colourOf(1, limit, scale)), 25);
      EXPECT_GT(lightness(colourOf(-1, limit, scale)), 25);
      EXPECT_EQ(colourOf(limit, limit, scale), divergingColours()[255]);
      EXPECT_EQ(colourOf(-2 * limit, limit, scale), divergingColours()[1]);
    }
  }
}

TEST(ColourOf, SpreadsSmallValuesOnTheLogarithmicScale) {
  const auto at = [](double value, ColourScale scale) { return lightness(colourOf(value, 4095, scale)); };
  EXPECT_GT(at(10, ColourScale::SignedLog) - at(1, ColourScale::SignedLog), 8);
  EXPECT_LT(at(10, ColourScale::Linear) - at(1, ColourScale::Linear), 2);
  EXPECT_EQ(colourOf(3, 0, ColourScale::Linear), divergingColours()[255]);
}

}  // namespace
}  // namespace trabecula::core
