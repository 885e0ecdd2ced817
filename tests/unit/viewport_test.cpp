#include "core/image/viewport.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

Image rampImage(int width, int height) {
  std::vector<std::uint16_t> samples;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) samples.push_back(static_cast<std::uint16_t>(x * 10 + y * 100));
  return {{.width = width, .height = height, .frames = 1, .bitsStored = 16}, std::move(samples)};
}

TEST(CoveredPixels, IsTheImageClippedToThePane) {
  EXPECT_EQ(coveredPixels({.width = 100, .height = 50, .originX = -10, .originY = -5, .zoom = 2}, 20, 30),
            (ScreenRect{20, 10, 60, 50}));
  EXPECT_TRUE(
      coveredPixels({.width = 100, .height = 50, .originX = 40, .originY = 0, .zoom = 1}, 20, 30).isEmpty());
}

TEST(ResampleGrey, IsACopyAtHundredPercent) {
  const Image image = rampImage(8, 6);
  const auto plane = resampleGrey(image, 0, {.width = 8, .height = 6, .originX = 0, .originY = 0, .zoom = 1});
  EXPECT_TRUE(std::ranges::equal(plane.values, image.samples()));
}

TEST(ResampleGrey, ShowsSquaresFromTwoHundredPercent) {
  const auto plane =
      resampleGrey(rampImage(4, 4), 0, {.width = 12, .height = 12, .originX = 0, .originY = 0, .zoom = 3});
  EXPECT_EQ(plane.values[0], 0);
  EXPECT_EQ(plane.values[2], 0);
  EXPECT_EQ(plane.values[3], 10);
  EXPECT_EQ(plane.values[3 * 12], 100);
}

TEST(ResampleGrey, AveragesAreasBelowHundredPercent) {
  const auto plane =
      resampleGrey(rampImage(4, 4), 0, {.width = 2, .height = 2, .originX = 0, .originY = 0, .zoom = 0.5});
  // Mean of {0, 10, 100, 110}.
  EXPECT_EQ(plane.values[0], 55);
  EXPECT_EQ(plane.values[3], 55 + 20 + 200);
}

TEST(ResampleGrey, KeepsTheMeanAtOddZooms) {
  const Image image = tests::noiseImage({.width = 301, .height = 203, .frames = 1, .bitsStored = 16});
  double mean = 0;
  for (const auto sample : image.samples()) mean += sample;
  mean /= static_cast<double>(image.samples().size());
  for (const double zoom : {0.9, 0.37, 0.05, 0.003}) {
    const auto plane =
        resampleGrey(image, 0, {.width = 400, .height = 400, .originX = 0, .originY = 0, .zoom = zoom});
    ASSERT_FALSE(plane.values.empty()) << zoom;
    double resampled = 0;
    for (const auto value : plane.values) resampled += value;
    EXPECT_NEAR(resampled / static_cast<double>(plane.values.size()), mean, mean * 0.02) << zoom;
  }
}

TEST(ResampleGrey, AveragesSignedValuesNotTheirBits) {
  const ImageFormat format{.width = 2, .height = 1, .frames = 1, .bitsStored = 16, .isSigned = true};
  const Image image(format, {format.sampleOf(-2), format.sampleOf(2)});
  const auto plane =
      resampleGrey(image, 0, {.width = 1, .height = 1, .originX = 0, .originY = 0, .zoom = 0.5});
  ASSERT_EQ(plane.values.size(), 1U);
  EXPECT_EQ(plane.values[0] + format.minValue(), 0);
}

TEST(ResampleByMagnitude, OneDifferingPixelNeverVanishes) {
  const int width = 1000;
  const int height = 700;
  for (const std::size_t position : {std::size_t{0}, std::size_t{123456}, std::size_t{699999}}) {
    std::vector<std::int32_t> values(static_cast<std::size_t>(width) * height, 0);
    values[position] = -1;
    for (const double zoom : {0.9, 0.31, 0.1, 0.013}) {
      const auto plane = resampleByMagnitude(
          values, width, height, {.width = 1000, .height = 700, .originX = 0, .originY = 0, .zoom = zoom});
      EXPECT_GE(std::ranges::count(plane.values, -1), 1) << "pixel " << position << " at zoom " << zoom;
    }
  }
}

TEST(ResampleColour, KeepsChannelsApart) {
  const std::vector<std::uint16_t> rgb = {255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30};
  const Image image = imageFromColour({.width = 4, .height = 1}, rgb);
  const auto plane =
      resampleColour(image, 0, {.width = 4, .height = 1, .originX = 0, .originY = 0, .zoom = 1});
  EXPECT_EQ(plane.values, (std::vector<std::uint32_t>{0xFFFF0000, 0xFF00FF00, 0xFF0000FF, 0xFF0A141E}));
}

TEST(ResampleColour, AveragesEachChannelBelowHundredPercent) {
  const std::vector<std::uint16_t> rgb = {0, 10, 200, 4, 20, 220, 8, 30, 240, 12, 40, 0};
  const Image image = imageFromColour({.width = 4, .height = 1}, rgb);
  const auto plane =
      resampleColour(image, 0, {.width = 2, .height = 1, .originX = 0, .originY = 0, .zoom = 0.5});
  EXPECT_EQ(plane.values, (std::vector<std::uint32_t>{0xFF020FD2, 0xFF0A2378}));
}

}  // namespace
}  // namespace trabecula::core
