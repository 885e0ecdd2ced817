#include "models/engine/torch_engine.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/feature_map.h"
#include "core/fixedpoint/network.h"
#include "core/support/error.h"
#include "models/engine/exact_convolution.h"

namespace trabecula::models {
namespace {

namespace fp = core::fixedpoint;

/// A copy on `device`; LibTorch keeps no pointer to ours.
template <typename T>
at::Tensor toDevice(const std::vector<T>& values, at::IntArrayRef shape, at::ScalarType type,
                    at::ScalarType target, const at::Device& device) {
  // from_blob() takes no const, but nothing writes.
  auto* data = const_cast<T*>(values.data());
  return at::from_blob(data, shape, at::TensorOptions(type)).to(device).to(target, false, true);
}

/// Edges are [1][C][h][w] of integers in fp32, exact because values have 16 bits.
at::Tensor toTensor(const fp::FeatureMap& map, const at::Device& device) {
  return toDevice(map.values, {1, map.shape.channels, map.shape.height, map.shape.width}, at::kShort,
                  at::kFloat, device);
}

fp::FeatureMap toMap(const at::Tensor& tensor) {
  const at::Tensor values = tensor.to(at::kShort).to(at::kCPU).contiguous();
  fp::FeatureMap map(
      {static_cast<int>(tensor.size(1)), static_cast<int>(tensor.size(2)), static_cast<int>(tensor.size(3))});
  std::copy_n(values.data_ptr<std::int16_t>(), map.values.size(), map.values.begin());
  return map;
}

/// `values` are 64-bit integers.
at::Tensor shiftAndClamp(const at::Tensor& values, const fp::Layer& layer) {
  const std::int64_t half = std::int64_t{1} << static_cast<unsigned>(layer.shift - 1);
  return at::bitwise_right_shift(values + half, layer.shift)
      .clamp(layer.range.low, layer.range.high)
      .to(at::kFloat);
}

at::Tensor runConv(const fp::Layer& layer, const at::Tensor& x) {
  const at::ScalarType type = layer.wide ? at::kDouble : at::kFloat;
  const at::Device device = x.device();
  const at::Tensor weights =
      toDevice(layer.weights, {layer.outputChannels, x.size(1), layer.kernelHeight, layer.kernelWidth},
               at::kShort, type, device);
  const auto perChannel = [&](const std::vector<std::int32_t>& values) {
    return toDevice(values, {1, layer.outputChannels, 1, 1}, at::kInt, at::kLong, device);
  };
  const at::Tensor sums = exactConvolution(x.to(type), weights, layer.stride).to(at::kLong);
  return shiftAndClamp((sums + perChannel(layer.bias)) * perChannel(layer.multipliers), layer);
}

at::Tensor runLayer(const fp::Layer& layer, const std::vector<at::Tensor>& edges) {
  std::vector<at::Tensor> sources;
  for (const int source : layer.sources) sources.push_back(edges[static_cast<std::size_t>(source)]);
  switch (layer.kind) {
    case fp::LayerKind::Conv:
      return runConv(layer, sources[0]);
    case fp::LayerKind::PixelShuffle:
      return at::pixel_shuffle(sources[0], 2);
    case fp::LayerKind::PixelUnshuffle:
      return at::pixel_unshuffle(sources[0], 2);
    case fp::LayerKind::Add:
      return shiftAndClamp(sources[0].to(at::kLong) * static_cast<std::int64_t>(layer.multipliers[0]) +
                               sources[1].to(at::kLong) * static_cast<std::int64_t>(layer.multipliers[1]),
                           layer);
    case fp::LayerKind::Concat:
      break;
  }
  return at::cat(sources, 1);
}

class TorchEngine : public fp::Engine {
 public:
  explicit TorchEngine(const at::Device& device) : device_(device) {}

  std::string name() const override { return "LibTorch (" + device_.str() + ")"; }

  std::vector<fp::FeatureMap> run(const fp::Network& network, std::span<const fp::FeatureMap> inputs,
                                  int /*threads*/) const override {
    fp::requireFitting(network, inputs);
    // A device computes one thing at a time: more would only need more of its memory.
    const std::scoped_lock lock(running_);
    try {
      return runChecked(network, inputs);
    } catch (const std::exception& failure) {
      // LibTorch's messages are pages long; the first line says what happened.
      const std::string what = failure.what();
      throw core::Error(core::ErrorCategory::ResourceLimit,
                        name() + " failed: " + what.substr(0, what.find('\n')));
    }
  }

 private:
  std::vector<fp::FeatureMap> runChecked(const fp::Network& network,
                                         std::span<const fp::FeatureMap> inputs) const {
    const at::NoGradGuard noGradients;
    requireFullPrecision();
    std::vector<at::Tensor> edges;
    for (const fp::FeatureMap& input : inputs) edges.push_back(toTensor(input, device_));
    std::vector<int> lastUse(edges.size() + network.layers.size(), -1);
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
      for (const int source : network.layers[k].sources) {
        lastUse[static_cast<std::size_t>(source)] = static_cast<int>(k);
      }
    }
    for (const int output : network.outputs) {
      lastUse[static_cast<std::size_t>(output)] = static_cast<int>(network.layers.size());
    }
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
      edges.push_back(runLayer(network.layers[k], edges));
      for (std::size_t edge = 0; edge < edges.size(); ++edge) {
        if (lastUse[edge] <= static_cast<int>(k)) edges[edge] = at::Tensor();
      }
    }
    std::vector<fp::FeatureMap> outputs;
    for (const int output : network.outputs) {
      outputs.push_back(toMap(edges[static_cast<std::size_t>(output)]));
    }
    return outputs;
  }

  at::Device device_;
  mutable std::mutex running_;
};

}  // namespace

std::unique_ptr<fp::Engine> makeTorchEngine(const std::string& device) {
  try {
    const at::Device chosen(device);
    // Allocating shows whether the device is there.
    at::zeros({1}, at::TensorOptions(at::kFloat).device(chosen));
    return std::make_unique<TorchEngine>(chosen);
  } catch (const std::exception&) {
    throw core::Error(core::ErrorCategory::Unsupported, "LibTorch has no device " + device);
  }
}

}  // namespace trabecula::models
