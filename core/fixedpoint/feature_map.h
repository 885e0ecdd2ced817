#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trabecula::core::fixedpoint {

struct MapShape {
  int channels = 0;
  int height = 0;
  int width = 0;

  std::size_t pixels() const { return static_cast<std::size_t>(height) * static_cast<std::size_t>(width); }
  std::size_t values() const { return static_cast<std::size_t>(channels) * pixels(); }
  bool operator==(const MapShape&) const = default;
};

/// Integer activations, [channel][row][column]. The values keep to the range that the network declares for
/// the edge; 8-bit activations are 0..255 in the same 16-bit type.
struct FeatureMap {
  MapShape shape;
  std::vector<std::int16_t> values;

  FeatureMap() = default;
  /// All zero.
  explicit FeatureMap(const MapShape& mapShape) : shape(mapShape), values(mapShape.values()) {}

  std::int16_t* row(int channel, int y) { return values.data() + rowBegin(channel, y); }
  const std::int16_t* row(int channel, int y) const { return values.data() + rowBegin(channel, y); }

 private:
  std::size_t rowBegin(int channel, int y) const {
    return static_cast<std::size_t>(channel) * shape.pixels() +
           static_cast<std::size_t>(y) * static_cast<std::size_t>(shape.width);
  }
};

}  // namespace trabecula::core::fixedpoint
