#include "core/entropy/mixture_cdf.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/entropy/standard_tables.h"
#include "core/support/error.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

using Components = std::vector<MixtureComponent>;

const MixtureTables& logistic() {
  static const MixtureTables tables(standardLogisticTable(), standardMultipliers());
  return tables;
}
const MixtureTables& gaussian() {
  static const MixtureTables tables(standardGaussianTable(), standardMultipliers());
  return tables;
}

double scaleOf(std::size_t index) {
  return 0.25 * std::pow(2.0, static_cast<double>(index) / 8);
}
std::uint16_t indexOf(double scale) {
  return static_cast<std::uint16_t>(std::lround(8 * std::log2(scale * 4)));
}

/// One to five components; hostile ones have means anywhere and weights that do not sum to one.
Components randomComponents(tests::Lcg& random, int bits, bool hostile) {
  Components components(1 + random.below(5));
  const std::uint32_t range = 256U << static_cast<unsigned>(bits);
  std::uint32_t left = 4096;
  for (std::size_t i = 0; i < components.size(); ++i) {
    const std::uint32_t weight = i + 1 == components.size() ? left : random.below(left + 1);
    left -= weight;
    components[i].mean = hostile ? static_cast<std::int32_t>(random.next() * 2 + random.below(2))
                                 : static_cast<std::int32_t>(random.below(range));
    components[i].scale = static_cast<std::uint16_t>(random.below(121));
    components[i].weight = static_cast<std::uint16_t>(hostile ? random.below(65536) : weight);
  }
  return components;
}

TEST(MixtureCdf, GivesBackEveryValueAtEveryDepth) {
  tests::Lcg random(1);
  for (const MixtureTables* tables : {&logistic(), &gaussian()}) {
    for (int bits = 1; bits <= 16; ++bits) {
      RansEncoder encoder(3);
      std::vector<Components> mixtures;
      std::vector<std::uint32_t> values;
      for (unsigned i = 0; i < 3000; ++i) {
        mixtures.push_back(randomComponents(random, bits, i % 3 == 0));
        // Near the anchor as often as anywhere.
        const std::uint32_t mask = (1U << static_cast<unsigned>(bits)) - 1U;
        values.push_back(((i % 2 == 0 ? static_cast<std::uint32_t>(mixtures.back()[0].mean) / 256 : 0) +
                          (random.next() >> random.below(31))) &
                         mask);
        MixtureCdf(*tables, mixtures.back(), bits).encode(encoder, i % 3, values.back());
      }
      const ByteVector stream = encoder.finish();
      RansDecoder decoder(stream, 3);
      for (unsigned i = 0; i < values.size(); ++i) {
        ASSERT_EQ(MixtureCdf(*tables, mixtures[i], bits).decode(decoder, i % 3), values[i])
            << bits << " bits";
      }
      EXPECT_NO_THROW(decoder.requireFinished());
    }
  }
}

TEST(MixtureCdf, EveryBucketHasProbability) {
  tests::Lcg random(2);
  for (int trial = 0; trial < 5000; ++trial) {
    const int bits = 1 + static_cast<int>(random.below(16));
    const Components components = randomComponents(random, bits, trial % 2 == 0);
    const MixtureCdf cdf(logistic(), components, bits);
    EXPECT_LE(cdf.buckets(), 226U);
    for (unsigned i = 0; i < cdf.buckets(); ++i) ASSERT_LT(cdf.cumulative(i), cdf.cumulative(i + 1));
    EXPECT_EQ(cdf.cumulative(0), 0U);
    EXPECT_EQ(cdf.cumulative(cdf.buckets()), 65536U);
  }
}

TEST(MixtureCdf, CostIsWhatCodingTakes) {
  tests::Lcg random(3);
  RansEncoder encoder(1);
  double bitsSaid = 0;
  for (int i = 0; i < 20000; ++i) {
    const Components components = randomComponents(random, 12, false);
    const std::uint32_t value = random.below(4096);
    const MixtureCdf cdf(logistic(), components, 12);
    cdf.encode(encoder, 0, value);
    bitsSaid += cdf.cost(value) / 65536.0;
  }
  EXPECT_NEAR(static_cast<double>(encoder.finish().size()) * 8, bitsSaid, bitsSaid * 1e-4 + 64);
}

TEST(MixtureCdf, DamagedStreamsGiveValuesInRange) {
  tests::Lcg random(4);
  ByteVector noise(40000);
  for (std::byte& byte : noise) byte = static_cast<std::byte>(random.next());
  noise[0] = std::byte{0};
  noise[4] = std::byte{1};
  RansDecoder decoder(ByteSpan(noise).first(1 + 4 + 4 * 9000), 1);
  for (int i = 0; i < 20000; ++i) {
    const int bits = 1 + static_cast<int>(random.below(16));
    const Components components = randomComponents(random, bits, true);
    ASSERT_LT(MixtureCdf(logistic(), components, bits).decode(decoder, 0), 1U << static_cast<unsigned>(bits));
  }
}

/// Probability of each value by floating point, the tails at the ends of the range.
std::vector<double> exactProbabilities(const Components& components, int bits, bool gauss) {
  const int count = 1 << bits;
  std::vector<double> probabilities(static_cast<std::size_t>(count));
  for (const MixtureComponent& c : components) {
    const double mean = c.mean / 256.0;
    const double scale = scaleOf(c.scale);
    // As differences on the side where the function is small, so that far tails keep their digits.
    const auto mass = [&](double a, double b) {
      if (a + b > 0) std::swap(a = -a, b = -b);
      return gauss ? 0.5 * (std::erfc(-b / std::numbers::sqrt2) - std::erfc(-a / std::numbers::sqrt2))
                   : 1 / (1 + std::exp(-b)) - 1 / (1 + std::exp(-a));
    };
    for (int v = 0; v < count; ++v) {
      const double a = v == 0 ? -1e9 : (v - 0.5 - mean) / scale;
      const double b = v == count - 1 ? 1e9 : (v + 0.5 - mean) / scale;
      probabilities[static_cast<std::size_t>(v)] += c.weight / 4096.0 * mass(a, b);
    }
  }
  return probabilities;
}

/// Bits a pixel by which the integer code exceeds the mixture it stands for, if pixels follow that mixture.
double excessBits(const MixtureTables& tables, const Components& components, int bits) {
  const std::vector<double> exact = exactProbabilities(components, bits, &tables == &gaussian());
  const MixtureCdf cdf(tables, components, bits);
  double excess = 0;
  for (std::size_t v = 0; v < exact.size(); ++v) {
    if (exact[v] > 0) {
      excess += exact[v] * (cdf.cost(static_cast<std::uint32_t>(v)) / 65536.0 + std::log2(exact[v]));
    }
  }
  return excess;
}

TEST(MixtureCdf, IsWithinAHundredthOfABitOfTheLogistic) {
  tests::Lcg random(5);
  double worst = 0;
  double sum = 0;
  int count = 0;
  for (std::uint16_t scale = indexOf(0.3); scaleOf(scale) <= 4000; ++scale) {
    for (const int bits : {8, 12, 16}) {
      // Wider ones pile a tail up on the range's last value, which shares its bucket with others.
      if (scaleOf(scale) > (1 << bits) / 16.0) continue;
      const std::int32_t mean = (256 << (bits - 1)) + static_cast<std::int32_t>(random.below(2048));
      const double excess = excessBits(logistic(), {{mean, scale, 4096}}, bits);
      EXPECT_LT(excess, 0.01) << "scale " << scaleOf(scale) << ", " << bits << " bits";
      worst = std::max(worst, excess);
      sum += excess;
      ++count;
    }
  }
  RecordProperty("worst_microbits", static_cast<int>(worst * 1e6));
  RecordProperty("mean_microbits", static_cast<int>(sum / count * 1e6));
}

TEST(MixtureCdf, IsWithinAHundredthOfABitOfTheGaussian) {
  for (std::uint16_t scale = indexOf(0.3); scaleOf(scale) <= 4000; ++scale) {
    EXPECT_LT(excessBits(gaussian(), {{32768 * 256 + 77, scale, 4096}}, 16), 0.01) << scaleOf(scale);
  }
}

TEST(MixtureCdf, NarrowPeaksOnWideFeetCostLittle) {
  tests::Lcg random(6);
  double worst = 0;
  for (int trial = 0; trial < 150; ++trial) {
    const double narrow = 0.3 * std::pow(2.0, random.below(80) / 8.0);
    const auto at = static_cast<std::int32_t>(32768 * 256);
    Components components;
    std::uint32_t left = 4096;
    for (int i = 0; i < 3; ++i) {
      const double scale = std::min(4000.0, narrow * std::pow(2.0, random.below(40) / 8.0));
      const double away = (random.below(2001) / 1000.0 - 1) * 2 * scale;
      const std::uint32_t weight = i == 2 ? left : random.below(left);
      left -= weight;
      components.push_back(
          {at + static_cast<std::int32_t>(256 * away), indexOf(scale), static_cast<std::uint16_t>(weight)});
    }
    const double excess = excessBits(logistic(), components, 16);
    worst = std::max(worst, excess);
    EXPECT_LT(excess, 0.02);
  }
  RecordProperty("worst_microbits", static_cast<int>(worst * 1e6));
}

TEST(StandardTables, AreTheFunctions) {
  const std::vector<std::uint16_t> logisticTable = standardLogisticTable();
  const std::vector<std::uint16_t> gaussianTable = standardGaussianTable();
  for (std::size_t i = 0; i < logisticTable.size(); ++i) {
    const double z = (static_cast<double>(i) - 2048) * 24 / 4096;
    EXPECT_NEAR(logisticTable[i], std::min(65535.0, 65536 / (1 + std::exp(-z))), 0.51);
    EXPECT_NEAR(gaussianTable[i], std::min(65535.0, 32768 * std::erfc(-z / std::numbers::sqrt2)), 0.6);
  }
  const std::vector<std::uint32_t> multipliers = standardMultipliers();
  EXPECT_EQ(multipliers.size(), 121U);
  for (std::size_t i = 0; i < multipliers.size(); ++i) {
    EXPECT_NEAR(multipliers[i], 1048576.0 * 4096 / 24 / 256 / scaleOf(i), 0.51);
  }
  EXPECT_EQ(standardMultipliers(1).size(), 16U);
  EXPECT_EQ(standardMultipliers(16)[16], multipliers[8]);
}

TEST(StandardTables, HostileTablesAreRefused) {
  std::vector<std::uint16_t> cumulative = standardLogisticTable();
  const std::vector<std::uint32_t> multipliers = standardMultipliers();
  EXPECT_THROW(MixtureTables({}, multipliers), Error);
  EXPECT_THROW(MixtureTables(cumulative, {}), Error);
  EXPECT_THROW(MixtureTables(cumulative, std::vector<std::uint32_t>{0}), Error);
  EXPECT_THROW(MixtureTables(cumulative, std::vector<std::uint32_t>{UINT32_MAX}), Error);
  cumulative[2000] = 0;
  EXPECT_THROW(MixtureTables(cumulative, multipliers), Error);
}

}  // namespace
}  // namespace trabecula::core
