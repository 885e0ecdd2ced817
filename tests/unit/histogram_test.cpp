#include "core/image/histogram.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace trabecula::core
