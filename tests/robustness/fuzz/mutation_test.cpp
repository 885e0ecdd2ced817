// A fuzz target as an ordinary test: its seeds, and the same few thousand mutations of them every time.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/robustness/fuzz/fuzz_target.h"
#include "tests/support/seeded_image.h"

namespace trabecula::tests {
namespace {

using core::ByteVector;

constexpr int mutationsPerSeed = 800;

/// A handful of flipped bits, replaced, inserted, repeated or missing bytes.
ByteVector mutated(ByteVector bytes, Lcg& random) {
  const std::uint32_t changes = 1 + random.below(1U << random.below(5));
  for (std::uint32_t i = 0; i < changes && !bytes.empty(); ++i) {
    const std::uint32_t at = random.below(static_cast<std::uint32_t>(bytes.size()));
    const auto position = bytes.begin() + at;
    const auto length =
        static_cast<std::ptrdiff_t>(std::min<std::size_t>(1 + random.below(16), bytes.size() - at));
    switch (random.below(6)) {
      case 0:
        *position ^= static_cast<std::byte>(1U << random.below(8));
        break;
      case 1:
        *position = static_cast<std::byte>(random.next());
        break;
      case 2:
        *position = random.below(2) == 0 ? std::byte{0} : std::byte{0xFF};
        break;
      case 3: {
        const ByteVector copy(position, position + length);
        bytes.insert(position, copy.begin(), copy.end());
        break;
      }
      case 4:
        bytes.erase(position, position + length);
        break;
      default:
        if (random.below(8) == 0) bytes.resize(at);
    }
  }
  return bytes;
}

TEST(FuzzTarget, TakesItsSeeds) {
  const std::vector<ByteVector> seeds = fuzzSeeds();
  EXPECT_FALSE(seeds.empty());
  for (const ByteVector& seed : seeds) fuzzOne(seed);
  fuzzOne({});
}

TEST(FuzzTarget, TakesEveryMutation) {
  Lcg random(20240607);
  for (const ByteVector& seed : fuzzSeeds()) {
    for (int i = 0; i < mutationsPerSeed; ++i) fuzzOne(mutated(seed, random));
  }
}

}  // namespace
}  // namespace trabecula::tests
