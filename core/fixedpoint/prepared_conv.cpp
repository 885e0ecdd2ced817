#include "core/fixedpoint/prepared_conv.h"

#include <algorithm>

namespace trabecula::core::fixedpoint {
namespace {

std::int32_t pairOf(std::int16_t first, std::int16_t second) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::uint16_t>(first)) |
                                   static_cast<std::uint32_t>(static_cast<std::uint16_t>(second)) << 16U);
}

std::vector<std::int32_t> padded(const std::vector<std::int32_t>& values, std::size_t size) {
  std::vector<std::int32_t> result = values;
  result.resize(size);
  return result;
}

}  // namespace

PreparedConv::PreparedConv(const Layer& layer, int inputChannels, const Kernels& kernels)
    : kernels_(&kernels),
      outputs_(layer.outputChannels),
      stride_(layer.stride),
      shift_(layer.shift),
      range_(layer.range) {
  const int perBlock = kernels.outputsPerBlock;
  const int blocks = (outputs_ + perBlock - 1) / perBlock;
  for (int pair = 0; pair < (inputChannels + 1) / 2; ++pair) {
    for (int ky = 0; ky < layer.kernelHeight; ++ky) {
      for (int kx = 0; kx < layer.kernelWidth; ++kx) places_.push_back({pair, ky, kx});
    }
  }
  const auto weightAt = [&](int output, int channel, const TapPlace& place) -> std::int16_t {
    if (output >= outputs_ || channel >= inputChannels) return 0;
    const auto index = ((static_cast<std::size_t>(output) * static_cast<std::size_t>(inputChannels) +
                         static_cast<std::size_t>(channel)) *
                            static_cast<std::size_t>(layer.kernelHeight) +
                        static_cast<std::size_t>(place.ky)) *
                           static_cast<std::size_t>(layer.kernelWidth) +
                       static_cast<std::size_t>(place.kx);
    return layer.weights[index];
  };
  const auto wholeOutputs = static_cast<std::size_t>(blocks) * static_cast<std::size_t>(perBlock);
  weights_.reserve(wholeOutputs * places_.size());
  for (int block = 0; block < blocks; ++block) {
    for (const TapPlace& place : places_) {
      for (int i = 0; i < perBlock; ++i) {
        const int output = block * perBlock + i;
        weights_.push_back(
            pairOf(weightAt(output, 2 * place.pair, place), weightAt(output, 2 * place.pair + 1, place)));
      }
    }
  }
  bias_ = padded(layer.bias, wholeOutputs);
  multipliers_ = padded(layer.multipliers, wholeOutputs);
}

ConvCall PreparedConv::call() const {
  ConvCall call{};
  call.taps = taps();
  call.weights = weights_.data();
  call.bias = bias_.data();
  call.multipliers = multipliers_.data();
  call.outputs = outputs_;
  call.shift = shift_;
  call.range = range_;
  return call;
}

std::vector<std::ptrdiff_t> PreparedConv::offsets(std::ptrdiff_t pairStep, std::ptrdiff_t rowStep,
                                                  std::ptrdiff_t phaseStep) const {
  std::vector<std::ptrdiff_t> result;
  result.reserve(places_.size());
  for (const TapPlace& place : places_) {
    const std::ptrdiff_t column = place.kx / stride_;
    const std::ptrdiff_t phase = place.kx % stride_;
    result.push_back(place.pair * pairStep + place.ky * rowStep + phase * phaseStep + 2 * column);
  }
  return result;
}

}  // namespace trabecula::core::fixedpoint
