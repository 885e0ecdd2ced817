#include <gtest/gtest.h>

#include <cmath>

#include "core/metrics/metric.h"
#include "core/support/error.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

double number(const std::string& id, const Image& a, const Image& b) {
  JobContext context;
  return std::get<double>(findMetric(id)->compute(a, b, context));
}

const ImageFormat small{.width = 16, .height = 16, .frames = 1, .bitsStored = 12};

Image constant(std::uint16_t value) {
  return {small, std::vector<std::uint16_t>(256, value)};
}

TEST(Metrics, ErrorsOfAConstantOffset) {
  EXPECT_DOUBLE_EQ(number("mse", constant(100), constant(103)), 9);
  EXPECT_DOUBLE_EQ(number("mae", constant(103), constant(100)), 3);
  EXPECT_DOUBLE_EQ(number("max_abs_error", constant(100), constant(103)), 3);
  EXPECT_DOUBLE_EQ(number("psnr", constant(100), constant(103)), 10 * std::log10(4095.0 * 4095.0 / 9));
}

TEST(Metrics, PsnrOfIdenticalImagesIsInfinite) {
  JobContext context;
  const auto value = findMetric("psnr")->compute(constant(1), constant(1), context);
  ASSERT_TRUE(std::holds_alternative<Infinite>(value));
  EXPECT_EQ(std::get<Infinite>(value).reason, "identical images");
}

TEST(Metrics, SsimOfConstantsIsItsLuminanceTerm) {
  const double c1 = (0.01 * 4095) * (0.01 * 4095);
  const double expected = (2 * 100.0 * 200.0 + c1) / (100.0 * 100.0 + 200.0 * 200.0 + c1);
  EXPECT_NEAR(number("ssim", constant(100), constant(200)), expected, 1e-9);
  EXPECT_EQ(number("ssim", constant(100), constant(100)), 1);
}

TEST(Metrics, SsimSaysWhyItIsUndefined) {
  const Image tiny({.width = 10, .height = 40}, std::vector<std::uint16_t>(400, 3));
  JobContext context;
  const auto value = findMetric("ssim")->compute(tiny, tiny, context);
  ASSERT_TRUE(std::holds_alternative<Undefined>(value));
  EXPECT_EQ(std::get<Undefined>(value).reason, "not defined for images smaller than 11 x 11");
}

TEST(Metrics, RefusesImagesThatDiffer) {
  JobContext context;
  const Image other({.width = 16, .height = 16, .frames = 1, .bitsStored = 13},
                    std::vector<std::uint16_t>(256, 3));
  EXPECT_THROW(computeMetrics(constant(3), other, {}, context), Error);
  EXPECT_THROW(computeMetrics(constant(3), constant(3), {"no-such"}, context), Error);
}

TEST(Metrics, SignedImagesGiveTheSameValuesAsShiftedOnes) {
  const ImageFormat plain{.width = 190, .height = 180, .frames = 1, .bitsStored = 10};
  ImageFormat withSign = plain;
  withSign.isSigned = true;
  const auto shifted = [&](const Image& image) {
    std::vector<std::uint16_t> samples;
    for (const auto sample : image.samples()) samples.push_back(withSign.sampleOf(sample - 512));
    return Image(withSign, std::move(samples));
  };
  const Image a = tests::seededImage(plain, 1);
  const Image b = tests::seededImage(plain, 2);
  // Prediction starts from 0, which is another grey for signed images.
  for (const Metric& metric : metrics()) {
    if (metric.id.starts_with("entropy_med")) continue;
    EXPECT_NEAR(number(metric.id, a, b), number(metric.id, shifted(a), shifted(b)), 1e-9) << metric.id;
  }
}

TEST(Metrics, CanBeCancelled) {
  CancelToken token;
  token.cancel();
  JobContext context(token, {});
  EXPECT_THROW(computeMetrics(constant(1), constant(2), {}, context), Error);
}

}  // namespace
}  // namespace trabecula::core
