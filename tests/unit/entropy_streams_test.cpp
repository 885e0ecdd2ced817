// Streams are the same from every compiler, at every optimisation, and in every later version: digests of
// what the coders write for seeded data.
#include <gtest/gtest.h>

#include "core/entropy/byte_codec.h"
#include "core/entropy/mixture_cdf.h"
#include "core/entropy/standard_tables.h"
#include "core/entropy/value_table.h"
#include "core/support/sha256.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

class Digest {
 public:
  void add(const ByteVector& bytes) { sha_.update(bytes); }
  std::string hex() {
    const Sha256Digest digest = sha_.finish();
    return toHex(ByteSpan(digest).first(8));
  }

 private:
  Sha256 sha_;
};

TEST(EntropyStreams, BytesStay) {
  Digest digest;
  for (const std::size_t count : {0U, 1U, 100U, 5000U, 300000U}) {
    tests::Lcg random(count);
    ByteVector bytes(count);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.below(1 + random.below(200)));
    digest.add(encodeBytes(bytes));
  }
  EXPECT_EQ(digest.hex(), "1aa0b083ede02b65");
}

TEST(EntropyStreams, ValueTablesStay) {
  Digest digest;
  tests::Lcg random(3);
  for (const std::uint32_t top : {300U, 1023U, 4095U, 16383U, 65535U}) {
    for (const std::uint32_t kept : {8U, 7U, 1U}) {
      std::vector<std::uint16_t> values;
      for (std::uint32_t i = 0; i <= top; ++i) {
        if (random.below(8) < kept)
          values.push_back(static_cast<std::uint16_t>((i * 65535U + top / 2) / top));
      }
      digest.add(encodeValueTable(values));
    }
  }
  EXPECT_EQ(digest.hex(), "59ec29d435974b7f");
}

TEST(EntropyStreams, MixturesStay) {
  Digest digest;
  const MixtureTables logistic(standardLogisticTable(), standardMultipliers());
  const MixtureTables gaussian(standardGaussianTable(), standardMultipliers(16));
  tests::Lcg random(4);
  for (int bits = 1; bits <= 16; ++bits) {
    RansEncoder encoder(5);
    for (unsigned i = 0; i < 2000; ++i) {
      const std::uint32_t value = random.below(1U << static_cast<unsigned>(bits));
      const auto near = static_cast<std::int32_t>(value * 256 + random.below(1U << random.below(16)));
      const auto weight = static_cast<std::uint16_t>(random.below(4097));
      const MixtureComponent components[2] = {
          {near, static_cast<std::uint16_t>(random.below(121)), weight},
          {static_cast<std::int32_t>(random.below(1U << 24U)), static_cast<std::uint16_t>(random.below(121)),
           static_cast<std::uint16_t>(4096 - weight)}};
      MixtureCdf(i % 2 == 0 ? logistic : gaussian, components, bits).encode(encoder, i % 5, value);
    }
    digest.add(encoder.finish(0x0123456789ABCDEFU));
  }
  EXPECT_EQ(digest.hex(), "03bee55931190fed");
}

}  // namespace
}  // namespace trabecula::core
