#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/fixedpoint/feature_map.h"

namespace trabecula::core::fixedpoint {

/// Closed interval of the values of an edge, within -32768..32767.
struct ValueRange {
  std::int32_t low = 0;
  std::int32_t high = 255;

  std::int32_t maxAbs() const { return -low > high ? -low : high; }
  bool operator==(const ValueRange&) const = default;
};

/// The numbers are those of the model file.
enum class LayerKind : std::uint8_t {
  /// out[o][y][x] = requantise(bias[o] + sum of weights[o][c][ky][kx] *
  ///                           in[c][y * stride + ky - (kernelHeight - 1) / 2][x * stride + kx - ...]),
  /// zero outside the map; ceil(height / stride) rows, ceil(width / stride) columns. For odd kernels that is
  /// the usual convolution with padding (kernel - 1) / 2; a 1 x 1 kernel with stride 1 is a dense layer.
  Conv = 1,
  /// out[c][2y + i][2x + j] = in[4c + 2i + j][y][x], as the operation of that name in the usual frameworks.
  PixelShuffle = 2,
  /// The inverse; height and width must be even.
  PixelUnshuffle = 3,
  /// requantise(a * multipliers[0] + b * multipliers[1]) of two maps of the same shape.
  Add = 4,
  /// The channels of the sources, one after the other. No value changes.
  Concat = 5
};

/// requantise(v) = clamp((v * multiplier + 2^(shift-1)) >> shift, range.low, range.high), in 64 bits, with an
/// arithmetic shift. ReLU and clipping are the range. (For Add the multipliers are in v already.)
///
/// What requireValid() demands so that every engine computes the same integers:
/// - Conv: for every output channel A = sum|weights| * a + |bias| < 2^24 where a is the largest magnitude in
/// the
///   ranges of the source (at least 1): every fp32 partial sum is an exact integer in any order. Layers
///   flagged `wide`: A < 2^31. A * multiplier + 2^(shift-1) < 2^(31+shift), multiplier >= 0.
/// - Add: |multiplier| <= 32767, a * |m0| + b * |m1| + 2^(shift-1) < 2^31.
/// - shift 1..32 (Conv), 1..30 (Add).
struct Layer {
  LayerKind kind = LayerKind::Conv;
  /// Edges: 0..inputs-1 are the network's inputs, inputs + k is what layer k delivers. Only earlier layers.
  std::vector<int> sources;
  /// Conv and Add: of what the layer delivers. The other kinds deliver the union of their sources' ranges and
  /// ignore it.
  ValueRange range;

  // Conv only
  int outputChannels = 0;
  int kernelHeight = 1;
  int kernelWidth = 1;
  int stride = 1;                     ///< 1 or 2, both directions
  bool wide = false;                  ///< bounded by 2^31 instead of 2^24: fp64 on a GPU
  std::vector<std::int16_t> weights;  ///< [output][input channel][ky][kx]; stored with 8 bits where all fit
  std::vector<std::int32_t> bias;     ///< one an output channel

  // Conv (one multiplier an output channel) and Add (one a source)
  std::vector<std::int32_t> multipliers;
  int shift = 1;
};

struct NetworkInput {
  int channels = 1;
  ValueRange range;
};

/// A directed acyclic graph of layers in an order in which they can be computed.
struct Network {
  std::string name;  ///< 1..64 printable ASCII characters; unique in its file
  std::vector<NetworkInput> inputs;
  std::vector<Layer> layers;
  std::vector<int> outputs;  ///< edges that run() delivers, numbered as Layer::sources
};

/// Limits of a valid network; the reader checks them before it allocates.
inline constexpr int maxChannels = 4096;
inline constexpr int maxKernel = 15;
inline constexpr int maxLayers = 4096;
inline constexpr int maxEdgeList = 64;  ///< inputs, outputs, sources of a Concat
inline constexpr std::int64_t maxWeightBytes = std::int64_t{64}
                                               << 20U;  ///< a whole file, at two bytes a weight
inline constexpr std::int64_t narrowBound = std::int64_t{1} << 24U;
inline constexpr std::int64_t wideBound = std::int64_t{1} << 31U;

/// Checks counts, order, channel agreement, ranges and the exactness bound. Throws Error{Corrupt} that names
/// the network and the layer.
void requireValid(const Network& network);

/// Channels of every edge (inputs first, then layers) of a network whose edges are in order. Throws
/// Error{Corrupt} where channels do not agree.
std::vector<int> edgeChannels(const Network& network);
/// Ranges of every edge; as edgeChannels.
std::vector<ValueRange> edgeRanges(const Network& network);

/// Shapes of every edge for inputs of these shapes. Throws Error{InvalidArgument} where an input has other
/// channels than declared, an Add meets different sizes, a PixelUnshuffle an odd size, or a map would have
/// more than 2^31 values.
std::vector<MapShape> edgeShapes(const Network& network, std::span<const MapShape> inputs);

/// Multiply-accumulates of one run with inputs of these shapes.
std::int64_t macsOf(const Network& network, std::span<const MapShape> inputs);

}  // namespace trabecula::core::fixedpoint
