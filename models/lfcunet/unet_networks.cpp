#include "models/lfcunet/unet_networks.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace trabecula::models {
namespace {

/// Real value of a grey level on the edges of images.
constexpr double greyUnit = 1.0 / 64;

EdgeFormat greyLevels() {
  return {{-128, 127}, greyUnit};
}

EdgeFormat relu() {
  return EdgeFormat::clippedRelu();
}

/// conv, ReLU, conv, sum with what came in, ReLU (He et al. 2016).
int addResidualBlock(QuantisedNetwork& network, int edge, int channels) {
  const int inner = network.addConv(edge, {.outputChannels = channels, .kernel = 3}, relu());
  const int change =
      network.addConv(inner, {.outputChannels = channels, .kernel = 3}, EdgeFormat::signed8(), 0.3);
  return network.addSum(edge, change, relu());
}

int addStepUp(QuantisedNetwork& network, int edge, int skip, int channels, int outputs) {
  const int wide = network.addConv(edge, {.outputChannels = 4 * channels}, relu());
  const int larger = network.addPixelShuffle(wide);
  return network.addConv(network.addConcat({larger, skip}), {.outputChannels = outputs, .kernel = 3}, relu());
}

int addUNet(QuantisedNetwork& network, int middle, const UNetShape& shape) {
  const auto channels = [&](int level) { return shape.channels[static_cast<std::size_t>(level)]; };
  std::vector<int> skips;
  int edge = network.addConv(middle, {.outputChannels = channels(0), .kernel = 3}, relu());
  edge = addResidualBlock(network, edge, channels(0));
  for (int level = 1; level <= shape.levels; ++level) {
    skips.push_back(edge);
    edge = network.addConv(edge, {.outputChannels = channels(level), .kernel = 3, .stride = 2}, relu());
    edge = addResidualBlock(network, edge, channels(level));
  }
  for (int level = shape.levels - 1; level >= 0; --level) {
    const int outputs = level == 0 ? shape.featureChannels : channels(level);
    edge = addStepUp(network, edge, skips[static_cast<std::size_t>(level)], channels(level), outputs);
  }
  return edge;
}

/// Lets the prediction begin as a mean of the nearest known pixels. `weights`: [1][channels + known][3][3].
void startAsMean(at::Tensor& weights, int channels, int known) {
  const at::NoGradGuard noGradients;
  const auto at = [&](int image, int y, int x) { return weights.index({0, channels + image, y, x}); };
  weights.narrow(1, channels, known).zero_();
  if (known == 1) {  // D lies in the middle of four pixels of A
    for (const auto& [y, x] : {std::pair{1, 1}, {1, 2}, {2, 1}, {2, 2}}) at(0, y, x).fill_(0.25);
  } else if (known == 2) {  // B between two of A beside it, and two of D above and below
    at(0, 1, 1).fill_(0.25);
    at(0, 1, 2).fill_(0.25);
    at(1, 0, 1).fill_(0.25);
    at(1, 1, 1).fill_(0.25);
  } else {  // C between two of A above and below, and two of D beside it
    at(0, 1, 1).fill_(0.25);
    at(0, 2, 1).fill_(0.25);
    at(1, 1, 0).fill_(0.25);
    at(1, 1, 1).fill_(0.25);
  }
}

}  // namespace

UNetShape UNetShape::paper() {
  return {.levels = 4,
          .channels = {64, 96, 128, 192, 256},
          .predictionChannels = 64,
          .featureChannels = 64,
          .classes = core::lfcunet::classes};
}

QuantisedNetwork makeUNet(const std::string& name, int knownSubImages, const UNetShape& shape,
                          std::uint64_t seed) {
  QuantisedNetwork network(name, seed);
  const int width = shape.channels[0];
  const int input = network.addInput(knownSubImages, greyLevels());
  int edge = network.addConv(input, {.outputChannels = width, .kernel = 3}, relu());
  edge = network.addConv(edge, {.outputChannels = width, .kernel = 3}, relu());
  const int middle = network.addConcat({edge, input});

  const int head = network.addConv(middle, {.outputChannels = shape.predictionChannels, .kernel = 3}, relu());
  const EdgeFormat fine{{-128 << predictionFractionBits, (128 << predictionFractionBits) - 1},
                        greyUnit / (1 << predictionFractionBits)};
  const int prediction =
      network.addConv(network.addConcat({head, input}), {.outputChannels = 1, .kernel = 3}, fine, 0.1);
  // A convolution's weights stand before its bias.
  startAsMean(network.parameters()[network.parameters().size() - 2], shape.predictionChannels,
              knownSubImages);
  network.addOutput(prediction);
  network.addOutput(addUNet(network, middle, shape));
  return network;
}

QuantisedNetwork makeClasses(const std::string& name, const UNetShape& shape, std::uint64_t seed) {
  QuantisedNetwork network(name, seed);
  const int input = network.addInput(shape.featureChannels, relu());
  const int logits = network.addConv(input, {.outputChannels = shape.classes},
                                     EdgeFormat::fixedPoint(logitFractionBits), 0.1);
  network.addOutput(logits);
  // Half of the features begin as widths: what a feature adds falls with the residual's size.
  const at::NoGradGuard noGradients;
  at::Tensor& weights = network.parameters()[0];
  at::Tensor& bias = network.parameters()[1];
  const int middle = shape.classes / 2;
  for (int k = 0; k < shape.classes; ++k) {
    const double distance = std::abs(k - middle);
    bias[k] = -2.5 * std::log2(1 + distance / 3) - std::log2(1 + distance / 60);
    for (int f = 0; f < shape.featureChannels / 2; ++f) {
      const double reach = std::exp2(0.5 * f);
      const double sign = f % 2 == 0 ? 1 : -1;
      weights[k][f] += sign * 0.3 * (std::log2(1 + distance / reach) - std::log2(1 + 20 / reach));
    }
  }
  return network;
}

}  // namespace trabecula::models
