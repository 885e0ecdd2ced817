#include "widgets/surface/surface_scene.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "core/support/error.h"
#include "core/support/file_io.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"
#include "widgets/surface/axis_ticks.h"
#include "widgets/surface/display_probe.h"

namespace trabecula::widgets {
namespace {

SurfaceField fieldOf(const std::vector<std::int32_t>& values, int width, int height) {
  return {.width = width,
          .height = height,
          .values = std::span<const std::int32_t>(values),
          .title = "Reconstruction residual",
          .units = "stored units",
          .originX = 0,
          .originY = 0,
          .colours = SurfaceColours::Diverging,
          .fullScale = {}};
}

bool hasDisplay() {
  try {
    requireDisplayWithOpenGl();
    return true;
  } catch (const core::Error&) {
    return false;
  }
}

TEST(AxisTicks, AreRoundNumbersWithinTheRange) {
  EXPECT_EQ(axisTicks(0, 10, 6, true), (std::vector<double>{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(axisTicks(-1, 1, 9, true), (std::vector<double>{-1, 0, 1}));
  EXPECT_EQ(axisTicks(-1, 1, 5, false), (std::vector<double>{-1, -0.5, 0, 0.5, 1}));
  EXPECT_EQ(axisTicks(412, 668, 4, true), (std::vector<double>{500, 600}));
  EXPECT_EQ(axisTicks(3, 3, 4, true), (std::vector<double>{3}));
  EXPECT_TRUE(axisTicks(3, 2, 4, true).empty());
  EXPECT_EQ(tickText(-0.0), "0");
  EXPECT_EQ(tickText(0.25), "0.25");
  EXPECT_EQ(tickText(-40000), "-40000");
}

TEST(AxisTicks, NeverExceedTheirNumber) {
  for (double span = 0.001; span < 1e6; span *= 1.37)
    for (int count = 2; count < 12; ++count) {
      const auto ticks = axisTicks(-span / 3, span, count, false);
      ASSERT_LE(ticks.size(), static_cast<std::size_t>(count)) << span;
      for (const double tick : ticks) {
        ASSERT_GE(tick, -span / 3 - 1e-9 * span);
        ASSERT_LE(tick, span * (1 + 1e-9));
      }
    }
}

TEST(SurfaceScene, CutsHeightsOnlyBesideManyOthers) {
  tests::Lcg random(3);
  std::vector<std::int32_t> values(128 * 128);
  for (auto& value : values) value = static_cast<std::int32_t>(random.below(41)) - 20;
  values[0] = 3000;  // the first pixel of a prediction residual
  SurfaceScene scene;
  scene.setField(fieldOf(values, 128, 128));
  EXPECT_EQ(scene.fullScale(), 30);
  // A few values are all there is to see: none is cut.
  std::fill(values.begin(), values.end(), 0);
  values[0] = 3000;
  values[99] = 1;
  scene.setField(fieldOf(values, 128, 128));
  EXPECT_EQ(scene.fullScale(), 3000);
  SurfaceField field = fieldOf(values, 128, 128);
  field.fullScale = 50;
  scene.setField(field);
  EXPECT_EQ(scene.fullScale(), 50);
  scene.clear();
  EXPECT_TRUE(scene.isEmpty());
  EXPECT_EQ(scene.pointColumns(), 0);
}

TEST(SurfaceScene, DrawsIntoAPngFile) {
  if (!hasDisplay()) GTEST_SKIP() << "no X display with OpenGL 3.2";
  std::vector<std::int32_t> values(200 * 100);
  values[100 * 100] = 7;
  SurfaceScene scene;
  scene.setField(fieldOf(values, 200, 100));
  const tests::TemporaryFolder folder;
  scene.renderToPng(folder / "surface.png", 400, 300);
  const auto bytes = core::readFile(folder / "surface.png");
  ASSERT_GT(bytes.size(), 1000U);
  EXPECT_EQ(bytes[1], std::byte{'P'});

  const RgbPicture picture = scene.renderToRgb(400, 300);
  ASSERT_EQ(picture.pixels.size(), 400U * 300U * 3U);
  // Orange left of the colour bar: the spike. Top left is the title, light grey; the corner below is black.
  int orange = 0;
  for (std::size_t y = 0; y < 300; ++y)
    for (std::size_t x = 0; x < 290; ++x) {
      const std::uint8_t* const pixel = &picture.pixels[3 * (y * 400 + x)];
      if (pixel[0] > pixel[2] + 40) ++orange;
    }
  EXPECT_GT(orange, 20);
  EXPECT_EQ(picture.pixels[3 * (299 * 400)], 0);
}

TEST(SurfaceScene, SaysInOneLineThatThereIsNoDisplay) {
  if (hasDisplay()) GTEST_SKIP() << "there is a display";
  const std::vector<std::int32_t> values(64);
  SurfaceScene scene;
  scene.setField(fieldOf(values, 8, 8));
  const tests::TemporaryFolder folder;
  try {
    scene.renderToPng(folder / "surface.png", 400, 300);
    FAIL() << "drew without a display";
  } catch (const core::Error& error) {
    EXPECT_EQ(error.category(), core::ErrorCategory::Unsupported);
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "surface.png"));
}

TEST(SurfaceScene, RefusesAbsurdPictureSizes) {
  SurfaceScene scene;
  EXPECT_THROW(scene.renderToRgb(10, 300), core::Error);
  EXPECT_THROW(scene.renderToRgb(300, 100000), core::Error);
}

}  // namespace
}  // namespace trabecula::widgets
