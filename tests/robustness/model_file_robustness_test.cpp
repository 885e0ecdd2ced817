// Seeded damage to a model file: every byte pattern ends in core::Error or in a model that all engines
// compute alike.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/fixedpoint/model_file.h"
#include "tests/robustness/fuzz/model_file_fuzz.h"
#include "tests/support/model_bytes.h"

namespace trabecula::tests {
namespace {

void mutate(core::ByteVector& bytes, Lcg& random) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  const auto at = random.below(size);
  switch (random.below(6)) {
    case 0:
      bytes[at] ^= static_cast<std::byte>(1U << random.below(8));
      break;
    case 1:
      bytes[at] = static_cast<std::byte>(random.below(256));
      break;
    case 2:
      bytes[at] = random.below(2) == 0 ? std::byte{0} : std::byte{0xFF};
      break;
    case 3:
      bytes.resize(at);
      break;
    case 4:
      bytes.insert(bytes.begin() + at, 1 + random.below(9), static_cast<std::byte>(random.below(256)));
      break;
    default:
      bytes.erase(bytes.begin() + at, bytes.begin() + std::min(size, at + 1 + random.below(9)));
  }
}

TEST(ModelFileRobustness, SurvivesSeededDamage) {
  fp::ModelFile small = everySectionModel();
  // Few weights, so that most damage meets structure.
  small.networks = {denseNetwork({2, 3, 2}, 1)};
  const core::ByteVector files[] = {fp::writeModel(everySectionModel()), fp::writeModel(small)};
  Lcg random(20240607);
  for (int round = 0; round < 6000; ++round) {
    core::ByteVector bytes = files[round % 2];
    for (std::uint32_t i = 0; i <= random.below(3) && !bytes.empty(); ++i) mutate(bytes, random);
    EXPECT_EQ(fuzzModelFile(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0);
  }
}

TEST(ModelFileRobustness, SurvivesEverySingleByteOfTheStructure) {
  fp::ModelFile small = everySectionModel();
  small.networks = {denseNetwork({2, 3, 2}, 1)};
  const core::ByteVector good = fp::writeModel(small);
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const unsigned value : {0U, 1U, 0x7FU, 0x80U, 0xFFU}) {
      core::ByteVector bytes = good;
      bytes[at] = static_cast<std::byte>(value);
      EXPECT_EQ(fuzzModelFile(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0);
    }
  }
}

}  // namespace
}  // namespace trabecula::tests
