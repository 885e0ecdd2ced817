#include "core/analysis/decimate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "core/support/error.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

TEST(DecimateByMagnitude, KeepsTheSignedValueOfLargestMagnitude) {
  const std::vector<std::int32_t> values{1, -4, 0, 0,  //
                                         2, 3,  0, -1};
  const auto map = decimateByMagnitude<std::int32_t>(values, 4, 2, 2, 1);
  EXPECT_EQ(map.width, 2);
  EXPECT_EQ(map.height, 1);
  EXPECT_EQ(map.values, (std::vector<std::int32_t>{-4, -1}));
}

TEST(DecimateByMagnitude, LeavesSmallMapsAlone) {
  const std::vector<std::int32_t> values{5, -6, 7};
  const auto map = decimateByMagnitude<std::int32_t>(values, 3, 1, 512, 512);
  EXPECT_EQ(map.values, values);
  EXPECT_DOUBLE_EQ(map.centreX(0), 0.5);
  EXPECT_DOUBLE_EQ(map.centreX(2), 2.5);
  EXPECT_DOUBLE_EQ(map.centreY(0), 0.5);
}

TEST(DecimateByMagnitude, NeverLosesOneDifferingPixel) {
  const int width = 2000;
  const int height = 1500;
  std::vector<std::int32_t> values(static_cast<std::size_t>(width) * height);
  tests::Lcg random(7);
  for (int attempt = 0; attempt < 20; ++attempt) {
    const std::size_t where = random.below(width * height);
    values[where] = -1;
    const auto map = decimateByMagnitude<std::int32_t>(values, width, height, 512, 256);
    ASSERT_EQ(map.width, 512);
    ASSERT_EQ(map.height, 256);
    EXPECT_EQ(std::count(map.values.begin(), map.values.end(), -1), 1);
    const auto cell = static_cast<std::size_t>(
        std::distance(map.values.begin(), std::find(map.values.begin(), map.values.end(), -1)));
    // The cell lies where the pixel was, to within one cell.
    EXPECT_NEAR(map.centreX(static_cast<int>(cell % 512)), static_cast<double>(where % 2000) + 0.5, 2.0);
    EXPECT_NEAR(map.centreY(static_cast<int>(cell / 512)), static_cast<double>(where / 2000) + 0.5, 3.0);
    values[where] = 0;
  }
}

TEST(DecimateByMagnitude, SurvivesExtremesAndNaN) {
  const std::vector<std::int32_t> integers{std::numeric_limits<std::int32_t>::max(),
                                           std::numeric_limits<std::int32_t>::min()};
  EXPECT_EQ(decimateByMagnitude<std::int32_t>(integers, 2, 1, 1, 1).values.front(),
            std::numeric_limits<std::int32_t>::min());
  const std::vector<float> floats{std::numeric_limits<float>::quiet_NaN(), 0.25F};
  EXPECT_EQ(decimateByMagnitude<float>(floats, 2, 1, 1, 1).values.front(), 0.25F);
  EXPECT_EQ(decimateByMagnitude<float>(floats, 2, 1, 2, 1).values.front(), 0.0F);
}

TEST(DecimateByMagnitude, RefusesSizesThatDoNotMatch) {
  const std::vector<float> values(6);
  EXPECT_THROW(decimateByMagnitude<float>(values, 4, 2, 2, 2), Error);
  EXPECT_THROW(decimateByMagnitude<float>(values, 3, 2, 0, 2), Error);
  EXPECT_THROW(decimateByMagnitude<float>({}, 0, 0, 2, 2), Error);
}

}  // namespace
}  // namespace trabecula::core
