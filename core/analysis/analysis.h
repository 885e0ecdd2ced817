#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/image/image.h"

namespace trabecula::core {

/// A signed map, one value a pixel, row-major: residuals in stored units.
struct ResidualMap {
  int width = 0;
  int height = 0;
  std::vector<std::int32_t> values;
  std::string title;  ///< "Reconstruction residual", "Prediction residual (median edge)"
};

/// One part of what a codec writes.
struct StreamSize {
  std::string name;  ///< "Header", "Sub-image A", "Tiles"
  std::uint64_t bytes = 0;
};

/// What a codec had to code; see Codec::analyse.
struct Analysis {
  std::vector<ResidualMap> predictionResiduals;  ///< one per stream or sub-image
  std::vector<float> bitCost;                    ///< bits of each pixel of the image, or empty
  /// Standard deviation, in stored units, of the distribution that each pixel was coded with: what the codec
  /// expected of it; or empty.
  std::vector<float> expectedDeviation;
  /// The parts of its streams, which sum to the lengths of those that encode() gives for all frames; empty
  /// where the codec does not tell.
  std::vector<StreamSize> streams;
  std::optional<Image> baseLayer;  ///< what a prefix of the stream decodes to
};

/// Adds to the part of that name, which other frames may have too.
inline void addStreamSize(std::vector<StreamSize>& streams, const std::string& name, std::uint64_t bytes) {
  for (StreamSize& stream : streams) {
    if (stream.name != name) continue;
    stream.bytes += bytes;
    return;
  }
  streams.push_back({name, bytes});
}

}  // namespace trabecula::core
