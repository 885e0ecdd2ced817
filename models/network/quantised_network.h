#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/fixedpoint/network.h"

namespace trabecula::models {

/// What an edge carries: integers in `range`, each worth `unit` in the real numbers that weights and biases
/// are thought in. Networks train best where the real numbers are about -2..2.
struct EdgeFormat {
  core::fixedpoint::ValueRange range;
  double unit = 1;

  /// 8-bit clipped ReLU: 0..255 stand for 0..`top`.
  static EdgeFormat clippedRelu(double top = 4) { return {{0, 255}, top / 255}; }
  /// 8-bit without ReLU: -127..127 stand for -top..top.
  static EdgeFormat signed8(double top = 4) { return {{-127, 127}, top / 127}; }
  /// 16-bit fixed point, for outputs.
  static EdgeFormat fixedPoint(int fractionBits) { return {{-32768, 32767}, 1.0 / (1 << fractionBits)}; }
};

struct ConvShape {
  int outputChannels = 1;
  int kernel = 1;  ///< odd
  int stride = 1;  ///< 1 or 2
};

/// How forward() multiplies. Both give the same integers wherever the library's convolution does not round;
/// `Exact` cannot round on any device, and is slower.
enum class Arithmetic { Fast, Exact };

/// A network of core::fixedpoint that can be trained: the one definition that both training and export use.
///
/// It is built layer by layer, as core::fixedpoint::Network is: functions return the edge's number. Weights
/// and biases are real numbers (fp32); prepare() makes the integers that stand for them, and forward()
/// computes with these integers, kept in floats: what core::fixedpoint's engines compute, bit for bit (sums
/// stay below 2^24, where floats are exact; requantisation runs in doubles). Derivatives go straight through
/// the rounding (Bengio, Leonard and Courville 2013), and are zero where a range clips.
///
/// Building and prepare() are for one thread; then any number of threads may call forward().
class QuantisedNetwork {
 public:
  /// `name` as in the model file. `seed` starts the weights (He et al. 2015: variance 2 / inputs).
  QuantisedNetwork(std::string name, std::uint64_t seed);

  int addInput(int channels, const EdgeFormat& format);
  /// A convolution; 1 x 1 with stride 1 is a dense layer. `gain` scales the initial weights.
  int addConv(int source, const ConvShape& shape, const EdgeFormat& format, double gain = 1);
  int addSum(int a, int b, const EdgeFormat& format);
  int addPixelShuffle(int source);
  int addPixelUnshuffle(int source);
  int addConcat(const std::vector<int>& sources);
  void addOutput(int edge);

  const std::string& name() const { return name_; }
  /// True if all layers are dense: inputs may be [samples][channels].
  bool isDense() const;
  /// Where the parameters are.
  at::Device device() const;

  /// The weights and biases, for an optimiser: leaves that require gradients. set_data() may move them to
  /// another device or memory.
  std::vector<at::Tensor>& parameters() { return parameters_; }

  /// Takes the weights and biases from an exported network, to train on from there. Throws
  /// Error{InvalidArgument} where its layers are not this network's.
  void setWeights(const core::fixedpoint::Network& network);

  /// Makes the integers from the parameters as they are now, on the parameters' device.
  void prepare();

  /// Integers in floats, in and out. Inputs are [samples][channels] (only if all layers are dense) or
  /// [n][channels][height][width], of values within the declared ranges. Call prepare() first.
  std::vector<at::Tensor> forward(const std::vector<at::Tensor>& inputs,
                                  Arithmetic arithmetic = Arithmetic::Fast) const;

  /// The integers of the last prepare(). Throws Error where they do not make a valid network.
  core::fixedpoint::Network integers() const;

 private:
  struct Layer {
    core::fixedpoint::LayerKind kind = core::fixedpoint::LayerKind::Conv;
    std::vector<int> sources;
    ConvShape shape;
    std::size_t weight = 0;  ///< its place in parameters_; the bias is the next
    int shift = 1;
    // Since prepare():
    at::Tensor sourceUnits;      ///< [1][C][1][1], real value of one integer of every input channel
    at::Tensor integerWeights;   ///< [O][C][k][k]
    at::Tensor weightGradient;   ///< [O][C][1][1]: d(real weight) per d(integer weight)
    at::Tensor integerBias;      ///< [O]
    at::Tensor biasGradient;     ///< [O]: d(real bias) per d(integer bias)
    at::Tensor multipliers;      ///< [O] or [sources], integers in doubles
    at::Tensor realMultipliers;  ///< multipliers / 2^shift in doubles, on the device
  };

  int addLayer(Layer layer, const EdgeFormat& format, std::vector<double> channelUnits);
  void prepareConv(Layer& layer, const EdgeFormat& format);
  at::Tensor runConv(const Layer& layer, const EdgeFormat& format, const at::Tensor& x,
                     Arithmetic arithmetic) const;
  at::Tensor runLayer(const Layer& layer, const EdgeFormat& format, const std::vector<at::Tensor>& edges,
                      Arithmetic arithmetic) const;

  std::string name_;
  std::uint64_t seed_;
  int inputs_ = 0;
  std::vector<Layer> layers_;
  std::vector<EdgeFormat> formats_;                ///< of every edge
  std::vector<std::vector<double>> channelUnits_;  ///< of every edge: real value of one integer a channel
  std::vector<int> outputs_;
  std::vector<at::Tensor> parameters_;
};

}  // namespace trabecula::models
