#include "core/image/histogram.h"

#include <gtest/gtest.h>

#include <cmath>

namespace trabecula::core {
namespace {

TEST(Histogram, CountsSignedValuesInOrder) {
  const ImageFormat format{.width = 4, .height = 1, .frames = 1, .bitsStored = 10, .isSigned = true};
  const Image image(format,
                    {format.sampleOf(-512), format.sampleOf(-1), format.sampleOf(-1), format.sampleOf(511)});
  const Histogram histogram = storedHistogram(image, 0);
  EXPECT_EQ(histogram.minValue, -512);
  EXPECT_EQ(histogram.counts.front(), 1U);
  EXPECT_EQ(histogram.counts[511], 2U);
  EXPECT_EQ(histogram.counts.back(), 1U);
  EXPECT_EQ(histogram.distinctValues(), 3U);
  EXPECT_EQ(histogram.percentile(0), -512);
  EXPECT_EQ(histogram.percentile(0.5), -1);
  EXPECT_EQ(histogram.percentile(1), 511);
}

TEST(Histogram, KeepsPaddingWhereThereIsNothingElse) {
  Presentation presentation;
  presentation.padding = PaddingRange{.low = 0, .high = 0};
  const Image image({.width = 2, .height = 1}, {0, 0}, presentation);
  EXPECT_EQ(storedHistogram(image, 0).total, 2U);
}

TEST(HistogramStatistics, AgreeWithTheDefinitions) {
  // -1, -1, 0, 2: mean 0, variance 6/4, entropy 0.5 * 1 + 2 * 0.25 * 2 = 1.5 bit.
  const Histogram histogram{.minValue = -2, .counts = {0, 2, 1, 0, 1, 0}, .total = 4};
  const HistogramStatistics statistics = histogramStatistics(histogram);
  EXPECT_EQ(statistics.count, 4U);
  EXPECT_EQ(statistics.minimum, -1);
  EXPECT_EQ(statistics.maximum, 2);
  EXPECT_DOUBLE_EQ(statistics.mean, 0);
  EXPECT_DOUBLE_EQ(statistics.standardDeviation, std::sqrt(1.5));
  EXPECT_DOUBLE_EQ(statistics.entropyBits, 1.5);
  EXPECT_EQ(histogramStatistics({}).count, 0U);
}

}  // namespace
}  // namespace trabecula::core
