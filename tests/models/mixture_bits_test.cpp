#include "models/contextnet/mixture_bits.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "core/support/error.h"
#include "tests/support/seeded_image.h"

namespace trabecula::models {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

struct Case {
  int logistics = 3;
  MixtureUnits units;
  std::vector<float> outputs;
  std::vector<float> lower;
  std::vector<float> upper;
};

/// Random mixtures; intervals of the width of one value, some of them open.
Case randomCase(std::size_t samples, int logistics) {
  tests::Lcg random(11);
  Case result{logistics, {}, {}, {}, {}};
  const auto integer = [&](int bound) {
    return static_cast<float>(static_cast<int>(random.below(static_cast<std::uint32_t>(2 * bound))) - bound);
  };
  for (std::size_t s = 0; s < samples; ++s) {
    for (int i = 0; i < logistics; ++i) result.outputs.push_back(integer(512));
    for (int i = 0; i < 2 * logistics; ++i) result.outputs.push_back(integer(700));
    const float at = integer(1000) / 256;
    const float width = 1.0F / static_cast<float>(1U << random.below(6));
    result.lower.push_back(s % 5 == 1 ? -infinity : at - width);
    result.upper.push_back(s % 7 == 2 ? infinity : at);
  }
  return result;
}

/// The definition, in double precision.
double bitsOf(const Case& c, std::size_t sample, const std::vector<float>& outputs) {
  const auto k = static_cast<std::size_t>(c.logistics);
  const float* o = outputs.data() + sample * 3 * k;
  double total = 0;
  double mass = 0;
  for (std::size_t i = 0; i < k; ++i) {
    const double mean = o[i] * static_cast<double>(c.units.mean);
    const double scale = std::exp2(o[k + i] * static_cast<double>(c.units.logScale));
    const double weight = std::exp2(o[2 * k + i] * static_cast<double>(c.units.logWeight));
    // By tanh(), which is exact in both tails where 1 / (1 + exp(-x)) is only in one.
    const auto cdf = [&](double x) {
      return std::isinf(x) ? (x > 0) : 1 / (1 + std::exp(-(x - mean) / scale));
    };
    const auto tail = [&](double x) {
      return std::isinf(x) ? (x < 0) : 1 / (1 + std::exp((x - mean) / scale));
    };
    const double below = cdf(c.upper[sample]) - cdf(c.lower[sample]);
    const double above = tail(c.lower[sample]) - tail(c.upper[sample]);
    total += weight;
    mass += weight * (c.lower[sample] > mean ? above : below);
  }
  return -std::log2(mass / total + massFloor);
}

TEST(MixtureBits, AgreesWithTheDefinition) {
  for (const int logistics : {1, 3, 4, 16}) {
    const Case c = randomCase(131, logistics);
    double expected = 0;
    for (std::size_t s = 0; s < c.lower.size(); ++s) expected += bitsOf(c, s, c.outputs);
    const double bits = mixtureBits(logistics, c.units, c.outputs, {c.lower, c.upper}, {});
    EXPECT_NEAR(bits / expected, 1, 1e-5) << logistics;
  }
}

TEST(MixtureBits, GradientIsThatOfTheDefinition) {
  const Case c = randomCase(70, 3);
  std::vector<float> gradient(c.outputs.size());
  mixtureBits(3, c.units, c.outputs, {c.lower, c.upper}, gradient);
  std::vector<float> moved = c.outputs;
  for (std::size_t i = 0; i < moved.size(); ++i) {
    constexpr float step = 0.25F;
    moved[i] = c.outputs[i] + step;
    const double above = bitsOf(c, i / 9, moved);
    moved[i] = c.outputs[i] - step;
    const double below = bitsOf(c, i / 9, moved);
    moved[i] = c.outputs[i];
    const double expected = (above - below) / (2 * step);
    EXPECT_NEAR(gradient[i], expected, 2e-6 + 1e-3 * std::abs(expected)) << i;
  }
}

TEST(MixtureBits, SurvivesExtremes) {
  const MixtureUnits units;
  const std::vector<float> outputs = {32767, -32768, 32767, -32768, 32767, -32768, 0, 0, 0, 0, 0, 0};
  const std::vector<float> lower = {-infinity, -1e6F};
  const std::vector<float> upper = {infinity, -1e6F + 1};
  std::vector<float> gradient(outputs.size());
  const double bits = mixtureBits(2, units, outputs, {lower, upper}, gradient);
  // Everything costs nothing, the impossible what the floor says.
  EXPECT_NEAR(bits, 16, 0.01);
  for (const float g : gradient) EXPECT_TRUE(std::isfinite(g));
}

TEST(MixtureBits, RefusesArraysThatDoNotFit) {
  const std::vector<float> outputs(5);
  const std::vector<float> ends(2);
  EXPECT_THROW(mixtureBits(1, {}, outputs, {ends, ends}, {}), core::Error);
  EXPECT_THROW(mixtureBits(0, {}, {}, {ends, ends}, {}), core::Error);
}

}  // namespace
}  // namespace trabecula::models
