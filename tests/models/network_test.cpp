#include <gmock/gmock.h>
#include <torch/torch.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/known_answer.h"
#include "core/fixedpoint/model_file.h"
#include "core/support/error.h"
#include "models/engine/torch_engine.h"
#include "models/export/exporter.h"
#include "models/network/quantised_network.h"
#include "tests/support/fixedpoint_networks.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::models {
namespace {

namespace fp = core::fixedpoint;

QuantisedNetwork denseNetwork(std::uint64_t seed) {
  QuantisedNetwork network("dense", seed);
  int edge = network.addInput(48, {{-128, 127}, 1.0 / 32});
  edge = network.addConv(edge, {.outputChannels = 33}, EdgeFormat::clippedRelu());
  edge = network.addConv(edge, {.outputChannels = 64}, EdgeFormat::signed8());
  edge = network.addConv(edge, {.outputChannels = 12}, EdgeFormat::fixedPoint(8));
  network.addOutput(edge);
  return network;
}

/// Every kind of layer; a residual block, a step down and up, two outputs.
QuantisedNetwork imageNetwork(std::uint64_t seed) {
  QuantisedNetwork network("image", seed);
  const int input = network.addInput(2, {{0, 255}, 1.0 / 64});
  const int first = network.addConv(input, {.outputChannels = 8, .kernel = 3}, EdgeFormat::clippedRelu());
  const int second = network.addConv(first, {.outputChannels = 8, .kernel = 5}, EdgeFormat::signed8(3));
  const int sum = network.addSum(first, second, EdgeFormat::clippedRelu(5));
  const int down =
      network.addConv(sum, {.outputChannels = 16, .kernel = 3, .stride = 2}, EdgeFormat::clippedRelu());
  const int folded = network.addPixelUnshuffle(sum);
  const int both = network.addConcat({down, folded});
  const int wide = network.addConv(both, {.outputChannels = 12}, EdgeFormat::signed8());
  const int up = network.addPixelShuffle(wide);
  network.addOutput(network.addConv(up, {.outputChannels = 5, .kernel = 3}, EdgeFormat::fixedPoint(8)));
  network.addOutput(both);
  return network;
}

TEST(QuantisedNetwork, DenseLayersAgreeWithTheIntegersBitForBit) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    QuantisedNetwork network = denseNetwork(seed);
    network.prepare();
    const Agreement agreement = compareOnRandomInputs(network, network.integers(), seed, 512);
    EXPECT_EQ(agreement.values, 512 * 12);
    EXPECT_EQ(agreement.differences, 0) << seed;
  }
}

TEST(QuantisedNetwork, ConvolutionsAgreeWithTheIntegersBitForBit) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    QuantisedNetwork network = imageNetwork(seed);
    network.prepare();
    const Agreement agreement = compareOnRandomInputs(network, network.integers(), seed, 2);
    EXPECT_EQ(agreement.values, 2 * (5 * 16 * 16 + 48 * 8 * 8));
    EXPECT_EQ(agreement.differences, 0) << seed;
  }
}

TEST(QuantisedNetwork, TrainsWithTheSameIntegersAsItExports) {
  QuantisedNetwork network = imageNetwork(4);
  network.prepare();
  const at::Tensor input = at::randint(0, 256, {2, 2, 32, 24}).to(at::kFloat);
  const at::NoGradGuard noGradients;
  EXPECT_TRUE(at::equal(network.forward({input}, Arithmetic::Fast)[0],
                        network.forward({input}, Arithmetic::Exact)[0]));
}

TEST(QuantisedNetwork, GoesOnFromExportedWeights) {
  QuantisedNetwork exported = imageNetwork(1);
  exported.prepare();
  QuantisedNetwork again = imageNetwork(2);
  again.setWeights(exported.integers());
  again.prepare();
  const at::Tensor input = at::randint(0, 256, {1, 2, 16, 16}).to(at::kFloat);
  const at::Tensor difference = exported.forward({input})[0] - again.forward({input})[0];
  const double size = exported.forward({input})[0].abs().mean().item<double>();
  EXPECT_LT(difference.abs().mean().item<double>(), 0.01 * size);
  QuantisedNetwork other = denseNetwork(1);
  other.prepare();
  EXPECT_THROW(again.setWeights(other.integers()), core::Error);
}

TEST(QuantisedNetwork, DisagreementIsFound) {
  QuantisedNetwork network = denseNetwork(1);
  network.prepare();
  QuantisedNetwork other = denseNetwork(2);
  other.prepare();
  EXPECT_GT(compareOnRandomInputs(network, other.integers(), 1, 64).differences, 0);
}

TEST(QuantisedNetwork, LargeWeightsKeepTheExactnessBound) {
  QuantisedNetwork network("large", 1);
  const int input = network.addInput(600, {{0, 255}, 1});
  const int edge = network.addConv(input, {.outputChannels = 4, .kernel = 3}, EdgeFormat::clippedRelu());
  network.addOutput(network.addConv(edge, {.outputChannels = 2}, EdgeFormat::fixedPoint(4)));
  const at::NoGradGuard noGradients;
  for (at::Tensor& parameter : network.parameters()) parameter.fill_(1e4);
  network.parameters()[0][1].fill_(0);  // a dead filter
  network.parameters()[1][1] = 3.0;
  network.prepare();
  EXPECT_NO_THROW(network.integers());  // which checks it
  EXPECT_EQ(compareOnRandomInputs(network, network.integers(), 1, 1).differences, 0);
}

TEST(QuantisedNetwork, DerivativeIsThatOfTheRealNetwork) {
  // One layer without clipping: the derivative must be the real layer's, apart from the weights' rounding.
  QuantisedNetwork network("layer", 3);
  const int input = network.addInput(16, {{-128, 127}, 1.0 / 64});
  network.addOutput(network.addConv(input, {.outputChannels = 4}, EdgeFormat::fixedPoint(10)));
  network.prepare();
  const at::Tensor x = at::randint(-128, 128, {32, 16}).to(at::kFloat).requires_grad_();
  const at::Tensor wanted = at::randn({32, 4});
  const at::Tensor loss = (network.forward({x})[0] / 1024 * wanted).sum();
  auto& parameters = network.parameters();
  const auto gradients = torch::autograd::grad({loss}, {parameters[0], parameters[1], x});

  const at::Tensor weights = parameters[0].detach().flatten(1);
  const at::Tensor byWeights = wanted.t().mm(x.detach() / 64);
  EXPECT_TRUE(at::allclose(gradients[0].flatten(1), byWeights, 1e-3, 1e-3));
  EXPECT_TRUE(at::allclose(gradients[1], wanted.sum(0), 1e-3, 1e-3));
  const at::Tensor byInput = wanted.mm(weights) / 64;
  EXPECT_LT((gradients[2] - byInput).norm().item<double>(), 0.02 * byInput.norm().item<double>());
}

TEST(Exporter, WritesAFileThatLoadsAndPassesItsSelfTest) {
  const tests::TemporaryFolder folder;
  QuantisedNetwork dense = denseNetwork(7);
  QuantisedNetwork image = imageNetwork(7);
  dense.prepare();
  image.prepare();
  fp::ModelFile model;
  model.description = "two networks";
  model.provenance = toJson({.command = "test", .data = "\"quoted\"", .seed = 7});
  model.networks = {dense.integers(), image.integers()};
  const at::Tensor probe = at::randint(-128, 128, {100, 48}).to(at::kFloat);
  const fp::ModelFile read = exportModel(folder / "m", model, {&dense, &image}, {{probe}});
  EXPECT_EQ(read.description, "two networks");
  EXPECT_EQ(read.provenance, model.provenance);
  EXPECT_EQ(read.networks.size(), 2U);
  EXPECT_EQ(read.knownAnswers.size(), 2U);
  EXPECT_EQ(fp::selfTest(*fp::makeCpuEngine(), read), std::nullopt);
}

TEST(Exporter, RefusesIntegersThatDoNotAgree) {
  const tests::TemporaryFolder folder;
  QuantisedNetwork network = denseNetwork(7);
  network.prepare();
  fp::ModelFile model;
  model.networks = {network.integers()};
  model.networks[0].layers[1].weights[5] =
      static_cast<std::int16_t>(model.networks[0].layers[1].weights[5] ^ 64);
  try {
    exportModel(folder / "m", model, {&network}, {});
    FAIL() << "was exported";
  } catch (const core::Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("differ in"));
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "m"));
}

TEST(TorchEngine, ComputesWhatTheCpuEngineComputes) {
  const std::unique_ptr<fp::Engine> torchEngine = makeTorchEngine("cpu");
  const std::unique_ptr<fp::Engine> cpuEngine = fp::makeCpuEngine();
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    for (const fp::Network& network :
         {tests::everyLayerNetwork(seed), tests::denseNetwork({48, 64, 64, 12}, seed)}) {
      fp::requireValid(network);
      const auto inputs = fp::seededInputs(network, seed, 14, 22);
      EXPECT_EQ(fp::digestOf(torchEngine->run(network, inputs)),
                fp::digestOf(cpuEngine->run(network, inputs)))
          << network.name << " " << seed;
    }
  }
}

TEST(TorchEngine, SaysWhatItCannot) {
  EXPECT_THROW(makeTorchEngine("no such device"), core::Error);
  if (!torch::cuda::is_available()) {
    EXPECT_THROW(makeTorchEngine("cuda:0"), core::Error);
  }
  const fp::Network network = tests::denseNetwork({4, 3}, 1);
  EXPECT_THROW(makeTorchEngine("cpu")->run(network, {}), core::Error);
}

TEST(TorchEngine, CudaComputesWhatTheCpuEngineComputes) {
  if (!torch::cuda::is_available()) GTEST_SKIP() << "LibTorch finds no CUDA device";
  const std::unique_ptr<fp::Engine> torchEngine = makeTorchEngine("cuda:0");
  const fp::Network network = tests::everyLayerNetwork();
  const auto inputs = fp::seededInputs(network, 1, 256, 384);
  EXPECT_EQ(fp::digestOf(torchEngine->run(network, inputs)),
            fp::digestOf(fp::makeCpuEngine()->run(network, inputs)));
}

}  // namespace
}  // namespace trabecula::models
