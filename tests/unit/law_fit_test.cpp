#include "core/analysis/law_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace trabecula::core {
namespace {

/// A million values of a law around 3.25, from its distribution function.
Histogram sampleOf(const std::function<double(double)>& distribution) {
  Histogram histogram{.minValue = -1000, .counts = {}, .total = 0};
  for (int value = -1000; value <= 1000; ++value) {
    const double share = distribution(value + 0.5 - 3.25) - distribution(value - 0.5 - 3.25);
    histogram.counts.push_back(static_cast<std::uint64_t>(std::llround(1e6 * share)));
    histogram.total += histogram.counts.back();
  }
  return histogram;
}

double laplace(double x, double scale) {
  return x < 0 ? std::exp(x / scale) / 2 : 1 - std::exp(-x / scale) / 2;
}
double logistic(double x, double scale) {
  return 1 / (1 + std::exp(-x / scale));
}

TEST(LawFit, FindsTheLawThatMadeTheValues) {
  for (const double scale : {0.4, 3.0, 40.0}) {
    const Histogram histogram = sampleOf([&](double x) { return laplace(x, scale); });
    const auto fits = fitLaws(histogram);
    ASSERT_TRUE(fits);
    EXPECT_NEAR(fits->laplace.location, 3.25, 0.02 * scale + 0.01);
    EXPECT_NEAR(fits->laplace.scale, scale, 0.01 * scale);
    const double entropy = histogramStatistics(histogram).entropyBits;
    EXPECT_NEAR(fits->laplace.bits, entropy, 2e-3);
    EXPECT_GT(fits->logistic.bits, fits->laplace.bits);
  }
  for (const double scale : {0.4, 3.0, 40.0}) {
    const Histogram histogram = sampleOf([&](double x) { return logistic(x, scale); });
    const auto fits = fitLaws(histogram);
    ASSERT_TRUE(fits);
    EXPECT_NEAR(fits->logistic.location, 3.25, 0.02 * scale + 0.01);
    EXPECT_NEAR(fits->logistic.scale, scale, 0.01 * scale);
    EXPECT_NEAR(fits->logistic.bits, histogramStatistics(histogram).entropyBits, 2e-3);
    EXPECT_GT(fits->laplace.bits, fits->logistic.bits);
  }
}

TEST(LawFit, SharesSumToOne) {
  for (const LawFit& law : {LawFit{0.3, 0.05, 0}, LawFit{-2.5, 1, 0}, LawFit{0, 20, 0}}) {
    double ofLaplace = 0;
    double ofLogistic = 0;
    for (int value = -2000; value <= 2000; ++value) {
      ofLaplace += laplaceShare(law, value);
      ofLogistic += logisticShare(law, value);
    }
    EXPECT_NEAR(ofLaplace, 1, 1e-9);
    EXPECT_NEAR(ofLogistic, 1, 1e-9);
  }
}

TEST(LawFit, NeverNeedsFewerBitsThanTheEntropy) {
  // Nothing like either law, and an outlier further off than a double can hold the probability of.
  const Histogram histogram{.minValue = 0, .counts = {5, 0, 0, 90, 1, 1, 40}, .total = 138};
  Histogram far{.minValue = 0, .counts = std::vector<std::uint64_t>(100001), .total = 1000001};
  far.counts[0] = 1000000;
  far.counts[100000] = 1;
  for (const Histogram& counted : {histogram, far}) {
    const auto fits = fitLaws(counted);
    ASSERT_TRUE(fits);
    const double entropy = histogramStatistics(counted).entropyBits;
    for (const LawFit& fit : {fits->laplace, fits->logistic}) {
      EXPECT_GE(fit.bits, entropy);
      EXPECT_TRUE(std::isfinite(fit.bits));
    }
  }
}

TEST(LawFit, OneValueHasNoLaw) {
  EXPECT_FALSE(fitLaws({}));
  EXPECT_FALSE(fitLaws({.minValue = 7, .counts = {12}, .total = 12}));
}

}  // namespace
}  // namespace trabecula::core
