#include "models/network/quantised_network.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/fixedpoint/network.h"
#include "core/support/error.h"
#include "models/engine/exact_convolution.h"
#include "models/network/requantisation.h"

namespace trabecula::models {
namespace {

namespace fp = core::fixedpoint;

/// Multipliers have fewer bits than this: with sums below 2^24 every product is exact in a double.
constexpr int multiplierBits = 22;
constexpr double largestWeight = 127;
constexpr double largestStep = 64;

std::span<const float> floats(const at::Tensor& tensor) {
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

/// [samples][channels] or [n][channels][height][width], contiguous.
ValueLayout layoutOf(const at::Tensor& x) {
  const auto dimension = [&](std::int64_t i) { return static_cast<std::size_t>(x.size(i)); };
  return {dimension(0), dimension(1), x.dim() == 4 ? dimension(2) * dimension(3) : 1};
}

/// One number a channel in the shape that broadcasts over `x`.
at::Tensor perChannel(const at::Tensor& values, const at::Tensor& x) {
  return x.dim() == 4 ? values.view({-1, 1, 1}) : values;
}

/// The integers that stand for real parameters; the derivative passes straight through, times `gradient`.
class StraightThrough : public torch::autograd::Function<StraightThrough> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& /*parameters*/,
                            const at::Tensor& integers, const at::Tensor& gradient) {
    context->save_for_backward({gradient});
    return integers.detach();
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    return {gradients[0] * context->get_saved_variables()[0], at::Tensor(), at::Tensor()};
  }
};

/// Sums of a convolution to the layer's integers; see requantise().
class Requantise : public torch::autograd::Function<Requantise> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& sums,
                            const at::Tensor& bias, const at::Tensor& multiplier, std::int64_t low,
                            std::int64_t high) {
    const at::Tensor contiguous = sums.contiguous();
    at::Tensor out;
    if (sums.is_cuda()) {
      const at::Tensor exact = contiguous.to(at::kDouble) + perChannel(bias, contiguous).to(at::kDouble);
      out = (exact * perChannel(multiplier, contiguous) + 0.5)
                .floor_()
                .clamp_(static_cast<double>(low), static_cast<double>(high))
                .to(at::kFloat);
    } else {
      out = at::empty_like(contiguous);
      requantise(layoutOf(contiguous), requantisation(bias, multiplier, low, high),
                 contiguous.data_ptr<float>(), out.data_ptr<float>());
    }
    context->save_for_backward({out, bias, multiplier});
    context->saved_data["low"] = low;
    context->saved_data["high"] = high;
    return out;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const at::Tensor& out = saved[0];
    const at::Tensor gradient = gradients[0].contiguous();
    const std::int64_t low = context->saved_data["low"].toInt();
    const std::int64_t high = context->saved_data["high"].toInt();
    // 16-bit outputs hardly ever clip, and must find back where they do.
    const bool clipped = high - low < 65535;
    at::Tensor sumsGradient;
    at::Tensor biasGradient;
    if (gradient.is_cuda()) {
      sumsGradient = gradient * perChannel(saved[2].to(at::kFloat), gradient);
      if (clipped) {
        sumsGradient *= out.gt(static_cast<double>(low)).logical_and_(out.lt(static_cast<double>(high)));
      }
      biasGradient = gradient.dim() == 4 ? sumsGradient.sum({0, 2, 3}) : sumsGradient.sum(0);
    } else {
      sumsGradient = at::empty_like(gradient);
      biasGradient = at::zeros_like(saved[1]);
      requantiseBackward(layoutOf(gradient), requantisation(saved[1], saved[2], low, high), clipped,
                         out.data_ptr<float>(), gradient.data_ptr<float>(), sumsGradient.data_ptr<float>(),
                         {biasGradient.data_ptr<float>(), static_cast<std::size_t>(biasGradient.numel())});
    }
    return {sumsGradient, biasGradient, at::Tensor(), at::Tensor(), at::Tensor()};
  }

 private:
  static Requantisation requantisation(const at::Tensor& bias, const at::Tensor& multiplier, std::int64_t low,
                                       std::int64_t high) {
    return {floats(bias),
            {multiplier.data_ptr<double>(), static_cast<std::size_t>(multiplier.numel())},
            static_cast<float>(low),
            static_cast<float>(high)};
  }
};

/// clamp(floor(a * m0 + b * m1 + 1/2)) with the derivative of a * m0 + b * m1 where nothing clips.
class RequantisedSum : public torch::autograd::Function<RequantisedSum> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& a,
                            const at::Tensor& b, double m0, double m1, double low, double high) {
    at::Tensor out =
        (a.to(at::kDouble) * m0 + b.to(at::kDouble) * m1 + 0.5).floor_().clamp_(low, high).to(at::kFloat);
    context->save_for_backward({out.gt(low).logical_and_(out.lt(high))});
    context->saved_data["m0"] = m0;
    context->saved_data["m1"] = m1;
    return out;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const at::Tensor passed = gradients[0] * context->get_saved_variables()[0];
    return {passed * context->saved_data["m0"].toDouble(),
            passed * context->saved_data["m1"].toDouble(),
            at::Tensor(),
            at::Tensor(),
            at::Tensor(),
            at::Tensor()};
  }
};

/// Largest shift with which every multiplier keeps to `bits` bits.
int shiftFor(double largestMultiplier, int bits, int mostShift) {
  int exponent = 0;
  std::frexp(std::max(largestMultiplier, 1e-9), &exponent);  // largestMultiplier < 2^exponent
  return std::clamp(bits - exponent, 1, mostShift);
}

/// Uniform, of this standard deviation; the same numbers with every library.
void startWeights(at::Tensor& weights, double deviation, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  auto* data = weights.data_ptr<float>();
  for (std::int64_t i = 0; i < weights.numel(); ++i) {
    const double unit = std::ldexp(static_cast<double>(random() >> 11U), -52) - 1;  // -1..1
    data[i] = static_cast<float>(unit * std::sqrt(3.0) * deviation);
  }
}

std::vector<std::int32_t> toIntegers(const at::Tensor& tensor) {
  const at::Tensor values = tensor.detach().to(at::kCPU).to(at::kInt).contiguous();
  const auto* data = values.data_ptr<std::int32_t>();
  return {data, data + values.numel()};
}

}  // namespace

QuantisedNetwork::QuantisedNetwork(std::string name, std::uint64_t seed)
    : name_(std::move(name)), seed_(seed) {}

int QuantisedNetwork::addInput(int channels, const EdgeFormat& format) {
  formats_.push_back(format);
  channelUnits_.emplace_back(static_cast<std::size_t>(channels), format.unit);
  return inputs_++;
}

int QuantisedNetwork::addLayer(Layer layer, const EdgeFormat& format, std::vector<double> channelUnits) {
  layers_.push_back(std::move(layer));
  formats_.push_back(format);
  channelUnits_.push_back(std::move(channelUnits));
  return static_cast<int>(formats_.size()) - 1;
}

int QuantisedNetwork::addConv(int source, const ConvShape& shape, const EdgeFormat& format, double gain) {
  if (shape.kernel % 2 == 0) {
    throw core::Error(core::ErrorCategory::InvalidArgument, "Trainable convolutions have odd kernels");
  }
  const auto channels = static_cast<std::int64_t>(channelUnits_[static_cast<std::size_t>(source)].size());
  const std::int64_t fanIn = channels * shape.kernel * shape.kernel;
  Layer layer;
  layer.sources = {source};
  layer.shape = shape;
  layer.weight = parameters_.size();
  at::Tensor start = at::empty({shape.outputChannels, channels, shape.kernel, shape.kernel}, at::kFloat);
  startWeights(start, gain * std::sqrt(2.0 / static_cast<double>(fanIn)), seed_ + layer.weight);
  parameters_.push_back(start.requires_grad_());
  parameters_.push_back(at::zeros({shape.outputChannels}).requires_grad_());
  std::vector<double> units(static_cast<std::size_t>(shape.outputChannels), format.unit);
  return addLayer(std::move(layer), format, std::move(units));
}

int QuantisedNetwork::addSum(int a, int b, const EdgeFormat& format) {
  Layer layer;
  layer.kind = fp::LayerKind::Add;
  layer.sources = {a, b};
  std::vector<double> ratios;
  double largest = 0;
  for (const int source : layer.sources) {
    const std::vector<double>& units = channelUnits_[static_cast<std::size_t>(source)];
    if (std::any_of(units.begin(), units.end(), [&](double unit) { return unit != units[0]; })) {
      throw core::Error(core::ErrorCategory::InvalidArgument, "A sum's sources have one unit each");
    }
    ratios.push_back(units[0] / format.unit);
    largest = std::max(largest, ratios.back());
  }
  // Both products together stay below 2^31 for 16-bit sources as well.
  layer.shift = shiftFor(largest, 14, 30);
  for (double& ratio : ratios) ratio = std::round(std::ldexp(ratio, layer.shift));
  layer.multipliers = at::tensor(ratios, at::kDouble);
  layer.realMultipliers = layer.multipliers * std::ldexp(1.0, -layer.shift);
  std::vector<double> units(channelUnits_[static_cast<std::size_t>(a)].size(), format.unit);
  return addLayer(std::move(layer), format, std::move(units));
}

int QuantisedNetwork::addPixelShuffle(int source) {
  Layer layer;
  layer.kind = fp::LayerKind::PixelShuffle;
  layer.sources = {source};
  const EdgeFormat format = formats_[static_cast<std::size_t>(source)];
  std::vector<double> units;
  const std::vector<double>& before = channelUnits_[static_cast<std::size_t>(source)];
  for (std::size_t c = 0; c < before.size(); c += 4) {
    if (std::any_of(before.begin() + static_cast<std::ptrdiff_t>(c),
                    before.begin() + static_cast<std::ptrdiff_t>(std::min(c + 4, before.size())),
                    [&](double unit) { return unit != before[c]; })) {
      throw core::Error(core::ErrorCategory::InvalidArgument, "Channels that are shuffled have one unit");
    }
    units.push_back(before[c]);
  }
  return addLayer(std::move(layer), format, std::move(units));
}

int QuantisedNetwork::addPixelUnshuffle(int source) {
  Layer layer;
  layer.kind = fp::LayerKind::PixelUnshuffle;
  layer.sources = {source};
  const EdgeFormat format = formats_[static_cast<std::size_t>(source)];
  std::vector<double> units;
  for (const double unit : channelUnits_[static_cast<std::size_t>(source)])
    units.insert(units.end(), 4, unit);
  return addLayer(std::move(layer), format, std::move(units));
}

int QuantisedNetwork::addConcat(const std::vector<int>& sources) {
  Layer layer;
  layer.kind = fp::LayerKind::Concat;
  layer.sources = sources;
  EdgeFormat format = formats_[static_cast<std::size_t>(sources.at(0))];
  std::vector<double> units;
  for (const int source : sources) {
    const fp::ValueRange& range = formats_[static_cast<std::size_t>(source)].range;
    format.range.low = std::min(format.range.low, range.low);
    format.range.high = std::max(format.range.high, range.high);
    const std::vector<double>& more = channelUnits_[static_cast<std::size_t>(source)];
    units.insert(units.end(), more.begin(), more.end());
  }
  return addLayer(std::move(layer), format, std::move(units));
}

void QuantisedNetwork::addOutput(int edge) {
  outputs_.push_back(edge);
}

bool QuantisedNetwork::isDense() const {
  return std::all_of(layers_.begin(), layers_.end(), [](const Layer& layer) {
    const bool conv = layer.kind == fp::LayerKind::Conv;
    return layer.kind == fp::LayerKind::Concat || layer.kind == fp::LayerKind::Add ||
           (conv && layer.shape.kernel == 1 && layer.shape.stride == 1);
  });
}

at::Device QuantisedNetwork::device() const {
  return parameters_.empty() ? at::Device(at::kCPU) : parameters_[0].device();
}

void QuantisedNetwork::setWeights(const fp::Network& network) {
  const auto refuse = [&] {
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "The model's network " + network.name + " has other layers than the one to train");
  };
  if (network.layers.size() != layers_.size()) refuse();
  const at::NoGradGuard noGradients;
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    const fp::Layer& from = network.layers[k];
    const Layer& layer = layers_[k];
    if (from.kind != layer.kind || from.sources != layer.sources) refuse();
    if (layer.kind != fp::LayerKind::Conv) continue;
    at::Tensor& weights = parameters_[layer.weight];
    at::Tensor& bias = parameters_[layer.weight + 1];
    if (from.weights.size() != static_cast<std::size_t>(weights.numel()) ||
        from.bias.size() != static_cast<std::size_t>(bias.numel())) {
      refuse();
    }
    // What an integer is worth: the multiplier, in units of the layer's values.
    const double unit = formats_[static_cast<std::size_t>(inputs_) + k].unit;
    const std::vector<double>& sources = channelUnits_[static_cast<std::size_t>(layer.sources[0])];
    const at::Tensor worth =
        at::tensor(from.multipliers, at::kInt).to(at::kDouble) * std::ldexp(unit, -from.shift);
    const at::Tensor sourceUnits = at::tensor(sources, at::kDouble).view({1, -1, 1, 1});
    const std::vector<std::int32_t> integers(from.weights.begin(), from.weights.end());
    weights.copy_(at::tensor(integers, at::kInt).to(at::kDouble).view(weights.sizes()) *
                  worth.view({-1, 1, 1, 1}) / sourceUnits);
    bias.copy_(at::tensor(from.bias, at::kInt).to(at::kDouble) * worth);
  }
}

void QuantisedNetwork::prepare() {
  const at::NoGradGuard noGradients;
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    if (layers_[k].kind == fp::LayerKind::Conv) {
      prepareConv(layers_[k], formats_[static_cast<std::size_t>(inputs_) + k]);
    }
  }
}

void QuantisedNetwork::prepareConv(Layer& layer, const EdgeFormat& format) {
  const at::Tensor& weights = parameters_[layer.weight];
  const at::Tensor& bias = parameters_[layer.weight + 1];
  const auto source = static_cast<std::size_t>(layer.sources[0]);
  const at::Device device = weights.device();
  if (!layer.sourceUnits.defined() || layer.sourceUnits.device() != device) {
    layer.sourceUnits = at::tensor(channelUnits_[source], at::kDouble).view({1, -1, 1, 1}).to(device);
  }
  const double sourceMax = std::max(formats_[source].range.maxAbs(), 1);

  // Weights and bias in the unit of the layer's integers, a step of a weight's integer being worth `step`.
  at::Tensor scaled = weights.to(at::kDouble) * layer.sourceUnits / format.unit;
  at::Tensor scaledBias = bias.to(at::kDouble) / format.unit;
  at::Tensor step = scaled.abs().amax({1, 2, 3}) / largestWeight;
  // The exactness bound: three quarters of it for the weights and as much as remains for the bias. Rounding
  // adds at most half a step a weight.
  const std::int64_t filterSize = weights.numel() / weights.size(0);
  const auto perFilter = static_cast<double>(filterSize);
  const double bound = static_cast<double>(fp::narrowBound) - 1;
  const double room = 0.75 * bound / sourceMax - 0.5 * perFilter;
  if (room < 1) {
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      name_ + ": a filter has too many inputs of this range for exact sums");
  }
  step = at::maximum(step, scaled.abs().sum({1, 2, 3}) / room);
  // A bias that is large beside the weights coarsens them; a dead filter still needs a step.
  step = at::maximum(step, scaledBias.abs() / (0.25 * bound));
  // Sums below 2^24 times the step must fit 31 bits: filters beyond that are scaled down as a whole.
  const at::Tensor excess = (step / largestStep).clamp_min(1);
  scaled = scaled / excess.view({-1, 1, 1, 1});
  scaledBias = scaledBias / excess;
  step = (step / excess).clamp_min(1e-7);

  const double largest = step.max().item<double>();
  layer.shift = shiftFor(largest, multiplierBits, 32);
  const double scale = std::ldexp(1.0, layer.shift);
  const at::Tensor multipliers = (step * scale).round().clamp_min(1);
  // What the integers are really worth, rounding of the multiplier included.
  const at::Tensor worth = multipliers / scale;
  const at::Tensor perFilterWorth = worth.view({-1, 1, 1, 1});
  layer.integerWeights =
      (scaled / perFilterWorth).round().clamp_(-largestWeight, largestWeight).to(at::kFloat);
  const at::Tensor left = bound - layer.integerWeights.abs().sum({1, 2, 3}).to(at::kDouble) * sourceMax;
  layer.integerBias = at::minimum(at::maximum((scaledBias / worth).round(), -left), left).to(at::kFloat);
  layer.weightGradient = (layer.sourceUnits / (format.unit * perFilterWorth)).to(at::kFloat);
  layer.biasGradient = (1 / (format.unit * worth)).to(at::kFloat);
  layer.realMultipliers = worth;
  layer.multipliers = multipliers;
}

at::Tensor QuantisedNetwork::runConv(const Layer& layer, const EdgeFormat& format, const at::Tensor& x,
                                     Arithmetic arithmetic) const {
  const at::Tensor weights =
      StraightThrough::apply(parameters_[layer.weight], layer.integerWeights, layer.weightGradient);
  const at::Tensor bias =
      StraightThrough::apply(parameters_[layer.weight + 1], layer.integerBias, layer.biasGradient);
  at::Tensor sums;
  if (x.dim() == 2) {
    sums = at::mm(x, weights.flatten(1).t());
  } else if (arithmetic == Arithmetic::Exact) {
    sums = exactConvolution(x, weights, layer.shape.stride);
  } else {
    const std::int64_t padding = (layer.shape.kernel - 1) / 2;
    sums = at::conv2d(x, weights, {}, layer.shape.stride, padding);
  }
  return Requantise::apply(sums, bias, layer.realMultipliers, static_cast<std::int64_t>(format.range.low),
                           static_cast<std::int64_t>(format.range.high));
}

at::Tensor QuantisedNetwork::runLayer(const Layer& layer, const EdgeFormat& format,
                                      const std::vector<at::Tensor>& edges, Arithmetic arithmetic) const {
  const auto source = [&](std::size_t i) { return edges[static_cast<std::size_t>(layer.sources[i])]; };
  switch (layer.kind) {
    case fp::LayerKind::Conv:
      return runConv(layer, format, source(0), arithmetic);
    case fp::LayerKind::PixelShuffle:
      return at::pixel_shuffle(source(0), 2);
    case fp::LayerKind::PixelUnshuffle:
      return at::pixel_unshuffle(source(0), 2);
    case fp::LayerKind::Add: {
      const auto* factors = layer.realMultipliers.data_ptr<double>();
      return RequantisedSum::apply(source(0), source(1), factors[0], factors[1],
                                   static_cast<double>(format.range.low),
                                   static_cast<double>(format.range.high));
    }
    case fp::LayerKind::Concat:
      break;
  }
  std::vector<at::Tensor> parts;
  for (std::size_t i = 0; i < layer.sources.size(); ++i) parts.push_back(source(i));
  return at::cat(parts, 1);
}

std::vector<at::Tensor> QuantisedNetwork::forward(const std::vector<at::Tensor>& inputs,
                                                  Arithmetic arithmetic) const {
  std::vector<at::Tensor> edges = inputs;
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    edges.push_back(runLayer(layers_[k], formats_[static_cast<std::size_t>(inputs_) + k], edges, arithmetic));
  }
  std::vector<at::Tensor> results;
  for (const int edge : outputs_) results.push_back(edges[static_cast<std::size_t>(edge)]);
  return results;
}

fp::Network QuantisedNetwork::integers() const {
  fp::Network network;
  network.name = name_;
  for (int i = 0; i < inputs_; ++i) {
    const auto edge = static_cast<std::size_t>(i);
    network.inputs.push_back({static_cast<int>(channelUnits_[edge].size()), formats_[edge].range});
  }
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    const Layer& layer = layers_[k];
    fp::Layer result;
    result.kind = layer.kind;
    result.sources = layer.sources;
    result.range = formats_[static_cast<std::size_t>(inputs_) + k].range;
    if (layer.kind == fp::LayerKind::Conv) {
      result.outputChannels = layer.shape.outputChannels;
      result.kernelHeight = result.kernelWidth = layer.shape.kernel;
      result.stride = layer.shape.stride;
      const std::vector<std::int32_t> weights = toIntegers(layer.integerWeights);
      result.weights.assign(weights.begin(), weights.end());
      result.bias = toIntegers(layer.integerBias);
    }
    if (layer.multipliers.defined()) result.multipliers = toIntegers(layer.multipliers);
    result.shift = layer.shift;
    network.layers.push_back(std::move(result));
  }
  network.outputs = outputs_;
  fp::requireValid(network);
  return network;
}

}  // namespace trabecula::models
