#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>

namespace trabecula::widgets {

/// Diverging: zero-centred, for residuals. Sequential: from zero up, for bit cost.
enum class SurfaceColours { Diverging, Sequential };

/// A height field to be shown as a surface. The values are only read during the call that takes the field.
struct SurfaceField {
  int width = 0;   ///< in values
  int height = 0;  ///< in values
  /// Row-major, width * height entries, in steps of `unit`.
  std::variant<std::span<const std::int32_t>, std::span<const float>> values;
  std::string title;  ///< "Prediction residual (median edge)"; may be empty
  std::string units;  ///< "stored units", "bits"
  double unit = 1;    ///< what one step of a value is worth in `units`
  int originX = 0;    ///< the field's upper left pixel in the image
  int originY = 0;
  int pixelsPerValue =
      1;  ///< image pixels each way that one value stands for: 2 for a sub-image of half size
  SurfaceColours colours = SurfaceColours::Diverging;
  /// The magnitude that gets the last colour and at which heights are cut; chosen from the values where
  /// empty.
  /// In `units`.
  std::optional<double> fullScale;
};

}  // namespace trabecula::widgets
