#include "core/fixedpoint/network.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "core/fixedpoint/delivery.h"
#include "core/support/error.h"

namespace trabecula::core::fixedpoint {
namespace {

constexpr std::int64_t maxMapValues = std::int64_t{1} << 31U;
constexpr int maxConvShift = 32;
constexpr int maxAddShift = 30;

/// Says which network and which layer of it a check is about.
struct Place {
  const Network& network;
  std::size_t layer;

  [[noreturn]] void fail(const std::string& what, ErrorCategory category = ErrorCategory::Corrupt) const {
    throw Error(category, "Network " + network.name + ", layer " + std::to_string(layer) + ": " + what);
  }
  void require(bool condition, const char* what) const {
    if (!condition) fail(what);
  }
};

[[noreturn]] void failNetwork(const Network& network, const std::string& what) {
  throw Error(ErrorCategory::Corrupt, "Network " + network.name + ": " + what);
}

bool isValidRange(const ValueRange& range) {
  return range.low <= range.high && range.low >= std::numeric_limits<std::int16_t>::min() &&
         range.high <= std::numeric_limits<std::int16_t>::max();
}

void requireEdges(const Network& network, const std::vector<int>& edges, std::size_t known,
                  const char* what) {
  if (edges.empty() || edges.size() > static_cast<std::size_t>(maxEdgeList)) failNetwork(network, what);
  for (const int edge : edges) {
    if (edge < 0 || static_cast<std::size_t>(edge) >= known) failNetwork(network, what);
  }
}

void requireConv(const Place& place, const Layer& layer, int inputChannels, const ValueRange& inputRange) {
  place.require(layer.shift >= 1 && layer.shift <= maxConvShift, "its shift is not 1 to 32");
  const auto outputs = static_cast<std::size_t>(layer.outputChannels);
  const std::size_t filter = static_cast<std::size_t>(inputChannels) *
                             static_cast<std::size_t>(layer.kernelHeight) *
                             static_cast<std::size_t>(layer.kernelWidth);
  place.require(layer.weights.size() == outputs * filter && layer.bias.size() == outputs &&
                    layer.multipliers.size() == outputs,
                "weights, bias or multipliers are not of the right number");
  const std::int64_t largest = std::max(1, inputRange.maxAbs());
  for (std::size_t output = 0; output < outputs; ++output) {
    std::int64_t sum = 0;
    for (std::size_t i = output * filter; i < (output + 1) * filter; ++i) {
      sum += std::abs(static_cast<std::int32_t>(layer.weights[i]));
    }
    const std::int64_t reach = sum * largest + std::abs(std::int64_t{layer.bias[output]});
    place.require(reach < (layer.wide ? wideBound : narrowBound),
                  layer.wide ? "a filter's sums may reach 2^31" : "a filter's sums may reach 2^24");
    const std::int64_t multiplier = layer.multipliers[output];
    place.require(multiplier >= 0, "a multiplier is negative");
    // reach < 2^31 and multiplier < 2^31: no overflow here.
    const std::int64_t largestResult =
        (reach * multiplier + (std::int64_t{1} << (layer.shift - 1))) >> layer.shift;
    place.require(largestResult <= std::numeric_limits<std::int32_t>::max(),
                  "a multiplier is too large for its shift");
  }
}

void requireAdd(const Place& place, const Layer& layer, const ValueRange& first, const ValueRange& second) {
  place.require(layer.shift >= 1 && layer.shift <= maxAddShift, "its shift is not 1 to 30");
  place.require(layer.multipliers.size() == 2, "it does not have two multipliers");
  const std::int64_t a = std::abs(std::int64_t{layer.multipliers[0]});
  const std::int64_t b = std::abs(std::int64_t{layer.multipliers[1]});
  place.require(std::max(a, b) <= std::numeric_limits<std::int16_t>::max(), "a multiplier is beyond 16 bits");
  place.require(a * first.maxAbs() + b * second.maxAbs() + (std::int64_t{1} << (layer.shift - 1)) < wideBound,
                "its sums may reach 2^31");
}

}  // namespace

int deliveredChannels(const Network& network, std::size_t index, std::span<const int> channels) {
  const Layer& layer = network.layers[index];
  const Place place{network, index};
  place.require(!layer.sources.empty() && layer.sources.size() <= static_cast<std::size_t>(maxEdgeList),
                "it has no sources or too many");
  for (const int source : layer.sources) {
    place.require(source >= 0 && static_cast<std::size_t>(source) < network.inputs.size() + index,
                  "it reads what is not computed before it");
  }
  const int first = channels[static_cast<std::size_t>(layer.sources.front())];
  if (layer.kind != LayerKind::Concat) {
    place.require(layer.sources.size() == (layer.kind == LayerKind::Add ? 2U : 1U),
                  "the number of its sources is wrong");
  }
  int delivered = first;
  switch (layer.kind) {
    case LayerKind::Conv:
      place.require(layer.kernelHeight >= 1 && layer.kernelHeight <= maxKernel && layer.kernelWidth >= 1 &&
                        layer.kernelWidth <= maxKernel,
                    "its kernel is not 1 to 15 wide and high");
      place.require(layer.stride == 1 || layer.stride == 2, "its stride is not 1 or 2");
      delivered = layer.outputChannels;
      break;
    case LayerKind::PixelShuffle:
      place.require(first % 4 == 0, "the number of its channels is no multiple of four");
      delivered = first / 4;
      break;
    case LayerKind::PixelUnshuffle:
      delivered = first * 4;
      break;
    case LayerKind::Add:
      place.require(channels[static_cast<std::size_t>(layer.sources[1])] == first,
                    "its sources have different numbers of channels");
      break;
    case LayerKind::Concat:
      delivered = 0;
      for (const int source : layer.sources) delivered += channels[static_cast<std::size_t>(source)];
      break;
    default:
      place.fail("it is of an unknown kind", ErrorCategory::Unsupported);
  }
  place.require(delivered >= 1 && delivered <= maxChannels, "it delivers no channels or more than 4096");
  return delivered;
}

std::vector<int> edgeChannels(const Network& network) {
  if (network.inputs.empty() || network.inputs.size() > static_cast<std::size_t>(maxEdgeList)) {
    failNetwork(network, "it has no inputs or too many");
  }
  std::vector<int> channels;
  for (const NetworkInput& input : network.inputs) {
    if (input.channels < 1 || input.channels > maxChannels) {
      failNetwork(network, "an input has no channels or more than 4096");
    }
    channels.push_back(input.channels);
  }
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    channels.push_back(deliveredChannels(network, i, channels));
  }
  return channels;
}

std::vector<ValueRange> edgeRanges(const Network& network) {
  std::vector<ValueRange> ranges;
  for (const NetworkInput& input : network.inputs) ranges.push_back(input.range);
  for (const Layer& layer : network.layers) {
    if (layer.kind == LayerKind::Conv || layer.kind == LayerKind::Add) {
      ranges.push_back(layer.range);
      continue;
    }
    ValueRange all = ranges[static_cast<std::size_t>(layer.sources.front())];
    for (const int source : layer.sources) {
      const ValueRange& range = ranges[static_cast<std::size_t>(source)];
      all = {std::min(all.low, range.low), std::max(all.high, range.high)};
    }
    ranges.push_back(all);
  }
  return ranges;
}

void requireValid(const Network& network) {
  if (!isValidName(network.name)) {
    throw Error(ErrorCategory::Corrupt, "A network's name is not 1 to 64 printable ASCII characters");
  }
  if (network.layers.size() > static_cast<std::size_t>(maxLayers))
    failNetwork(network, "it has too many layers");
  const std::vector<int> channels = edgeChannels(network);
  requireEdges(network, network.outputs, channels.size(), "its list of outputs is wrong");
  const std::vector<ValueRange> ranges = edgeRanges(network);
  for (const NetworkInput& input : network.inputs) {
    if (!isValidRange(input.range)) failNetwork(network, "the range of an input is not within 16 bits");
  }
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.layers[i];
    const Place place{network, i};
    const auto source = [&](std::size_t index) { return static_cast<std::size_t>(layer.sources[index]); };
    if (layer.kind != LayerKind::Conv && layer.kind != LayerKind::Add) continue;
    place.require(isValidRange(layer.range), "its range is not within 16 bits");
    if (layer.kind == LayerKind::Conv) {
      requireConv(place, layer, channels[source(0)], ranges[source(0)]);
    } else {
      requireAdd(place, layer, ranges[source(0)], ranges[source(1)]);
    }
  }
}

std::vector<MapShape> edgeShapes(const Network& network, std::span<const MapShape> inputs) {
  const std::vector<int> channels = edgeChannels(network);
  const auto fail = [&](const std::string& what) {
    throw Error(ErrorCategory::InvalidArgument, "Network " + network.name + ": " + what);
  };
  if (inputs.size() != network.inputs.size()) fail("the number of input maps is wrong");
  std::vector<MapShape> shapes;
  const auto append = [&](const MapShape& shape) {
    if (shape.height < 1 || shape.width < 1 ||
        std::int64_t{shape.height} * shape.width > maxMapValues / shape.channels) {
      fail("a map is empty or too large");
    }
    shapes.push_back(shape);
  };
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].channels != channels[i]) fail("an input map has the wrong number of channels");
    append(inputs[i]);
  }
  for (const Layer& layer : network.layers) {
    MapShape shape = shapes[static_cast<std::size_t>(layer.sources.front())];
    for (const int source : layer.sources) {
      const MapShape& other = shapes[static_cast<std::size_t>(source)];
      if (other.height != shape.height || other.width != shape.width) fail("maps of different sizes meet");
    }
    shape.channels = channels[shapes.size()];
    if (layer.kind == LayerKind::Conv) {
      shape.height = shape.height / layer.stride + shape.height % layer.stride;
      shape.width = shape.width / layer.stride + shape.width % layer.stride;
    } else if (layer.kind == LayerKind::PixelShuffle) {
      if (std::max(shape.height, shape.width) > std::numeric_limits<int>::max() / 2)
        fail("a map is too large");
      shape.height *= 2;
      shape.width *= 2;
    } else if (layer.kind == LayerKind::PixelUnshuffle) {
      if (shape.height % 2 != 0 || shape.width % 2 != 0) fail("a map that is to be split has an odd size");
      shape.height /= 2;
      shape.width /= 2;
    }
    append(shape);
  }
  return shapes;
}

std::int64_t macsOf(const Network& network, std::span<const MapShape> inputs) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 2;
  const std::vector<MapShape> shapes = edgeShapes(network, inputs);
  std::int64_t total = 0;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    // At most 2^31 pixels times 2^40 weights would overflow; a valid network has fewer than 2^26 weights.
    const auto weights = static_cast<std::int64_t>(network.layers[i].weights.size());
    const auto pixels = static_cast<std::int64_t>(shapes[network.inputs.size() + i].pixels());
    if (weights != 0 && pixels > (most - total) / weights) return most;
    total += weights * pixels;
  }
  return total;
}

}  // namespace trabecula::core::fixedpoint
