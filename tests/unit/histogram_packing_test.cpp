#include "core/entropy/histogram_packing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/entropy/value_table.h"
#include "core/support/error.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

using Values = std::vector<std::uint16_t>;

std::size_t tableBytes(const Values& values) {
  const ByteVector table = encodeValueTable(values);
  EXPECT_EQ(decodeValueTable(table), values);
  return table.size();
}

Values every(std::size_t count, const auto& value) {
  Values values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<std::uint16_t>(value(i)));
  return values;
}

/// Each kept with probability keep / 256.
Values thinned(const Values& values, std::uint32_t keep, std::uint64_t seed = 1) {
  tests::Lcg random(seed);
  Values kept = {values.front()};
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (random.below(256) < keep) kept.push_back(values[i]);
  }
  return kept;
}

double entropyBytes(std::size_t positions, std::size_t used) {
  const double p = static_cast<double>(used) / static_cast<double>(positions);
  return static_cast<double>(positions) * -(p * std::log2(p) + (1 - p) * std::log2(1 - p)) / 8;
}

TEST(ValueTable, ScaledDepthsCostAFewBytes) {
  for (const unsigned from : {2U, 5U, 8U, 9U, 10U, 11U, 12U, 13U, 14U, 15U}) {
    const std::size_t count = std::size_t{1} << from;
    const std::size_t top = count - 1;
    EXPECT_LE(tableBytes(every(count, [&](std::size_t i) { return (i * 65535 + top / 2) / top; })), 20U)
        << from;
    EXPECT_LE(tableBytes(every(count, [&](std::size_t i) { return i * 65535 / top; })), 20U) << from;
    EXPECT_LE(tableBytes(every(count, [&](std::size_t i) { return i << (16 - from); })), 14U) << from;
    EXPECT_LE(tableBytes(every(count, [&](std::size_t i) { return (i + 1) << (16 - from) >> 1U; })), 14U);
  }
  // A window of 2728 values stretched over 16 bits, beginning anywhere on the grid.
  EXPECT_LE(tableBytes(every(2728, [](std::size_t i) { return ((i + 37) * 65535 + 1500) / 3001; })), 14U);
}

TEST(ValueTable, HolesInAScaleCostTheirEntropy) {
  const Values scale = every(4096, [](std::size_t i) { return (i * 65535 + 2047) / 4095; });
  for (const std::uint32_t keep : {250U, 200U, 128U, 60U}) {
    const Values values = thinned(scale, keep);
    EXPECT_LT(static_cast<double>(tableBytes(values)), entropyBytes(4096, values.size()) * 1.06 + 24) << keep;
  }
}

TEST(ValueTable, AFewStraysDoNotSpoilAScale) {
  Values values = every(4000, [](std::size_t i) { return 100 + (i * 65535 + 2047) / 4095; });
  values.insert(values.begin(), {0, 1});
  values.push_back(65535);
  values.insert(values.begin() + 1000, static_cast<std::uint16_t>(values[999] + 3));
  EXPECT_LE(tableBytes(values), 48U);
}

TEST(ValueTable, IrregularTablesAreNearTheirEntropy) {
  for (const std::uint32_t keep : {230U, 128U, 50U, 10U, 2U}) {
    const Values values = thinned(every(65536, [](std::size_t i) { return i; }), keep, keep);
    EXPECT_LT(static_cast<double>(tableBytes(values)), entropyBytes(65536, values.size()) * 1.03 + 40)
        << keep;
  }
}

TEST(ValueTable, SmallAndFullSets) {
  EXPECT_LE(tableBytes({0}), 5U);
  EXPECT_LE(tableBytes({65535}), 6U);
  EXPECT_LE(tableBytes({0, 65535}), 8U);
  EXPECT_LE(tableBytes(every(65536, [](std::size_t i) { return i; })), 5U);
  EXPECT_LE(tableBytes(every(3000, [](std::size_t i) { return 500 + i; })), 5U);
  EXPECT_THROW(encodeValueTable({}), Error);
}

TEST(ValueTable, AnySetComesBack) {
  tests::Lcg random(7);
  for (int trial = 0; trial < 300; ++trial) {
    std::set<std::uint16_t> set;
    const std::uint32_t count = 1 + random.below(1U << random.below(12));
    const std::uint32_t range = 1 + random.below(65536);
    while (set.size() < std::min(count, range / 2 + 1)) {
      set.insert(static_cast<std::uint16_t>(random.below(range)));
    }
    tableBytes(Values(set.begin(), set.end()));
  }
}

TEST(HistogramPacking, GivesBackEveryImage) {
  tests::Lcg random(9);
  for (int bits = 1; bits <= 16; ++bits) {
    std::vector<std::uint16_t> samples(999);
    const std::uint32_t step = 1 + random.below(9);
    for (auto& sample : samples) {
      sample = static_cast<std::uint16_t>(random.below(1U << static_cast<unsigned>(bits)) / step * step);
    }
    const HistogramPacking packing(samples, bits);
    std::vector<std::uint16_t> ranks(samples.size());
    packing.pack(samples, ranks);
    for (const std::uint16_t rank : ranks) ASSERT_LT(rank, 1U << static_cast<unsigned>(packing.packedBits()));
    const HistogramPacking other = HistogramPacking::read(packing.table(), bits);
    other.unpack(ranks, ranks);
    EXPECT_EQ(ranks, samples);
    if (bits < 16 && packing.values().back() > 0) {
      EXPECT_THROW(HistogramPacking::read(packing.table(), std::bit_width(packing.values().back()) - 1U),
                   Error);
    }
  }
}

/// A smooth 12-bit picture with noise.
std::vector<std::uint16_t> picture(std::size_t width, std::size_t height) {
  tests::Lcg random(3);
  std::vector<std::uint16_t> samples;
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      samples.push_back(static_cast<std::uint16_t>(x * 5 + y * 3 + random.below(20) + random.below(20)));
    }
  }
  return samples;
}

TEST(HistogramPacking, PaysWhereValuesWereScaledAndNotOtherwise) {
  std::vector<std::uint16_t> samples = picture(400, 500);
  EXPECT_FALSE(packingPays(HistogramPacking(samples, 12), samples, 400));
  for (auto& sample : samples) sample = static_cast<std::uint16_t>((sample * 65535U + 2047) / 4095);
  const HistogramPacking packing(samples, 16);
  EXPECT_TRUE(packingPays(packing, samples, 400));
  EXPECT_LT(packing.table().size(), 40U);

  // Sixteen bits of noise leave a third of the values unused, which no code can profit from.
  std::vector<std::uint16_t> noise(70000);
  tests::Lcg random(5);
  for (auto& sample : noise) sample = static_cast<std::uint16_t>(random.next());
  EXPECT_FALSE(packingPays(HistogramPacking(noise, 16), noise, 280));
}

TEST(HistogramPacking, UnknownRanksOfDamagedDataAreHarmless) {
  const std::vector<std::uint16_t> samples = {5, 9, 300};
  const HistogramPacking packing(samples, 9);
  std::vector<std::uint16_t> ranks = {0, 3, 65535};
  packing.unpack(ranks, ranks);
  EXPECT_EQ(ranks, (std::vector<std::uint16_t>{5, 300, 300}));
}

}  // namespace
}  // namespace trabecula::core
