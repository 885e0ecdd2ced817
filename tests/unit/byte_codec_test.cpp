#include "core/entropy/byte_codec.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cmath>

#include "core/entropy/fixed_log.h"
#include "core/entropy/frequency_table.h"
#include "core/support/error.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

constexpr std::size_t limit = std::size_t{1} << 24U;

/// Bytes of which the low ones are the more frequent; `skew` 0 is noise.
ByteVector skewedBytes(std::size_t count, unsigned skew, std::uint64_t seed = 1) {
  tests::Lcg random(seed);
  ByteVector bytes(count);
  for (std::byte& byte : bytes) {
    std::uint32_t value = random.below(256);
    for (unsigned i = 0; i < skew; ++i) value = random.below(value + 1);
    byte = static_cast<std::byte>(value);
  }
  return bytes;
}

TEST(ByteCodec, RoundTripsEverySizeAndSkew) {
  for (const std::size_t count : {0U, 1U, 2U, 31U, 32U, 33U, 1000U, 4096U, 65535U, 65536U, 70001U, 300000U}) {
    for (const unsigned skew : {0U, 1U, 3U, 9U}) {
      const ByteVector bytes = skewedBytes(count, skew);
      const ByteVector stream = encodeBytes(bytes);
      EXPECT_LE(stream.size(), count + 11);
      EXPECT_EQ(decodeBytes(stream, limit), bytes) << count << " bytes, skew " << skew;
      EXPECT_EQ(decodeBytesScalar(stream, limit), bytes);
    }
  }
  EXPECT_EQ(decodeBytes(encodeBytes(ByteVector(100000, std::byte{7})), limit),
            ByteVector(100000, std::byte{7}));
  EXPECT_LT(encodeBytes(ByteVector(100000, std::byte{7})).size(), 200U);
}

TEST(ByteCodec, EveryInstructionSetDecodesTheSame) {
  for (const unsigned skew : {0U, 1U, 2U, 5U}) {
    const ByteVector bytes = skewedBytes(200003, skew, 11);
    const ByteVector stream = encodeBytes(bytes);
    for (std::uint32_t targets = static_cast<std::uint32_t>(hwy::SupportedTargets()); targets != 0;
         targets &= targets - 1) {
      hwy::SetSupportedTargetsForTest(static_cast<int>(targets & (~targets + 1)));
      EXPECT_EQ(decodeBytes(stream, limit), bytes);
    }
    hwy::SetSupportedTargetsForTest(0);
  }
}

TEST(ByteCodec, IsNearTheEntropy) {
  const ByteVector bytes = skewedBytes(500000, 3);
  std::vector<double> counts(256);
  for (const std::byte byte : bytes) counts[std::to_integer<std::size_t>(byte)] += 1;
  double ideal = 0;
  for (const double count : counts) {
    if (count > 0) ideal += count * std::log2(static_cast<double>(bytes.size()) / count) / 8;
  }
  EXPECT_LT(static_cast<double>(encodeBytes(bytes).size()), ideal * 1.001 + 300);
}

TEST(ByteCodec, DamageIsAnError) {
  const ByteVector bytes = skewedBytes(3000, 3);
  const ByteVector stream = encodeBytes(bytes);
  for (std::size_t length = 0; length < stream.size(); ++length) {
    EXPECT_THROW(decodeBytes(ByteSpan(stream).first(length), limit), Error) << length;
  }
  EXPECT_THROW(decodeBytes(stream, 2999), Error);
}

TEST(FrequencyTable, SumsToOneAndNeverForgetsASymbol) {
  tests::Lcg random(4);
  for (int trial = 0; trial < 300; ++trial) {
    std::vector<std::uint32_t> counts(1 + random.below(trial < 250 ? 300 : 4096));
    for (std::uint32_t& count : counts) count = random.below(3) == 0 ? 0 : random.next() >> random.below(32);
    const FrequencyTable table = FrequencyTable::forCounts(counts);
    std::uint32_t sum = 0;
    for (std::size_t s = 0; s < counts.size(); ++s) {
      EXPECT_EQ(table.start(s), sum);
      sum += table.frequency(s);
      if (counts[s] > 0) {
        EXPECT_GT(table.frequency(s), 0U);
        EXPECT_EQ(table.symbolAt(table.start(s)), s);
        EXPECT_EQ(table.symbolAt(sum - 1), s);
      }
    }
    EXPECT_EQ(sum, 65536U);
    AdaptiveEncoder encoder;
    table.write(encoder);
    const ByteVector bytes = encoder.finish();
    AdaptiveDecoder decoder(bytes);
    const FrequencyTable back = FrequencyTable::read(decoder, counts.size());
    for (std::size_t s = 0; s < counts.size(); ++s) ASSERT_EQ(back.frequency(s), table.frequency(s));
    EXPECT_TRUE(decoder.finished());
  }
}

TEST(FrequencyTable, IsNearlyOptimal) {
  tests::Lcg random(8);
  std::vector<std::uint32_t> counts(200);
  double total = 0;
  for (std::uint32_t& count : counts) total += count = random.next() >> random.below(28) & 0xFFFFU;
  double ideal = 0;
  for (const std::uint32_t count : counts) {
    if (count > 0) ideal += count * std::log2(total / count);
  }
  EXPECT_LT(static_cast<double>(FrequencyTable(counts).cost(counts)) / 65536, ideal * 1.0001 + 1);
}

TEST(FrequencyTable, LogarithmsAreRight) {
  for (std::uint32_t value = 1; value < 70000; value += 1 + value / 50) {
    EXPECT_NEAR(log2Fixed(value) / 65536.0, std::log2(value), 3e-5) << value;
  }
}

TEST(AdaptiveCoder, GivesBackIntegersAndRawBits) {
  tests::Lcg random(2);
  for (int trial = 0; trial < 200; ++trial) {
    std::vector<std::uint32_t> values(random.below(500));
    for (std::uint32_t& value : values) value = (random.next() * 2 + random.below(2)) >> random.below(32);
    AdaptiveEncoder encoder;
    AdaptiveInteger model;
    for (const std::uint32_t value : values) {
      model.put(encoder, value);
      encoder.putBits(value, value % 33);
    }
    const ByteVector bytes = encoder.finish();
    AdaptiveDecoder decoder(bytes);
    AdaptiveInteger other;
    for (const std::uint32_t value : values) {
      ASSERT_EQ(other.get(decoder), value);
      const unsigned count = value % 33;
      ASSERT_EQ(decoder.getBits(count), count == 32 ? value : value & ((1U << count) - 1U));
    }
    EXPECT_TRUE(decoder.finished());
  }
}

TEST(AdaptiveCoder, SaysThatTheEndWasPassed) {
  AdaptiveEncoder encoder;
  encoder.putBits(0x12345678, 32);
  const ByteVector bytes = encoder.finish();
  EXPECT_LE(bytes.size(), 5U);
  AdaptiveDecoder decoder(bytes);
  EXPECT_EQ(decoder.getBits(32), 0x12345678U);
  EXPECT_FALSE(decoder.truncated());
  for (int i = 0; i < 10; ++i) decoder.getBits(32);
  EXPECT_TRUE(decoder.truncated());
}

}  // namespace
}  // namespace trabecula::core
