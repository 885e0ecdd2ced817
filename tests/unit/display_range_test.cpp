#include "core/analysis/display_range.h"

#include <gtest/gtest.h>

namespace trabecula::core {
namespace {

constexpr std::uint64_t many = 100000;

TEST(DisplayLimit, IsTheLargestMagnitudeWhereNoneStandsFarAbove) {
  EXPECT_EQ(displayLimit(60, 10, many), 60);
  EXPECT_EQ(displayLimit(3, 3, many), 3);
}

TEST(DisplayLimit, LeavesRareOutliersOut) {
  EXPECT_EQ(displayLimit(61, 10, many), 15);
  EXPECT_EQ(displayLimit(4095, 7, many), 11);  // 10.5, rounded up
}

TEST(DisplayLimit, JudgesNothingByAFewValues) {
  EXPECT_EQ(displayLimit(4095, 7, 999), 4095);
  EXPECT_EQ(displayLimit(4095, 7, 1000), 11);
}

}  // namespace
}  // namespace trabecula::core
