// Every layer against an independent, naive reference in 64 bits; every target, one thread and two.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <memory>
#include <stdexcept>

#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/known_answer.h"
#include "core/fixedpoint/model_file.h"
#include "core/support/error.h"
#include "tests/support/fixedpoint_networks.h"

namespace trabecula::tests {
namespace {

using fp::CpuTarget;
using fp::FeatureMap;
using fp::Layer;
using fp::LayerKind;
using fp::MapShape;
using fp::Network;

std::int64_t valueAt(const FeatureMap& map, int channel, int y, int x) {
  if (y < 0 || x < 0 || y >= map.shape.height || x >= map.shape.width) return 0;
  const auto index = (static_cast<std::size_t>(channel) * static_cast<std::size_t>(map.shape.height) +
                      static_cast<std::size_t>(y)) *
                         static_cast<std::size_t>(map.shape.width) +
                     static_cast<std::size_t>(x);
  return map.values.at(index);
}

std::int64_t floorShift(std::int64_t value, int shift) {
  const std::int64_t divisor = std::int64_t{1} << shift;
  return value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}

std::int64_t requantised(std::int64_t scaled, const Layer& layer) {
  const std::int64_t result = floorShift(scaled + (std::int64_t{1} << (layer.shift - 1)), layer.shift);
  return std::min<std::int64_t>(std::max<std::int64_t>(result, layer.range.low), layer.range.high);
}

std::int64_t convolved(const Layer& layer, const FeatureMap& input, int output, int y, int x) {
  std::int64_t sum = layer.bias.at(static_cast<std::size_t>(output));
  std::size_t weight = static_cast<std::size_t>(output) * layer.weights.size() / layer.bias.size();
  for (int channel = 0; channel < input.shape.channels; ++channel) {
    for (int ky = 0; ky < layer.kernelHeight; ++ky) {
      for (int kx = 0; kx < layer.kernelWidth; ++kx) {
        sum += layer.weights.at(weight++) * valueAt(input, channel,
                                                    y * layer.stride + ky - (layer.kernelHeight - 1) / 2,
                                                    x * layer.stride + kx - (layer.kernelWidth - 1) / 2);
      }
    }
  }
  return requantised(sum * layer.multipliers.at(static_cast<std::size_t>(output)), layer);
}

std::int64_t concatenated(const std::vector<const FeatureMap*>& sources, int channel, int y, int x) {
  for (const FeatureMap* source : sources) {
    if (channel < source->shape.channels) return valueAt(*source, channel, y, x);
    channel -= source->shape.channels;
  }
  return 0;
}

std::int64_t referenceValue(const Layer& layer, const std::vector<const FeatureMap*>& sources, int c, int y,
                            int x) {
  const FeatureMap& first = *sources.front();
  switch (layer.kind) {
    case LayerKind::Conv:
      return convolved(layer, first, c, y, x);
    case LayerKind::Add:
      return requantised(valueAt(first, c, y, x) * layer.multipliers[0] +
                             valueAt(*sources[1], c, y, x) * layer.multipliers[1],
                         layer);
    case LayerKind::PixelShuffle:
      return valueAt(first, 4 * c + 2 * (y % 2) + x % 2, y / 2, x / 2);
    case LayerKind::PixelUnshuffle:
      return valueAt(first, c / 4, 2 * y + c % 4 / 2, 2 * x + c % 2);
    case LayerKind::Concat:
      return concatenated(sources, c, y, x);
  }
  return 0;
}

MapShape referenceShape(const Layer& layer, const std::vector<const FeatureMap*>& sources) {
  MapShape shape = sources.front()->shape;
  if (layer.kind == LayerKind::Conv) {
    return {layer.outputChannels, (shape.height + layer.stride - 1) / layer.stride,
            (shape.width + layer.stride - 1) / layer.stride};
  }
  if (layer.kind == LayerKind::PixelShuffle) return {shape.channels / 4, shape.height * 2, shape.width * 2};
  if (layer.kind == LayerKind::PixelUnshuffle) return {shape.channels * 4, shape.height / 2, shape.width / 2};
  if (layer.kind == LayerKind::Concat) {
    shape.channels = 0;
    for (const FeatureMap* source : sources) shape.channels += source->shape.channels;
  }
  return shape;
}

std::vector<FeatureMap> referenceRun(const Network& network, const std::vector<FeatureMap>& inputs) {
  std::vector<FeatureMap> edges = inputs;
  edges.reserve(inputs.size() + network.layers.size());
  for (const Layer& layer : network.layers) {
    std::vector<const FeatureMap*> sources;
    for (const int source : layer.sources) sources.push_back(&edges.at(static_cast<std::size_t>(source)));
    FeatureMap map(referenceShape(layer, sources));
    std::size_t i = 0;
    for (int c = 0; c < map.shape.channels; ++c) {
      for (int y = 0; y < map.shape.height; ++y) {
        for (int x = 0; x < map.shape.width; ++x) {
          map.values.at(i++) = static_cast<std::int16_t>(referenceValue(layer, sources, c, y, x));
        }
      }
    }
    edges.push_back(std::move(map));
  }
  std::vector<FeatureMap> outputs;
  for (const int output : network.outputs) outputs.push_back(edges.at(static_cast<std::size_t>(output)));
  return outputs;
}

void expectSame(const std::vector<FeatureMap>& actual, const std::vector<FeatureMap>& expected,
                const std::string& what) {
  ASSERT_EQ(actual.size(), expected.size()) << what;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    EXPECT_EQ(actual[i].shape, expected[i].shape) << what << ", output " << i;
    EXPECT_EQ(actual[i].values, expected[i].values) << what << ", output " << i;
  }
}

void expectReferenceOnEveryTarget(const Network& network, int height, int width, std::uint64_t seed) {
  ASSERT_NO_THROW(fp::requireValid(network));
  const auto inputs = fp::seededInputs(network, seed, height, width);
  const auto expected = referenceRun(network, inputs);
  for (const CpuTarget target : CpuTarget::supported()) {
    for (const int threads : {1, 2, 5}) {
      const auto actual = fp::makeCpuEngine(target)->run(network, inputs, threads);
      expectSame(actual, expected,
                 std::string(target.name()) + ", " + std::to_string(threads) + " threads, " +
                     std::to_string(width) + " x " + std::to_string(height));
    }
  }
}

Network singleConv(const ConvRecipe& recipe, fp::ValueRange inputRange, std::uint64_t seed) {
  Lcg random(seed);
  Network network;
  network.name = "conv";
  network.inputs = {{recipe.inputChannels, inputRange}};
  network.layers = {seededConv(recipe, random)};
  network.outputs = {1};
  return network;
}

class ConvSizes : public ::testing::TestWithParam<std::array<int, 5>> {};

TEST_P(ConvSizes, MatchTheReference) {
  const auto [inputs, outputs, kernelHeight, kernelWidth, stride] = GetParam();
  const ConvRecipe recipe{.inputChannels = inputs,
                          .outputChannels = outputs,
                          .kernelHeight = kernelHeight,
                          .kernelWidth = kernelWidth,
                          .stride = stride};
  const Network network = singleConv(recipe, {0, 255}, 11);
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 47}, {9, 16}, {37, 1}, {12, 33}, {5, 97}}) {
    expectReferenceOnEveryTarget(network, height, width, 3);
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, ConvSizes,
                         ::testing::Values(std::array{1, 1, 1, 1, 1}, std::array{2, 3, 3, 3, 1},
                                           std::array{5, 9, 3, 3, 2}, std::array{3, 13, 5, 7, 2},
                                           std::array{7, 4, 2, 2, 2}, std::array{4, 17, 1, 3, 1},
                                           std::array{1, 8, 15, 15, 1}, std::array{3, 5, 4, 2, 1},
                                           std::array{6, 2, 1, 1, 2}));

TEST(FixedpointEngine, RunsEveryKindOfLayerInAGraph) {
  expectReferenceOnEveryTarget(everyLayerNetwork(), 18, 38, 5);
}

TEST(FixedpointEngine, KeepsToTheBitAtTheExtremes) {
  // Sums just below 2^31, weights and values of -32768, the largest multipliers, every shift.
  for (int shift = 1; shift <= 32; ++shift) {
    Network network;
    network.name = "extreme";
    network.inputs = {{1, {-32768, 32767}}};
    Layer layer;
    layer.sources = {0};
    layer.outputChannels = 4;
    layer.wide = true;
    layer.weights = {-32768, 32767, -1, 1};
    layer.bias = {1073741823, -1073741824 + 32768, std::numeric_limits<std::int32_t>::max() - 32768,
                  -std::numeric_limits<std::int32_t>::max() + 32768};
    layer.multipliers.assign(
        4, static_cast<std::int32_t>(std::min<std::int64_t>((std::int64_t{1} << (shift - 1)) - 1,
                                                            std::numeric_limits<std::int32_t>::max())));
    layer.shift = shift;
    layer.range = {-32768, 32767};
    network.layers = {layer};
    network.outputs = {1};
    ASSERT_NO_THROW(fp::requireValid(network)) << shift;
    FeatureMap input(MapShape{1, 1, 37});
    for (std::size_t i = 0; i < 37; ++i)
      input.values[i] = static_cast<std::int16_t>(i % 3 == 0   ? -32768
                                                  : i % 3 == 1 ? 32767
                                                               : static_cast<int>(i));
    const auto expected = referenceRun(network, {input});
    for (const CpuTarget target : CpuTarget::supported()) {
      expectSame(fp::makeCpuEngine(target)->run(network, std::vector{input}), expected,
                 std::string(target.name()) + ", shift " + std::to_string(shift));
    }
  }
}

TEST(FixedpointEngine, DoesNotDependOnBandsOfRows) {
  // Wide enough that a band holds only a few rows.
  const Network network = singleConv(
      {.inputChannels = 32, .outputChannels = 3, .kernelHeight = 3, .kernelWidth = 3, .maxWeight = 20},
      {0, 255}, 2);
  expectReferenceOnEveryTarget(network, 23, 1003, 8);
}

TEST(FixedpointEngine, RefusesInputsThatDoNotFit) {
  const Network network = everyLayerNetwork();
  const auto engine = fp::makeCpuEngine();
  auto inputs = fp::seededInputs(network, 1, 8, 8);
  EXPECT_NO_THROW(engine->run(network, inputs));
  EXPECT_THROW(engine->run(network, std::span(inputs).first(1)), core::Error);
  EXPECT_THROW(engine->run(network, fp::seededInputs(network, 1, 7, 8)), core::Error)
      << "odd height is unshuffled";
  auto wrongChannels = inputs;
  wrongChannels[0] = FeatureMap(MapShape{4, 8, 8});
  EXPECT_THROW(engine->run(network, wrongChannels), core::Error);
  auto outOfRange = inputs;
  outOfRange[1].values[17] = 1001;
  EXPECT_THROW(engine->run(network, outOfRange), core::Error);
  auto shortMap = inputs;
  shortMap[0].values.pop_back();
  EXPECT_THROW(engine->run(network, shortMap), core::Error);
}

TEST(FixedpointEngine, CountsWork) {
  const Network network =
      singleConv({.inputChannels = 4, .outputChannels = 8, .kernelHeight = 3, .kernelWidth = 3, .stride = 2},
                 {0, 255}, 2);
  EXPECT_EQ(fp::macsOf(network, std::vector{MapShape{4, 9, 10}}), std::int64_t{4} * 8 * 9 * 5 * 5);
}

/// Adds one to the first value of every result.
class FaultyEngine : public fp::Engine {
 public:
  std::string name() const override { return "Faulty"; }
  std::vector<FeatureMap> run(const Network& network, std::span<const FeatureMap> inputs,
                              int threads) const override {
    auto maps = fp::makeCpuEngine()->run(network, inputs, threads);
    maps[0].values[0] = static_cast<std::int16_t>(maps[0].values[0] + 1);
    return maps;
  }
};

/// Has no device.
class AbsentEngine : public fp::Engine {
 public:
  std::string name() const override { return "Absent"; }
  std::vector<FeatureMap> run(const Network&, std::span<const FeatureMap>, int) const override {
    throw core::Error(core::ErrorCategory::Unsupported, "no device");
  }
};

TEST(FixedpointEngine, SelfTestDisablesEnginesThatFail) {
  fp::ModelFile model;
  model.networks = {everyLayerNetwork()};
  model.knownAnswers = {fp::makeKnownAnswer(model.networks[0], 99, 8, 12)};
  for (const CpuTarget target : CpuTarget::supported()) {
    EXPECT_EQ(fp::selfTest(*fp::makeCpuEngine(target), model), std::nullopt) << target.name();
  }
  fp::addEngine(std::make_shared<FaultyEngine>());
  fp::addEngine(std::make_shared<AbsentEngine>());
  EXPECT_THROW(fp::addEngine(std::make_shared<FaultyEngine>()), core::Error) << "the same name twice";
  fp::selfTestEngines(model);
  const auto states = fp::engines();
  const std::string fastest = "CPU (" + std::string(CpuTarget::preferred().name()) + ")";
  ASSERT_GE(states.size(), 3U);
  EXPECT_EQ(states.front().engine->name(), fastest);
  EXPECT_TRUE(states.front().enabled);
  const auto& faulty = states[states.size() - 2];
  EXPECT_FALSE(faulty.enabled);
  EXPECT_NE(faulty.disabledBecause.find("other numbers"), std::string::npos);
  const auto& absent = states.back();
  EXPECT_FALSE(absent.enabled);
  EXPECT_NE(absent.disabledBecause.find("no device"), std::string::npos);
  EXPECT_EQ(fp::enabledEngine(), states.front().engine);
  EXPECT_THROW(fp::enabledEngine("Faulty"), core::Error);
  EXPECT_THROW(fp::enabledEngine("Nobody"), core::Error);

  const CpuTarget before = CpuTarget::preferred();
  if (before.name() == "scalar") GTEST_SKIP() << "this machine has no vector instructions to fall back from";
  fp::disableEngine(fastest, "it computes other numbers");
  EXPECT_EQ(fp::enabledEngine()->name(), "CPU (scalar)");
  EXPECT_EQ(CpuTarget::preferred().name(), "scalar");
  CpuTarget::setPreferred(before);
}

/// A GPU that computes rightly until it is lost.
class LostGpu : public fp::Engine {
 public:
  std::string name() const override { return "Test (cuda:7)"; }
  std::vector<FeatureMap> run(const Network& network, std::span<const FeatureMap> inputs,
                              int threads) const override {
    fp::requireFitting(network, inputs);
    if (isLost) throw std::runtime_error("device lost");
    ++runs;
    return fp::makeCpuEngine()->run(network, inputs, threads);
  }
  mutable std::atomic<int> runs = 0;
  std::atomic<bool> isLost = false;
};

TEST(FixedpointEngine, WhereTheChosenGpuFailsTheCpuGoesOn) {
  const auto gpu = std::make_shared<LostGpu>();
  fp::addEngine(gpu);
  const Network network = everyLayerNetwork();
  const auto inputs = fp::seededInputs(network, 1, 8, 8);
  const std::vector<FeatureMap> expected = fp::makeCpuEngine()->run(network, inputs);
  const auto chosen = fp::engineForDevice("auto");
  EXPECT_EQ(chosen->name(), gpu->name());
  EXPECT_EQ(fp::digestOf(chosen->run(network, inputs)), fp::digestOf(expected));
  EXPECT_EQ(gpu->runs, 1);
  EXPECT_THROW(chosen->run(network, std::span(inputs).first(1)), core::Error)
      << "that is no fault of the GPU";
  EXPECT_EQ(fp::engineForDevice("auto")->name(), gpu->name());

  gpu->isLost = true;
  EXPECT_THROW(fp::engineForDevice("cuda:7")->run(network, inputs), std::runtime_error)
      << "asked for by name";
  EXPECT_EQ(fp::digestOf(chosen->run(network, inputs)), fp::digestOf(expected));
  EXPECT_EQ(fp::engineForDevice("auto")->name(), fp::engineForDevice("cpu")->name());
  EXPECT_THROW(fp::engineForDevice("cuda:7"), core::Error) << "it was disabled";
}

TEST(FixedpointEngine, TargetsCanBeForced) {
  const auto before = CpuTarget::preferred();
  CpuTarget::setPreferred(CpuTarget::scalar());
  EXPECT_EQ(fp::makeCpuEngine()->name(), "CPU (scalar)");
  CpuTarget::setPreferred(before);
  EXPECT_EQ(CpuTarget::supported().front().name(), "scalar");
}

}  // namespace
}  // namespace trabecula::tests
