#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/fixedpoint/network.h"

namespace trabecula::core::fixedpoint {

/// Lanes (samples or columns) are computed in groups of this many on every target.
inline constexpr int laneGroup = 16;

/// The lanes' count that covers `count`.
inline constexpr int wholeLaneGroups(int count) {
  return (count + laneGroup - 1) / laneGroup * laneGroup;
}

/// One row of outputs of a convolution. A tap is a pair of neighbouring input channels at one place of the
/// kernel: lane l of tap t reads input[offsets[t] + 2 l] and the value after it.
struct ConvCall {
  const std::int16_t* input;
  const std::ptrdiff_t* offsets;
  int taps;
  /// [block][tap][Kernels::outputsPerBlock]: the two weights of a pair, the first one in the low half.
  const std::int32_t* weights;
  const std::int32_t* bias;         ///< of whole blocks
  const std::int32_t* multipliers;  ///< of whole blocks
  int outputs;
  int shift;
  ValueRange range;
  int lanes;  ///< a multiple of laneGroup
  /// Not paired: output + channel * outputStride + lane. Paired, as an input of the next layer:
  /// output + pair * outputStride + 2 lane + (channel & 1); a last odd channel is paired with any value.
  std::int16_t* output;
  std::ptrdiff_t outputStride;
  bool paired;
};

/// What an instruction set provides. Results are the same for every bit of every input, whatever its range:
/// sums wrap at 32 bits, and so does what a requantisation shifts.
struct Kernels {
  std::string_view name;
  int outputsPerBlock;  ///< at most 16, even
  void (*conv)(const ConvCall& call);
};

const Kernels& scalarKernels();

}  // namespace trabecula::core::fixedpoint
