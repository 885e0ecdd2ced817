// Speed of the entropy coder, in MB of symbols a second on one core. The plain decoder's aim is 300 MB/s.
#include <benchmark/benchmark.h>

#include <array>

#include "core/entropy/byte_codec.h"
#include "core/entropy/mixture_cdf.h"
#include "core/entropy/rans.h"
#include "core/entropy/standard_tables.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

constexpr std::size_t size = std::size_t{1} << 22U;

ByteVector residualBytes() {
  tests::Lcg random(1);
  ByteVector bytes(size);
  for (std::byte& byte : bytes) {
    byte = static_cast<std::byte>(random.below(1 + random.below(1 + random.below(256))));
  }
  return bytes;
}

void encodeBytesBench(benchmark::State& state) {
  const ByteVector bytes = residualBytes();
  for (auto _ : state) benchmark::DoNotOptimize(encodeBytes(bytes).data());
  state.SetBytesProcessed(static_cast<std::int64_t>(size) * state.iterations());
}
BENCHMARK(encodeBytesBench)->Unit(benchmark::kMillisecond);

void decodeBytesBench(benchmark::State& state) {
  const ByteVector stream = encodeBytes(residualBytes());
  for (auto _ : state) benchmark::DoNotOptimize(decodeBytes(stream, size).data());
  state.SetBytesProcessed(static_cast<std::int64_t>(size) * state.iterations());
}
BENCHMARK(decodeBytesBench)->Unit(benchmark::kMillisecond);

void decodeBytesScalarBench(benchmark::State& state) {
  const ByteVector stream = encodeBytes(residualBytes());
  for (auto _ : state) benchmark::DoNotOptimize(decodeBytesScalar(stream, size).data());
  state.SetBytesProcessed(static_cast<std::int64_t>(size) * state.iterations());
}
BENCHMARK(decodeBytesScalarBench)->Unit(benchmark::kMillisecond);

/// One symbol a pixel, as a pixel codec writes them.
void encodeSymbolsBench(benchmark::State& state) {
  RansEncoder encoder(16);
  for (auto _ : state) {
    for (unsigned i = 0; i < size; ++i) encoder.put(i % 16, (i * 77) % 60000, 1 + i % 5000);
    benchmark::DoNotOptimize(encoder.finish().data());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(size) * state.iterations());
}
BENCHMARK(encodeSymbolsBench)->Unit(benchmark::kMillisecond);

/// Pixels of 12 bits from three logistics each, by the scalar reference.
void decodeMixturesBench(benchmark::State& state) {
  constexpr std::size_t pixels = 200000;
  const MixtureTables tables(standardLogisticTable(), standardMultipliers());
  const auto componentsAt = [](std::size_t i) {
    const auto mean = static_cast<std::int32_t>(256 * (1000 + i % 2000));
    return std::array<MixtureComponent, 3>{{{mean, 30, 2000}, {mean + 300, 36, 1500}, {mean - 800, 44, 596}}};
  };
  tests::Lcg random(1);
  RansEncoder encoder(4);
  for (std::size_t i = 0; i < pixels; ++i) {
    const auto components = componentsAt(i);
    const auto value = static_cast<std::uint32_t>(1000 + i % 2000 + random.below(9));
    MixtureCdf(tables, components, 12).encode(encoder, i % 4, value);
  }
  const ByteVector stream = encoder.finish();
  for (auto _ : state) {
    RansDecoder decoder(stream, 4);
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < pixels; ++i) {
      const auto components = componentsAt(i);
      sum += MixtureCdf(tables, components, 12).decode(decoder, i % 4);
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(pixels) * state.iterations());
}
BENCHMARK(decodeMixturesBench)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace trabecula::core
