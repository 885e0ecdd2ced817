#include "core/support/decimal_text.h"

#include <gtest/gtest.h>

#include "tests/support/comma_locale.h"

namespace trabecula::core {
namespace {

TEST(DecimalTextTest, WritesNumbersAsPrintfDoesInTheCLocale) {
  EXPECT_EQ(fixedText(2.5, 2), "2.50");
  EXPECT_EQ(fixedText(-0.004, 2), "-0.00");
  EXPECT_EQ(fixedText(595, 0), "595");
  EXPECT_EQ(fixedText(1e308, 2).size(), 312U);
  EXPECT_EQ(significantText(0.125, 10), "0.125");
  EXPECT_EQ(significantText(1.0 / 3, 4), "0.3333");
  EXPECT_EQ(significantText(1e20, 6), "1e+20");
}

TEST(DecimalTextTest, KeepsThePointInALocaleOfCommas) {
  const tests::CommaLocale locale;
  if (!locale.isActive()) GTEST_SKIP() << "localedef made no locale here";
  EXPECT_EQ(fixedText(2.5, 2), "2.50");
  EXPECT_EQ(significantText(0.125, 10), "0.125");
}

}  // namespace
}  // namespace trabecula::core
