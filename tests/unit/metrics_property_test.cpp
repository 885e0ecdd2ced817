// What holds for metrics of any images: order, symmetry, invariance, threads, progress, a stop, many frames.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/metrics/enl.h"
#include "core/metrics/metric.h"
#include "core/metrics/metric_map.h"
#include "core/support/error.h"
#include "tests/support/golden_pairs.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

using tests::GoldenPair;
using Images = std::pair<Image, Image>;

MetricValue valueOf(const std::string& id, const Image& a, const Image& b, int threads = 2) {
  JobContext context;
  context.setThreads(threads);
  return findMetric(id)->compute(a, b, context);
}

double number(const std::string& id, const Image& a, const Image& b, int threads = 2) {
  const MetricValue value = valueOf(id, a, b, threads);
  EXPECT_TRUE(std::holds_alternative<double>(value)) << id;
  return std::holds_alternative<double>(value) ? std::get<double>(value)
                                               : std::numeric_limits<double>::quiet_NaN();
}

/// Odd sizes, large enough for every metric.
GoldenPair noisyPair(std::int64_t amplitude, int bits = 12) {
  return {.id = "",
          .pattern = "texture",
          .width = 231,
          .height = 187,
          .bits = bits,
          .seed = 5,
          .distortion = "noise",
          .amount = amplitude,
          .noiseSeed = 77};
}

std::vector<const Metric*> comparingMetrics() {
  std::vector<const Metric*> list;
  for (const Metric& metric : metrics())
    if (metric.subject == MetricSubject::Both) list.push_back(&metric);
  return list;
}

bool smallerIsBetter(const std::string& id) {
  return std::set<std::string>{"mse", "mae", "max_abs_error", "gmsd"}.contains(id);
}

Image transposed(const Image& image) {
  ImageFormat format = image.format();
  std::swap(format.width, format.height);
  std::vector<std::uint16_t> samples;
  for (int x = 0; x < image.width(); ++x)
    for (int y = 0; y < image.height(); ++y) samples.push_back(format.sampleOf(image.storedValue(x, y)));
  return {format, std::move(samples)};
}

TEST(MetricProperties, EveryMetricHasItsOwnId) {
  std::set<std::string> ids;
  for (const Metric& metric : metrics()) EXPECT_TRUE(ids.insert(metric.id).second) << metric.id;
  EXPECT_EQ(findMetric("no such metric"), nullptr);
}

TEST(MetricProperties, MoreNoiseIsWorse) {
  for (const Metric* metric : comparingMetrics()) {
    const double sign = smallerIsBetter(metric->id) ? -1 : 1;
    double before = std::numeric_limits<double>::infinity();
    for (const std::int64_t amplitude : {4, 12, 36, 90}) {
      const auto [reference, test] = tests::goldenImages(noisyPair(amplitude));
      const double value = sign * number(metric->id, reference, test);
      EXPECT_LT(value, before) << metric->id << " at " << amplitude;
      before = value;
    }
  }
}

TEST(MetricProperties, SwappingChangesExactlyTheAsymmetricOnes) {
  const auto [reference, test] = tests::goldenImages(noisyPair(20));
  for (const Metric* metric : comparingMetrics()) {
    const double forth = number(metric->id, reference, test);
    const double back = number(metric->id, test, reference);
    if (metric->isSymmetric)
      EXPECT_NEAR(forth, back, 1e-11 * (1 + std::abs(forth))) << metric->id;
    else
      EXPECT_GT(std::abs(forth - back), 1e-6) << metric->id;
  }
}

TEST(MetricProperties, AsymmetricOnesNameTheirRoles) {
  for (const Metric* metric : comparingMetrics())
    if (!metric->isSymmetric) {
      EXPECT_NE(metric->limits.find("reference"), std::string::npos) << metric->id;
    }
}

TEST(MetricProperties, IdenticalImagesHaveTheIdealValue) {
  const Image image = tests::goldenImages(noisyPair(20)).first;
  for (const Metric* metric : comparingMetrics()) {
    const MetricValue value = valueOf(metric->id, image, image);
    if (metric->unit == "dB")
      EXPECT_TRUE(std::holds_alternative<Infinite>(value)) << metric->id;
    else
      EXPECT_EQ(std::get<double>(value), smallerIsBetter(metric->id) ? 0 : 1) << metric->id;
  }
}

TEST(MetricProperties, TurningBothImagesChangesNothing) {
  // Even sides, where no window or grid prefers a side.
  GoldenPair pair = noisyPair(20);
  pair.width = 224;
  pair.height = 192;
  const auto [reference, test] = tests::goldenImages(pair);
  for (const Metric* metric : comparingMetrics()) {
    const double value = number(metric->id, reference, test);
    // FSIM's filters see the highest frequency across as positive and down as negative.
    const double tolerance = metric->id == "fsim" ? 1e-5 : 1e-9;
    EXPECT_NEAR(number(metric->id, transposed(reference), transposed(test)), value,
                tolerance * (1 + std::abs(value)))
        << metric->id;
  }
}

TEST(MetricProperties, TheSameContrastAtAnotherDepthIsTheSamePicture) {
  // The same share of the range, up to rounding to 12 bits.
  const auto [reference, test] = tests::goldenImages(noisyPair(20, 8));
  const auto deeper = [](const Image& image) {
    ImageFormat format = image.format();
    format.bitsStored = 12;
    std::vector<std::uint16_t> samples;
    for (const auto sample : image.samples())
      samples.push_back(static_cast<std::uint16_t>(sample * 4095 / 255));
    return Image(format, std::move(samples));
  };
  for (const Metric* metric : comparingMetrics()) {
    if (metric->unit.starts_with("units")) continue;
    EXPECT_NEAR(number(metric->id, deeper(reference), deeper(test)), number(metric->id, reference, test),
                0.02)
        << metric->id;
  }
}

TEST(MetricProperties, ThreadsDoNotChangeADigit) {
  const auto [reference, test] = tests::goldenImages(noisyPair(20));
  for (const Metric& metric : metrics())
    EXPECT_EQ(number(metric.id, reference, test, 1), number(metric.id, reference, test, 5)) << metric.id;
}

TEST(MetricProperties, ProgressOnlyGrows) {
  const auto [reference, test] = tests::goldenImages(noisyPair(20));
  for (const Metric* metric : comparingMetrics()) {
    double last = 0;
    JobContext context({}, [&](double fraction) {
      EXPECT_GE(fraction, last - 1e-12) << metric->id;
      EXPECT_LE(fraction, 1) << metric->id;
      last = fraction;
    });
    computeMetrics(reference, test, {metric->id}, context);
    EXPECT_NEAR(last, 1, 1e-12) << metric->id;
  }
}

TEST(MetricProperties, AStopIsNoticedInTheMiddle) {
  const auto [reference, test] = tests::goldenImages(noisyPair(20));
  for (const Metric* metric : comparingMetrics()) {
    CancelToken token;
    JobContext context(token, [&](double) { token.cancel(); });
    try {
      // Directly: computeMetrics() looks for a stop after each metric too.
      metric->compute(reference, test, context);
      // One pass over the pixels may be over when the stop comes.
      EXPECT_TRUE(metric->unit.starts_with("units") || metric->id == "psnr") << metric->id;
    } catch (const Error& error) {
      EXPECT_EQ(error.category(), ErrorCategory::Cancelled);
    }
  }
}

TEST(MetricProperties, FramesCountAlike) {
  const auto [reference, test] = tests::goldenImages(noisyPair(20));
  const auto [other, otherTest] = tests::goldenImages(noisyPair(60));
  const auto stack = [](const Image& first, const Image& second) {
    ImageFormat format = first.format();
    format.frames = 2;
    std::vector<std::uint16_t> samples(first.samples().begin(), first.samples().end());
    samples.insert(samples.end(), second.samples().begin(), second.samples().end());
    return Image(format, std::move(samples));
  };
  for (const Metric* metric : comparingMetrics()) {
    if (metric->id == "psnr" || metric->id == "max_abs_error") continue;  // of all pixels, not a mean
    const double mean = (number(metric->id, reference, test) + number(metric->id, other, otherTest)) / 2;
    EXPECT_NEAR(number(metric->id, stack(reference, other), stack(test, otherTest)), mean, 1e-9 * (1 + mean))
        << metric->id;
  }
  const MetricValue value = valueOf("nqm", stack(reference, other), stack(reference, otherTest));
  ASSERT_TRUE(std::holds_alternative<Infinite>(value));
  EXPECT_EQ(std::get<Infinite>(value).reason, "frame 1: identical images");
}

/// No image, however odd, may give a NaN, an endless number or a crash.
TEST(MetricProperties, OddImagesGiveNumbersOrReasons) {
  std::vector<Images> pairs;
  for (const auto& [width, height] : {std::pair{1, 1},
                                      {1, 300},
                                      {300, 1},
                                      {2, 3},
                                      {17, 16},
                                      {41, 300},
                                      {176, 176},
                                      {177, 181},
                                      {64, 500}}) {
    const ImageFormat format{.width = width, .height = height, .frames = 1, .bitsStored = 16};
    const Image black(format, std::vector<std::uint16_t>(format.pixels(), 0));
    const Image white(format, std::vector<std::uint16_t>(format.pixels(), 65535));
    std::vector<std::uint16_t> speck(format.pixels(), 0);
    speck[speck.size() / 2] = 65535;
    const Image dot(format, speck);
    const Image noise = tests::noiseImage(format, 3);
    const Image other = tests::noiseImage(format, 4);
    for (const Image& a : {black, white, dot, noise})
      for (const Image& b : {black, white, dot, other}) pairs.emplace_back(a, b);
  }
  for (const auto& [a, b] : pairs)
    for (const Metric& metric : metrics()) {
      const MetricValue value = valueOf(metric.id, a, b);
      if (const double* finite = std::get_if<double>(&value)) {
        EXPECT_TRUE(std::isfinite(*finite)) << metric.id << " of " << a.width() << " x " << a.height();
      }
    }
}

TEST(MetricMaps, ShowWhereTheImagesDiffer) {
  GoldenPair pair = noisyPair(0);
  pair.distortion = "identical";
  pair.width = 433;  // shrunk by FSIM
  pair.height = 401;
  const Image reference = tests::goldenImages(pair).first;
  // A patch of noise around (300, 100).
  std::vector<std::uint16_t> samples(reference.samples().begin(), reference.samples().end());
  tests::Lcg random(9);
  for (int y = 80; y < 120; ++y)
    for (int x = 280; x < 320; ++x)
      samples[static_cast<std::size_t>(y * pair.width + x)] = static_cast<std::uint16_t>(random.below(4096));
  const Image test(reference.format(), samples);
  JobContext context;
  for (const MetricMapKind& kind : metricMaps()) {
    const MetricMap map = kind.compute(reference, test, 0, context);
    ASSERT_EQ(map.width, pair.width);
    ASSERT_EQ(map.height, pair.height);
    ASSERT_EQ(map.values.size(), reference.samples().size());
    const auto at = [&](int x, int y) { return map.values[static_cast<std::size_t>(y * map.width + x)]; };
    EXPECT_GE(*std::ranges::min_element(map.values), 0) << kind.id;
    if (kind.id == "phase_congruency") continue;
    float inside = 0;
    for (int y = 85; y < 115; ++y)
      for (int x = 285; x < 315; ++x) inside += at(x, y) / 900;
    EXPECT_GT(inside, 0.1 * map.fullScale) << kind.id;
    // FSIM's filters reach far, but weakly.
    EXPECT_LT(at(60, 350), 0.02 * map.fullScale) << kind.id;
    const MetricMap none = kind.compute(reference, reference, 0, context);
    EXPECT_LT(*std::ranges::max_element(none.values), 1e-6F) << kind.id;
  }
}

TEST(MetricMaps, AgreeWithTheirMetrics) {
  const auto [reference, test] = tests::goldenImages(noisyPair(20));
  JobContext context;
  const MetricMap ssim = findMetricMap("ssim")->compute(reference, test, 0, context);
  double sum = 0;
  for (int y = 5; y < ssim.height - 5; ++y)
    for (int x = 5; x < ssim.width - 5; ++x)
      sum += 1 - ssim.values[static_cast<std::size_t>(y * ssim.width + x)];
  EXPECT_NEAR(sum / ((ssim.width - 10) * (ssim.height - 10)), number("ssim", reference, test), 1e-6);
}

TEST(MetricMaps, RefuseWhatTheyCannotShow) {
  const Image small({.width = 10, .height = 40}, std::vector<std::uint16_t>(400, 3));
  JobContext context;
  EXPECT_THROW(findMetricMap("ssim")->compute(small, small, 0, context), Error);
  EXPECT_THROW(findMetricMap("gmsd")->compute(small, small, 1, context), Error);
  EXPECT_EQ(findMetricMap("no such map"), nullptr);
  // Constant images have no features, and no NaN.
  const ImageFormat format{.width = 64, .height = 50};
  const Image flat(format, std::vector<std::uint16_t>(3200, 7));
  const Image other(format, std::vector<std::uint16_t>(3200, 9));
  for (const MetricMapKind& kind : metricMaps())
    for (const float value : kind.compute(flat, other, 0, context).values) ASSERT_TRUE(value >= 0) << kind.id;
}

TEST(MetricProperties, EnlNamesWhyThereIsNone) {
  const ImageFormat format{.width = 20, .height = 20};
  JobContext context;
  const Image flat(format, std::vector<std::uint16_t>(400, 9));
  const Image zero(format, std::vector<std::uint16_t>(400, 0));
  EXPECT_EQ(std::get<Infinite>(equivalentNumberOfLooks(flat, wholeRegion(flat), context)).reason,
            "constant region");
  EXPECT_EQ(std::get<Undefined>(equivalentNumberOfLooks(zero, wholeRegion(zero), context)).reason,
            "not defined (all zero)");
  EXPECT_THROW(equivalentNumberOfLooks(flat, {15, 0, 6, 5}, context), Error);
  EXPECT_THROW(equivalentNumberOfLooks(flat, {-1, 0, 6, 5}, context), Error);
  EXPECT_TRUE(std::holds_alternative<Undefined>(equivalentNumberOfLooks(flat, {3, 3, 0, 5}, context)));
}

TEST(MetricProperties, EntropyCountsGreyLevelsAtAnyDepth) {
  const ImageFormat format{.width = 256, .height = 4, .frames = 1, .bitsStored = 16};
  std::vector<std::uint16_t> samples;
  for (unsigned i = 0; i < 1024; ++i) samples.push_back(static_cast<std::uint16_t>(i * 61));
  const Image ramp(format, samples);
  EXPECT_DOUBLE_EQ(number("entropy_ref", ramp, ramp), 10);
  EXPECT_EQ(number("levels_dis", ramp, ramp), 1024);
  // A ramp is predictable: 61 more than the left neighbour nearly everywhere.
  EXPECT_LT(number("entropy_med_ref", ramp, ramp), 0.2);
}

}  // namespace
}  // namespace trabecula::core
