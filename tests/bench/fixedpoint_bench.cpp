// The integer networks, every instruction set of this machine against plain C++, on one thread. The table at
// the end has billions of multiply-accumulates a second; the aims are 38 (dense) and 25 (maps) with AVX2.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "core/fixedpoint/dense_stack.h"
#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/known_answer.h"
#include "tests/bench/ratio_table.h"
#include "tests/support/fixedpoint_networks.h"

namespace trabecula::bench {
namespace {

namespace fp = core::fixedpoint;

/// Row and target to the best rate seen.
std::map<std::string, std::map<std::string, double>>& rates() {
  static std::map<std::string, std::map<std::string, double>> table;
  return table;
}

void keepRate(benchmark::State& state, const std::string& row, fp::CpuTarget target, double macs,
              const auto& step) {
  double shortest = 1e9;
  for (auto _ : state) {
    const double milliseconds = millisecondsOf(step);
    shortest = std::min(shortest, milliseconds);
    state.SetIterationTime(milliseconds / 1000);
  }
  double& best = rates()[row][std::string(target.name())];
  best = std::max(best, macs / shortest / 1e6);
  state.counters["GMAC/s"] = best;
}

void runDense(benchmark::State& state, const std::string& row, const std::vector<int>& channels, int lanes,
              fp::CpuTarget target) {
  constexpr int calls = 200;
  const fp::Network network = tests::denseNetwork(channels, 1);
  const fp::DenseStack stack(network, lanes, target);
  auto scratch = stack.makeScratch();
  tests::Lcg random(1);
  std::vector<std::int16_t> input(stack.inputSize());
  for (auto& value : input) value = static_cast<std::int16_t>(random.below(256));
  std::vector<std::int16_t> output(stack.outputSize());
  const auto macs = fp::macsOf(network, std::vector{fp::MapShape{channels.front(), 1, lanes}});
  keepRate(state, row, target, static_cast<double>(macs) * calls, [&] {
    for (int i = 0; i < calls; ++i) stack.run(input.data(), output.data(), scratch);
    benchmark::DoNotOptimize(output.data());
    benchmark::ClobberMemory();
  });
}

void runMaps(benchmark::State& state, const std::string& row, const tests::ConvRecipe& recipe, int side,
             fp::CpuTarget target) {
  tests::Lcg random(1);
  fp::Network network;
  network.name = "conv";
  network.inputs = {{recipe.inputChannels, {0, 255}}};
  network.layers = {tests::seededConv(recipe, random)};
  network.outputs = {1};
  const auto engine = fp::makeCpuEngine(target);
  const auto inputs = fp::seededInputs(network, 1, side, side);
  const auto macs = fp::macsOf(network, std::vector{inputs[0].shape});
  keepRate(state, row, target, static_cast<double>(macs),
           [&] { benchmark::DoNotOptimize(engine->run(network, inputs)); });
}

void registerAll() {
  for (const fp::CpuTarget target : fp::CpuTarget::supported()) {
    const auto add = [&](const std::string& row, const auto& body) {
      benchmark::RegisterBenchmark((row + "/" + std::string(target.name())).c_str(), body)
          ->UseManualTime()
          ->Unit(benchmark::kMillisecond)
          ->MinTime(0.3);
    };
    const auto dense = [&](const std::vector<int>& channels, int lanes) {
      std::string row = "dense";
      for (const int count : channels) row += " " + std::to_string(count);
      row += ", " + std::to_string(lanes) + " lanes";
      add(row, [=](benchmark::State& state) { runDense(state, row, channels, lanes, target); });
    };
    dense({64, 64}, 32);
    dense({48, 64, 64, 16}, 32);
    dense({48, 64, 64, 16}, 64);
    dense({128, 96, 96, 16}, 48);
    dense({2, 2}, 16);
    const auto maps = [&](const std::string& row, const tests::ConvRecipe& recipe, int side) {
      add(row, [=](benchmark::State& state) { runMaps(state, row, recipe, side, target); });
    };
    maps("conv 3x3 64-64, 128 x 128",
         {.inputChannels = 64, .outputChannels = 64, .kernelHeight = 3, .kernelWidth = 3, .maxWeight = 90},
         128);
    maps("conv 3x3/2 64-64, 128 x 128",
         {.inputChannels = 64,
          .outputChannels = 64,
          .kernelHeight = 3,
          .kernelWidth = 3,
          .stride = 2,
          .maxWeight = 90},
         128);
    maps("conv 3x3 16-16, 500 x 500",
         {.inputChannels = 16, .outputChannels = 16, .kernelHeight = 3, .kernelWidth = 3}, 500);
    maps("conv 1x1 64-64, 256 x 256", {.inputChannels = 64, .outputChannels = 64}, 256);
  }
}

void printRates() {
  std::printf("\n%-34s", "GMAC/s on one thread");
  for (const fp::CpuTarget target : fp::CpuTarget::supported())
    std::printf(" %10s", std::string(target.name()).c_str());
  std::printf(" %10s\n", "ratio");
  for (const auto& [row, entries] : rates()) {
    std::printf("%-34s", row.c_str());
    double best = 0;
    for (const fp::CpuTarget target : fp::CpuTarget::supported()) {
      const auto found = entries.find(std::string(target.name()));
      const double rate = found == entries.end() ? 0 : found->second;
      best = std::max(best, rate);
      std::printf(" %10.2f", rate);
    }
    std::printf(" %10.1f\n", entries.contains("scalar") ? best / entries.at("scalar") : 0);
  }
}

}  // namespace
}  // namespace trabecula::bench

int main(int argc, char** argv) {
  trabecula::bench::registerAll();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  trabecula::bench::printRates();
  return 0;
}
