#include "core/fixedpoint/dense_stack.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/fixedpoint/prepared_conv.h"
#include "core/support/error.h"

namespace trabecula::core::fixedpoint {
namespace {

constexpr std::size_t alignment = 64;

void requireChain(const Network& network, int lanes) {
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorCategory::InvalidArgument,
                "Network " + network.name + " cannot run as a stack of dense layers: " + what);
  };
  if (lanes < laneGroup || lanes % laneGroup != 0) fail("the batch is no multiple of 16");
  if (lanes > maxDenseLanes) fail("the batch is too large");
  if (network.inputs.size() != 1 || network.outputs.size() != 1) fail("it has several inputs or outputs");
  if (network.layers.empty()) fail("it has no layers");
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    if (layer.kind != LayerKind::Conv || layer.kernelHeight != 1 || layer.kernelWidth != 1 ||
        layer.stride != 1 || layer.sources != std::vector<int>{static_cast<int>(i)}) {
      fail("layer " + std::to_string(i) + " is not a 1 x 1 convolution of the layer before");
    }
  }
  if (network.outputs.front() != static_cast<int>(network.layers.size()))
    fail("its output is not the last layer");
}

}  // namespace

struct DenseStack::Prepared {
  struct DenseLayer {
    PreparedConv conv;
    std::vector<std::ptrdiff_t> offsets;
    ConvCall call;
  };
  std::vector<DenseLayer> layers;
};

DenseStack::DenseStack(const Network& network, int lanes, CpuTarget target) : lanes_(lanes) {
  requireValid(network);
  requireChain(network, lanes);
  inputChannels_ = network.inputs.front().channels;
  outputChannels_ = network.layers.back().outputChannels;
  auto prepared = std::make_unique<Prepared>();
  prepared->layers.reserve(network.layers.size());
  int channels = inputChannels_;
  const std::ptrdiff_t pairStep = std::ptrdiff_t{2} * lanes;
  for (const Layer& layer : network.layers) {
    auto& dense = prepared->layers.emplace_back(
        Prepared::DenseLayer{PreparedConv(layer, channels, target.kernels()), {}, {}});
    dense.offsets = dense.conv.offsets(pairStep, 0, 0);
    dense.call = dense.conv.call();
    dense.call.offsets = dense.offsets.data();
    const bool last = &layer == &network.layers.back();
    dense.call.paired = !last;
    dense.call.outputStride = last ? lanes : pairStep;
    channels = layer.outputChannels;
    if (!last) {
      const auto pairs = static_cast<std::size_t>((channels + 1) / 2);
      scratchValues_ = std::max(scratchValues_, pairs * static_cast<std::size_t>(pairStep));
    }
  }
  prepared_ = std::move(prepared);
}

DenseStack::~DenseStack() = default;
DenseStack::DenseStack(DenseStack&&) noexcept = default;
DenseStack& DenseStack::operator=(DenseStack&&) noexcept = default;

std::size_t DenseStack::inputSize() const {
  return static_cast<std::size_t>((inputChannels_ + 1) / 2 * 2) * static_cast<std::size_t>(lanes_);
}

std::size_t DenseStack::outputSize() const {
  return static_cast<std::size_t>(outputChannels_) * static_cast<std::size_t>(lanes_);
}

DenseStack::Scratch DenseStack::makeScratch() const {
  // The lanes are a multiple of 16 pairs of 2 bytes, so that the second half is as aligned as the first.
  Scratch scratch;
  scratch.memory_.resize(2 * scratchValues_ + alignment / sizeof(std::int16_t));
  void* begin = scratch.memory_.data();
  std::size_t space = scratch.memory_.size() * sizeof(std::int16_t);
  scratch.first_ = static_cast<std::int16_t*>(
      std::align(alignment, 2 * scratchValues_ * sizeof(std::int16_t), begin, space));
  scratch.second_ = scratch.first_ + scratchValues_;
  return scratch;
}

void DenseStack::run(const std::int16_t* input, std::int16_t* output, Scratch& scratch, int active) const {
  const int lanes = std::min(lanes_, wholeLaneGroups(active));
  std::int16_t* target = scratch.first_;
  std::int16_t* other = scratch.second_;
  for (const auto& layer : prepared_->layers) {
    ConvCall call = layer.call;
    call.input = input;
    call.lanes = lanes;
    call.output = call.paired ? target : output;
    layer.conv.run(call);
    input = target;
    std::swap(target, other);
  }
}

}  // namespace trabecula::core::fixedpoint
