#include <algorithm>
#include <array>

#include "core/fixedpoint/kernels.h"

namespace trabecula::core::fixedpoint {
namespace {

constexpr int outputsPerBlock = 2;
using Group = std::array<std::uint32_t, laneGroup>;  // unsigned: sums wrap

void addTap(Group& sums, const std::int16_t* values, std::int32_t weights) {
  const std::int32_t even = static_cast<std::int16_t>(weights & 0xFFFF);
  const std::int32_t odd = static_cast<std::int16_t>(weights >> 16);
  for (std::size_t lane = 0; lane < sums.size(); ++lane) {
    sums[lane] += static_cast<std::uint32_t>(values[2 * lane] * even);
    sums[lane] += static_cast<std::uint32_t>(values[2 * lane + 1] * odd);
  }
}

std::int16_t requantise(std::uint32_t sum, std::int32_t multiplier, int shift, const ValueRange& range) {
  const std::int64_t product = std::int64_t{static_cast<std::int32_t>(sum)} * multiplier;
  const std::int64_t shifted = (product + (std::int64_t{1} << (shift - 1))) >> shift;
  return static_cast<std::int16_t>(std::clamp(static_cast<std::int32_t>(shifted), range.low, range.high));
}

void conv(const ConvCall& call) {
  for (int output = 0; output < call.outputs; ++output) {
    const std::int32_t* weights =
        call.weights + static_cast<std::ptrdiff_t>(output / outputsPerBlock) * call.taps * outputsPerBlock +
        output % outputsPerBlock;
    std::int16_t* target = call.paired ? call.output + output / 2 * call.outputStride + output % 2
                                       : call.output + output * call.outputStride;
    const int step = call.paired ? 2 : 1;
    for (int first = 0; first < call.lanes; first += laneGroup) {
      Group sums;
      sums.fill(static_cast<std::uint32_t>(call.bias[output]));
      for (int tap = 0; tap < call.taps; ++tap) {
        addTap(sums, call.input + call.offsets[tap] + 2 * static_cast<std::ptrdiff_t>(first),
               weights[static_cast<std::ptrdiff_t>(tap) * outputsPerBlock]);
      }
      for (const std::uint32_t sum : sums) {
        *target = requantise(sum, call.multipliers[output], call.shift, call.range);
        target += step;
      }
    }
  }
}

}  // namespace

const Kernels& scalarKernels() {
  static constexpr Kernels kernels{"scalar", outputsPerBlock, &conv};
  return kernels;
}

}  // namespace trabecula::core::fixedpoint
