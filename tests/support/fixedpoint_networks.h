#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/fixedpoint/network.h"
#include "tests/support/seeded_image.h"

namespace trabecula::tests {

namespace fp = core::fixedpoint;

/// -bound..bound.
inline std::int32_t symmetric(Lcg& random, std::int32_t bound) {
  return static_cast<std::int32_t>(random.below(static_cast<std::uint32_t>(2 * bound + 1))) - bound;
}

struct ConvRecipe {
  int source = 0;
  int inputChannels = 1;
  int outputChannels = 1;
  int kernelHeight = 1;
  int kernelWidth = 1;
  int stride = 1;
  std::int32_t maxWeight = 127;
  fp::ValueRange range{0, 255};
  bool wide = false;
};

/// Random weights, bias and multipliers whose results use much of the range and are clipped at both ends.
inline fp::Layer seededConv(const ConvRecipe& recipe, Lcg& random) {
  fp::Layer layer;
  layer.kind = fp::LayerKind::Conv;
  layer.sources = {recipe.source};
  layer.range = recipe.range;
  layer.outputChannels = recipe.outputChannels;
  layer.kernelHeight = recipe.kernelHeight;
  layer.kernelWidth = recipe.kernelWidth;
  layer.stride = recipe.stride;
  layer.wide = recipe.wide;
  const int filter = recipe.inputChannels * recipe.kernelHeight * recipe.kernelWidth;
  for (int i = 0; i < filter * recipe.outputChannels; ++i) {
    layer.weights.push_back(static_cast<std::int16_t>(symmetric(random, recipe.maxWeight)));
  }
  layer.shift = 24;
  for (int i = 0; i < recipe.outputChannels; ++i) {
    layer.bias.push_back(symmetric(random, 5000));
    layer.multipliers.push_back(static_cast<std::int32_t>(20000 + random.below(200000)));
  }
  return layer;
}

inline fp::Layer layerOf(fp::LayerKind kind, std::vector<int> sources) {
  fp::Layer layer;
  layer.kind = kind;
  layer.sources = std::move(sources);
  return layer;
}

inline fp::Layer seededAdd(int first, int second, Lcg& random, fp::ValueRange range = {0, 255}) {
  fp::Layer layer = layerOf(fp::LayerKind::Add, {first, second});
  layer.range = range;
  layer.shift = 14;
  layer.multipliers = {static_cast<std::int32_t>(5000 + random.below(20000)),
                       -static_cast<std::int32_t>(random.below(9000))};
  return layer;
}

/// A chain of dense layers through these numbers of channels; hidden values 0..255, signed 16-bit results.
inline fp::Network denseNetwork(const std::vector<int>& channels, std::uint64_t seed,
                                fp::ValueRange inputRange = {-255, 255}) {
  Lcg random(seed);
  fp::Network network;
  network.name = "dense";
  network.inputs = {{channels.front(), inputRange}};
  for (std::size_t i = 0; i + 1 < channels.size(); ++i) {
    const bool last = i + 2 == channels.size();
    network.layers.push_back(
        seededConv({.source = static_cast<int>(i),
                    .inputChannels = channels[i],
                    .outputChannels = channels[i + 1],
                    .range = last ? fp::ValueRange{-2000, 3000} : fp::ValueRange{0, 255}},
                   random));
  }
  network.outputs = {static_cast<int>(network.layers.size())};
  return network;
}

/// Every kind of layer in one graph: two inputs, a step down and up, a skip connection, two outputs, 8-bit
/// and 16-bit weights, signed and unsigned ranges.
inline fp::Network everyLayerNetwork(std::uint64_t seed = 7) {
  Lcg random(seed);
  fp::Network network;
  network.name = "every layer";
  network.inputs = {{3, {0, 255}}, {2, {-1000, 1000}}};
  auto& layers = network.layers;
  layers.push_back(
      seededConv({.source = 0, .inputChannels = 3, .outputChannels = 5, .kernelHeight = 3, .kernelWidth = 3},
                 random));  // 2
  layers.push_back(seededConv({.source = 1,
                               .inputChannels = 2,
                               .outputChannels = 5,
                               .kernelHeight = 1,
                               .kernelWidth = 5,
                               .maxWeight = 900,
                               .range = {-300, 300},
                               .wide = true},
                              random));                    // 3
  layers.push_back(seededAdd(2, 3, random, {-100, 200}));  // 4
  layers.push_back(seededConv({.source = 4,
                               .inputChannels = 5,
                               .outputChannels = 16,
                               .kernelHeight = 3,
                               .kernelWidth = 3,
                               .stride = 2},
                              random));                           // 5
  layers.push_back(layerOf(fp::LayerKind::PixelUnshuffle, {4}));  // 6
  layers.push_back(layerOf(fp::LayerKind::Concat, {5, 6}));       // 7
  layers.push_back(seededConv(
      {.source = 7, .inputChannels = 36, .outputChannels = 20, .range = {-32768, 32767}}, random));  // 8
  layers.push_back(layerOf(fp::LayerKind::PixelShuffle, {8}));                                       // 9
  layers.push_back(seededConv({.source = 8,
                               .inputChannels = 20,
                               .outputChannels = 3,
                               .kernelHeight = 2,
                               .kernelWidth = 4,
                               .stride = 2,
                               .maxWeight = 30,
                               .wide = true},
                              random));  // 10
  network.outputs = {9, 10, 4, 1, 9};
  return network;
}

}  // namespace trabecula::tests
