#include "core/analysis/residual.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/support/error.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

TEST(MedianEdgeResidual, FollowsThePredictorByHand) {
  // Rows {10, 12}, {11, 20}: first pixel whole, first row from the left, first column from above, then
  // left 11, up 12, upper left 10 <= min: prediction max(11, 12).
  const Image image({.width = 2, .height = 2}, {10, 12, 11, 20});
  EXPECT_EQ(medianEdgeResidual(image, 0).values, (std::vector<std::int32_t>{10, 2, 1, 8}));
}

TEST(MedianEdgeResidual, RestoresTheImage) {
  const Image image =
      tests::seededImage({.width = 33, .height = 21, .frames = 2, .bitsStored = 14, .isSigned = true});
  const ResidualMap map = medianEdgeResidual(image, 1);
  // Decoding by the same rule from the residuals alone must give the values back.
  std::vector<std::int32_t> values(map.values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t x = i % 33;
    const std::int32_t left = x > 0 ? values[i - 1] : 0;
    const std::int32_t up = i >= 33 ? values[i - 33] : 0;
    std::int32_t prediction = i < 33 ? left : up;
    if (i >= 33 && x > 0)
      prediction = std::clamp(left + up - values[i - 34], std::min(left, up), std::max(left, up));
    values[i] = map.values[i] + prediction;
    ASSERT_EQ(values[i], image.format().storedValue(image.frameSamples(1)[i]));
  }
}

TEST(ReconstructionResidual, IsSignedOriginalMinusDecoded) {
  const Image a({.width = 2, .height = 1}, {5, 250});
  const Image b({.width = 2, .height = 1}, {7, 0});
  EXPECT_EQ(reconstructionResidual(a, b, 0).values, (std::vector<std::int32_t>{-2, 250}));
  const Image other({.width = 1, .height = 2}, {7, 0});
  EXPECT_THROW(reconstructionResidual(a, other, 0), Error);
}

TEST(ResidualStatistics, OfKnownValues) {
  const ResidualMap map{.width = 4, .height = 1, .values = {-3, 0, 0, 1}, .title = {}};
  const ResidualStatistics statistics = residualStatistics(map);
  EXPECT_EQ(statistics.nonZero, 2U);
  EXPECT_EQ(statistics.minimum, -3);
  EXPECT_EQ(statistics.maximum, 1);
  EXPECT_EQ(statistics.largestMagnitude(), 3);
  EXPECT_DOUBLE_EQ(statistics.mean, -0.5);
  EXPECT_DOUBLE_EQ(statistics.standardDeviation, 1.5);
  EXPECT_DOUBLE_EQ(statistics.entropyBits, 1.5);
}

TEST(LargestMagnitude, LooksAtBothSigns) {
  EXPECT_EQ(largestMagnitude({.width = 3, .height = 1, .values = {2, -7, 5}, .title = {}}), 7);
  EXPECT_EQ(largestMagnitude({.width = 3, .height = 1, .values = {2, -4, 5}, .title = {}}), 5);
  EXPECT_EQ(largestMagnitude({}), 0);
}

TEST(ResidualCounts, OfARegionSeeOnlyIt) {
  const ResidualMap map{.width = 3, .height = 2, .values = {-5, 1, 2, 9, 1, 3}, .title = {}};
  EXPECT_EQ(residualCounts(map).total, 6U);
  const Histogram part = residualCounts(map, {.left = 1, .top = 0, .width = 9, .height = 9});
  EXPECT_EQ(part.minValue, 1);
  EXPECT_EQ(part.counts, (std::vector<std::uint64_t>{2, 1, 1}));
  EXPECT_EQ(part.total, 4U);
  EXPECT_EQ(residualCounts({}).total, 0U);
}

}  // namespace
}  // namespace trabecula::core
