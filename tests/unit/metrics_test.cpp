#include <gtest/gtest.h>

#include <algorithm>
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

TEST(Metrics, IwSsimIsUndefinedWhereNoPixelHasAnyWeight) {
  // All there is to see lies in the corner that the weights do not reach.
  const ImageFormat format{.width = 176, .height = 176};
  std::vector<std::uint16_t> samples(format.pixels(), 0);
  samples.back() = 255;
  const Image reference(format, samples);
  samples.back() = 200;
  JobContext context;
  const MetricValue value = findMetric("iwssim")->compute(reference, Image(format, samples), context);
  ASSERT_TRUE(std::holds_alternative<Undefined>(value));
  EXPECT_EQ(std::get<Undefined>(value).reason, "not defined: no information at one of the five scales");
}

TEST(Metrics, NqmIsUndefinedWhereItSeesNothingOfTheReference) {
  const ImageFormat format{.width = 128, .height = 128, .frames = 1, .bitsStored = 12};
  const auto faintNoise = [&](std::uint32_t seed) {
    tests::Lcg random(seed);
    std::vector<std::uint16_t> samples(format.pixels());
    for (auto& sample : samples) sample = static_cast<std::uint16_t>(2043 + random.below(11));
    return Image(format, samples);
  };
  JobContext context;
  const MetricValue value = findMetric("nqm")->compute(faintNoise(1), faintNoise(2), context);
  ASSERT_TRUE(std::holds_alternative<Undefined>(value));
}

TEST(Metrics, FsimIsUndefinedWhereShrinkingLeavesNothing) {
  // Four hundred pixels are halved: a checkerboard is one grey then, seven hundred and odd ones are not.
  const ImageFormat format{.width = 512, .height = 520};
  std::vector<std::uint16_t> samples(format.pixels());
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = static_cast<std::uint16_t>(100 + (i % 512 + i / 512) % 2 * 60);
  const Image board(format, samples);
  const Image noise = tests::noiseImage(format, 3);
  JobContext context;
  const auto reasonOf = [&](const Image& reference, const Image& test) {
    const MetricValue value = findMetric("fsim")->compute(reference, test, context);
    const auto* undefined = std::get_if<Undefined>(&value);
    return undefined ? undefined->reason : "a number";
  };
  EXPECT_EQ(reasonOf(board, noise),
            "not defined: the reference has no structure at the size that FSIM looks at");
  EXPECT_EQ(reasonOf(noise, board),
            "not defined: the test image has no structure at the size that FSIM looks at");
  EXPECT_EQ(reasonOf(board, board), "a number");
}

TEST(Metrics, RequestsByName) {
  EXPECT_EQ(metricIdsOf({}), usualMetricIds());
  EXPECT_EQ(metricIdsOf({"all"}).size(), metrics().size());
  EXPECT_EQ(metricIdsOf({"psnr", "mse", "psnr"}), (std::vector<std::string>{"psnr", "mse"}));
  try {
    metricIdsOf({"psnr", "beauty"});
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::InvalidArgument);
    for (const Metric& metric : metrics())
      EXPECT_NE(std::string(error.what()).find(metric.id), std::string::npos) << metric.id;
  }
}

TEST(Metrics, SlowOnesGetMoreOfTheProgress) {
  const ImageFormat format{.width = 200, .height = 200};
  const Image a = tests::noiseImage(format, 1);
  const Image b = tests::noiseImage(format, 2);
  double largestStep = 0;
  double last = 0;
  JobContext context({}, [&](double fraction) {
    largestStep = std::max(largestStep, fraction - last);
    last = fraction;
  });
  computeMetrics(a, b, {"mse", "mae", "psnr", "entropy_ref", "vif"}, context);
  // What takes no time does not move the bar: none of the four is a fifth.
  EXPECT_LT(largestStep, 0.19);
}

TEST(Metrics, OnePassOverTheErrorsGivesWhatEachMetricGives) {
  const Image a = tests::noiseImage(small, 1);
  const Image b = tests::noiseImage(small, 2);
  JobContext context;
  for (const auto& [metric, value] : computeMetrics(a, b, {"mse", "mae", "max_abs_error", "psnr"}, context))
    EXPECT_EQ(std::get<double>(value), number(metric->id, a, b)) << metric->id;
}

TEST(Metrics, CanBeCancelled) {
  CancelToken token;
  token.cancel();
  JobContext context(token, {});
  EXPECT_THROW(computeMetrics(constant(1), constant(2), {}, context), Error);
}

}  // namespace
}  // namespace trabecula::core
