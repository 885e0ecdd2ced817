#include "core/fixedpoint/dense_stack.h"

#include <gtest/gtest.h>

#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/known_answer.h"
#include "core/support/error.h"
#include "tests/support/fixedpoint_networks.h"

namespace trabecula::tests {
namespace {

using fp::CpuTarget;
using fp::DenseStack;
using fp::Network;

/// [channel][lane] as the stack wants it; the partner of an odd last channel is set to nonsense.
std::vector<std::int16_t> pairedInput(const DenseStack& stack, const fp::FeatureMap& map) {
  std::vector<std::int16_t> input(stack.inputSize(), 12345);
  for (int channel = 0; channel < map.shape.channels; ++channel) {
    for (int lane = 0; lane < stack.lanes(); ++lane) {
      input.at(stack.inputIndex(channel, lane)) = map.row(channel, 0)[lane];
    }
  }
  return input;
}

class DenseShapes : public ::testing::TestWithParam<std::vector<int>> {};

TEST_P(DenseShapes, AgreeWithTheEngineOnEveryTarget) {
  const Network network = denseNetwork(GetParam(), 21);
  for (const int lanes : {16, 32, 48, 64}) {
    const auto maps = fp::seededInputs(network, 4, 1, lanes);
    const auto expected = fp::makeCpuEngine(CpuTarget::scalar())->run(network, maps).front();
    for (const CpuTarget target : CpuTarget::supported()) {
      const DenseStack stack(network, lanes, target);
      auto scratch = stack.makeScratch();
      const auto input = pairedInput(stack, maps.front());
      std::vector<std::int16_t> output(stack.outputSize() + 1, -7);
      stack.run(input.data(), output.data(), scratch);
      EXPECT_EQ(output.back(), -7) << "wrote behind its output";
      output.pop_back();
      EXPECT_EQ(output, expected.values) << target.name() << ", " << lanes << " lanes";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Stacks, DenseShapes,
                         ::testing::Values(std::vector{48, 64, 64, 16}, std::vector{1, 1},
                                           std::vector{3, 5, 7, 9}, std::vector{128, 96, 96, 13},
                                           std::vector{29, 33, 1, 2, 31}));

TEST(DenseStack, ComputesOnlyTheActiveLanes) {
  const Network network = denseNetwork({10, 12, 5}, 3);
  const auto maps = fp::seededInputs(network, 4, 1, 64);
  const auto expected = fp::makeCpuEngine(CpuTarget::scalar())->run(network, maps).front();
  for (const CpuTarget target : CpuTarget::supported()) {
    const DenseStack stack(network, 64, target);
    auto scratch = stack.makeScratch();
    std::vector<std::int16_t> output(stack.outputSize(), -9999);
    stack.run(pairedInput(stack, maps.front()).data(), output.data(), scratch, 17);
    for (int channel = 0; channel < 5; ++channel) {
      for (int lane = 0; lane < 64; ++lane) {
        const auto index = static_cast<std::size_t>(channel * 64 + lane);
        EXPECT_EQ(output[index], lane < 32 ? expected.values[index] : -9999) << target.name();
      }
    }
  }
}

TEST(DenseStack, EveryTargetAgreesEvenBeyondTheDeclaredRange) {
  const Network network = denseNetwork({40, 24, 12}, 5, {0, 15});
  Lcg random(8);
  const DenseStack scalar(network, 32, CpuTarget::scalar());
  std::vector<std::int16_t> input(scalar.inputSize());
  for (auto& value : input) value = static_cast<std::int16_t>(random.next() & 0xFFFFU);
  const auto resultOf = [&](CpuTarget target) {
    const DenseStack stack(network, 32, target);
    auto scratch = stack.makeScratch();
    std::vector<std::int16_t> output(stack.outputSize());
    stack.run(input.data(), output.data(), scratch);
    return output;
  };
  const auto expected = resultOf(CpuTarget::scalar());
  for (const CpuTarget target : CpuTarget::supported())
    EXPECT_EQ(resultOf(target), expected) << target.name();
}

TEST(DenseStack, RefusesWhatIsNoChainOfDenseLayers) {
  EXPECT_THROW(DenseStack(denseNetwork({4, 4}, 1), 24), core::Error);
  EXPECT_THROW(DenseStack(denseNetwork({4, 4}, 1), 0), core::Error);
  EXPECT_THROW(DenseStack(everyLayerNetwork(), 16), core::Error);
  Network inner = denseNetwork({4, 4, 4}, 1);
  inner.outputs = {1};
  EXPECT_THROW(DenseStack(inner, 16), core::Error);
  Network skipping = denseNetwork({4, 4, 4}, 1);
  skipping.layers[1].sources = {0};
  EXPECT_THROW(DenseStack(skipping, 16), core::Error);
  Network strided = denseNetwork({4, 4}, 1);
  strided.layers[0].stride = 2;
  EXPECT_THROW(DenseStack(strided, 16), core::Error);
}

}  // namespace
}  // namespace trabecula::tests
