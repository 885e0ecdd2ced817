#include "core/fixedpoint/map_layers.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace trabecula::core::fixedpoint {

void addMaps(const Layer& layer, const FeatureMap& first, const FeatureMap& second, FeatureMap& output) {
  // 16-bit copies tell the compiler that 16 x 16 bit products do.
  const auto a = static_cast<std::int16_t>(layer.multipliers[0]);
  const auto b = static_cast<std::int16_t>(layer.multipliers[1]);
  const int shift = layer.shift;
  const std::int32_t rounding = std::int32_t{1} << (shift - 1);
  const ValueRange range = layer.range;
  const std::int16_t* x = first.values.data();
  const std::int16_t* y = second.values.data();
  std::int16_t* target = output.values.data();
  for (std::size_t i = 0; i < output.values.size(); ++i) {
    const std::int32_t sum = x[i] * a + y[i] * b + rounding;
    target[i] = static_cast<std::int16_t>(std::clamp(sum >> shift, range.low, range.high));
  }
}

void shuffleMap(const FeatureMap& input, FeatureMap& output) {
  for (int channel = 0; channel < input.shape.channels; ++channel) {
    const int i = channel / 2 % 2;
    const int j = channel % 2;
    for (int y = 0; y < input.shape.height; ++y) {
      const std::int16_t* source = input.row(channel, y);
      std::int16_t* target = output.row(channel / 4, 2 * y + i) + j;
      for (int x = 0; x < input.shape.width; ++x) target[2 * static_cast<std::ptrdiff_t>(x)] = source[x];
    }
  }
}

void unshuffleMap(const FeatureMap& input, FeatureMap& output) {
  for (int channel = 0; channel < output.shape.channels; ++channel) {
    const int i = channel / 2 % 2;
    const int j = channel % 2;
    for (int y = 0; y < output.shape.height; ++y) {
      const std::int16_t* source = input.row(channel / 4, 2 * y + i) + j;
      std::int16_t* target = output.row(channel, y);
      for (int x = 0; x < output.shape.width; ++x) target[x] = source[2 * static_cast<std::ptrdiff_t>(x)];
    }
  }
}

void concatMaps(std::span<const FeatureMap* const> inputs, FeatureMap& output) {
  auto target = output.values.begin();
  for (const FeatureMap* input : inputs)
    target = std::copy(input->values.begin(), input->values.end(), target);
}

}  // namespace trabecula::core::fixedpoint
