// The rANS decoder with the frequency table's parser, through the byte codec: SIMD and scalar must agree. The
// stream is also decoded as symbols of the mixture coder.
#include <cstdlib>
#include <optional>

#include "core/entropy/byte_codec.h"
#include "core/entropy/mixture_cdf.h"
#include "core/entropy/standard_tables.h"
#include "core/support/error.h"
#include "tests/robustness/fuzz/fuzz_target.h"
#include "tests/support/seeded_image.h"

namespace trabecula::tests {
namespace {

using core::ByteSpan;
using core::ByteVector;

constexpr std::size_t mostBytes = std::size_t{1} << 17U;

std::optional<ByteVector> decoded(ByteVector (*decode)(ByteSpan, std::size_t), ByteSpan bytes) {
  try {
    return decode(bytes, mostBytes);
  } catch (const core::Error&) {
    return std::nullopt;
  }
}

void decodeMixtures(ByteSpan bytes) {
  static const core::MixtureTables tables(core::standardLogisticTable(), core::standardMultipliers());
  const unsigned states = 1 + std::to_integer<unsigned>(bytes.front()) % 8;
  const int bits = 1 + std::to_integer<int>(bytes.front()) % 16;
  core::RansDecoder decoder(bytes.subspan(1), states);
  Lcg random(bytes.size());
  for (unsigned i = 0; i < 200; ++i) {
    const auto weight = static_cast<std::uint16_t>(random.below(4097));
    const core::MixtureComponent components[2] = {
        {static_cast<std::int32_t>(random.below(1U << 25U)), static_cast<std::uint16_t>(random.below(121)),
         weight},
        {static_cast<std::int32_t>(random.next()), static_cast<std::uint16_t>(random.below(121)),
         static_cast<std::uint16_t>(4096 - weight)}};
    const std::uint32_t value = core::MixtureCdf(tables, components, bits).decode(decoder, i % states);
    if (value >> static_cast<unsigned>(bits) != 0) std::abort();
  }
  if (decoder.truncated() && decoder.finished()) std::abort();
}

}  // namespace

std::vector<ByteVector> fuzzSeeds() {
  std::vector<ByteVector> seeds;
  for (const std::size_t count : {0U, 10U, 900U, 5000U, 70000U}) {
    Lcg random(count);
    ByteVector bytes(count);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.below(1 + random.below(40)));
    seeds.push_back(core::encodeBytes(bytes));
  }
  return seeds;
}

void fuzzOne(ByteSpan bytes) {
  if (decoded(core::decodeBytes, bytes) != decoded(core::decodeBytesScalar, bytes)) std::abort();
  if (bytes.empty()) return;
  try {
    decodeMixtures(bytes);
  } catch (const core::Error&) {
  }
}

}  // namespace trabecula::tests
