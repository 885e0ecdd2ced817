#include "core/image/window_level.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/image/display_lut.h"

namespace trabecula::core {
namespace {

// PS3.3 C.11.2.1.2.1, the standard's own example: c = 2048, w = 4096 over 0..255.
TEST(WindowFraction, LinearFollowsTheStandardsExample) {
  const VoiWindow window{.centre = 2048, .width = 4096};
  EXPECT_DOUBLE_EQ(windowFraction(window, 0), 0);
  EXPECT_DOUBLE_EQ(windowFraction(window, 4095), 1);
  EXPECT_NEAR(windowFraction(window, 2047.5), 0.5, 1e-12);
}

TEST(WindowFraction, LinearOfWidthOneIsAStep) {
  const VoiWindow window{.centre = 100, .width = 1};
  EXPECT_DOUBLE_EQ(windowFraction(window, 99), 0);
  EXPECT_DOUBLE_EQ(windowFraction(window, 99.5), 0);
  EXPECT_DOUBLE_EQ(windowFraction(window, 100), 1);
}

TEST(WindowFraction, LinearExactSpansCentrePlusMinusHalfWidth) {
  const VoiWindow window{.centre = 0, .width = 100, .function = VoiFunction::LinearExact};
  EXPECT_DOUBLE_EQ(windowFraction(window, -50), 0);
  EXPECT_DOUBLE_EQ(windowFraction(window, 0), 0.5);
  EXPECT_DOUBLE_EQ(windowFraction(window, 50), 1);
  EXPECT_DOUBLE_EQ(windowFraction(window, 25), 0.75);
}

TEST(WindowFraction, SigmoidIsHalfAtTheCentre) {
  const VoiWindow window{.centre = 10, .width = 20, .function = VoiFunction::Sigmoid};
  EXPECT_DOUBLE_EQ(windowFraction(window, 10), 0.5);
  EXPECT_NEAR(windowFraction(window, 20), 1 / (1 + std::exp(-2.0)), 1e-12);
}

class Polarity : public ::testing::TestWithParam<std::tuple<Photometric, bool, double, bool>> {};

/// MONOCHROME1, presentation LUT shape, the user's invert and a negative slope, in every combination.
TEST_P(Polarity, InvertsAfterVoi) {
  const auto [photometric, inverseShape, slope, invert] = GetParam();
  const ImageFormat format{.width = 1, .height = 1, .frames = 1, .bitsStored = 8};
  Presentation presentation;
  presentation.photometric = photometric;
  presentation.inverseShape = inverseShape;
  presentation.modality.slope = slope;
  presentation.modality.intercept = slope < 0 ? 255 : 0;
  // A window on modality values 0..99 only: inversion before VOI would show another part of the range.
  const DisplaySettings settings{
      .window = {.centre = 50, .width = 100}, .voiLut = std::nullopt, .invert = invert};
  const auto lut = displayLut(format, presentation, settings);
  const bool lowBright = (photometric == Photometric::Monochrome1 || inverseShape) != invert;
  const auto greyOfModality = [&](int modality) {
    const int stored = slope < 0 ? 255 - modality : modality;
    return lut[static_cast<std::size_t>(stored)] & 0xFFU;
  };
  EXPECT_EQ(greyOfModality(0), lowBright ? 255U : 0U);
  EXPECT_EQ(greyOfModality(99), lowBright ? 0U : 255U);
  EXPECT_EQ(greyOfModality(200), lowBright ? 0U : 255U);
}

INSTANTIATE_TEST_SUITE_P(
    All, Polarity,
    ::testing::Combine(::testing::Values(Photometric::Monochrome1, Photometric::Monochrome2),
                       ::testing::Bool(), ::testing::Values(1.0, -1.0), ::testing::Bool()));

TEST(DisplayLut, SignedValuesAreIndexedByDisplacement) {
  const ImageFormat format{.width = 1, .height = 1, .frames = 1, .bitsStored = 12, .isSigned = true};
  const DisplaySettings settings{
      .window = {.centre = 0, .width = 4096}, .voiLut = std::nullopt, .invert = false};
  const auto lut = displayLut(format, {}, settings);
  ASSERT_EQ(lut.size(), 4096U);
  EXPECT_EQ(lut.front(), 0xFF000000U);
  EXPECT_EQ(lut.back(), 0xFFFFFFFFU);
}

TEST(DisplayLut, VoiLutReplacesTheWindowAndRepeatsItsEnds) {
  const ImageFormat format{.width = 1, .height = 1, .frames = 1, .bitsStored = 8};
  Presentation presentation;
  presentation.voiLuts.push_back(
      {.firstMapped = 10, .outputBits = 8, .entries = {0, 255}, .explanation = "step"});
  const auto lut = displayLut(format, presentation, {.window = {}, .voiLut = 0, .invert = false});
  EXPECT_EQ(lut[0], 0xFF000000U);
  EXPECT_EQ(lut[10], 0xFF000000U);
  EXPECT_EQ(lut[11], 0xFFFFFFFFU);
  EXPECT_EQ(lut[255], 0xFFFFFFFFU);
}

TEST(DisplayLut, PaddingIsBlackWhateverThePolarity) {
  const ImageFormat format{.width = 1, .height = 1, .frames = 1, .bitsStored = 8};
  Presentation presentation;
  presentation.photometric = Photometric::Monochrome1;
  presentation.padding = PaddingRange{.low = 0, .high = 3};
  const auto lut = displayLut(format, presentation,
                              {.window = {.centre = 128, .width = 256}, .voiLut = {}, .invert = false});
  EXPECT_EQ(lut[3], 0xFF000000U);
  EXPECT_GT(lut[4], 0xFFF00000U);
}

TEST(AutoWindow, LeavesPaddingAndOutliersOut) {
  std::vector<std::uint16_t> samples(10000, 0);
  for (std::size_t i = 0; i < samples.size(); ++i)
    if (i >= 2000) samples[i] = static_cast<std::uint16_t>(1000 + i % 1000);
  samples.back() = 60000;
  Presentation presentation;
  presentation.padding = PaddingRange{.low = 0, .high = 0};
  const Image image({.width = 100, .height = 100, .frames = 1, .bitsStored = 16}, std::move(samples),
                    presentation);
  const VoiWindow window = autoWindow(image, 0);
  EXPECT_NEAR(window.centre, 1500, 10);
  EXPECT_NEAR(window.width, 990, 20);
}

TEST(AutoWindow, OfAConstantImageIsUsable) {
  const Image image({.width = 4, .height = 4, .frames = 1, .bitsStored = 12},
                    std::vector<std::uint16_t>(16, 77));
  EXPECT_GE(autoWindow(image, 0).width, 1);
}

TEST(WindowEnds, AreTheLastBlackAndTheFirstWhiteValue) {
  for (const VoiFunction function : {VoiFunction::Linear, VoiFunction::LinearExact}) {
    const VoiWindow window = windowFromEnds({-120, 431}, function);
    EXPECT_EQ(window.function, function);
    EXPECT_DOUBLE_EQ(windowEnds(window).low, -120);
    EXPECT_DOUBLE_EQ(windowEnds(window).high, 431);
    EXPECT_EQ(windowFraction(window, -120), 0);
    EXPECT_GT(windowFraction(window, -119), 0);
    EXPECT_LT(windowFraction(window, 430), 1);
    EXPECT_NEAR(windowFraction(window, 431), 1, 1e-12);
  }
}

TEST(WindowEnds, OfASigmoidAreHalfAWidthAway) {
  const VoiWindow window = windowFromEnds({0, 200}, VoiFunction::Sigmoid);
  EXPECT_DOUBLE_EQ(window.centre, 100);
  EXPECT_NEAR(windowFraction(window, 0), 0.119, 5e-4);
}

TEST(WindowEnds, NeverGiveAWindowThatIsTooNarrow) {
  EXPECT_DOUBLE_EQ(windowFromEnds({50, 50}, VoiFunction::Linear).width, 1);
  EXPECT_GT(windowFromEnds({50, 40}, VoiFunction::LinearExact).width, 0);
}

TEST(RegionWindow, SeesOnlyTheRegion) {
  const ImageFormat format{.width = 4, .height = 2, .frames = 1, .bitsStored = 12};
  const Image image(format, {1, 2, 900, 950, 3, 4, 910, 960});
  const VoiWindow window = regionWindow(image, 0, {.left = 2, .top = 0, .width = 2, .height = 2});
  EXPECT_DOUBLE_EQ(windowEnds(window).low, 900);
  EXPECT_DOUBLE_EQ(windowEnds(window).high, 960);
  // Clipped to the image; the whole of it where nothing is left.
  const VoiWindow clipped = regionWindow(image, 0, {.left = 3, .top = -5, .width = 2000000000, .height = 6});
  EXPECT_DOUBLE_EQ(windowEnds(clipped).low, 950);
  EXPECT_DOUBLE_EQ(windowEnds(clipped).high, 950);
  EXPECT_DOUBLE_EQ(windowEnds(regionWindow(image, 0, {.left = 9, .top = 9, .width = 2, .height = 2})).low, 1);
}

}  // namespace
}  // namespace trabecula::core
