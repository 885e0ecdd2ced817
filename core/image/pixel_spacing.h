#pragma once

#include <optional>

namespace trabecula::core {

/// Where a pixel spacing comes from, so that a length is never silently called millimetres.
enum class SpacingSource {
  None,        ///< unknown: lengths are in pixels
  Calibrated,  ///< Pixel Spacing (0028,0030) at the patient or calibrated with a fiducial
  AtDetector   ///< Imager Pixel Spacing (0018,1164): millimetres at the detector, magnified
};

/// Millimetres between the centres of neighbouring pixels. DICOM PS3.3, 10.7.1.
struct PixelSpacing {
  double rowMm = 0;     ///< between rows, that is along y
  double columnMm = 0;  ///< between columns, that is along x
  SpacingSource source = SpacingSource::None;
  /// Estimated Radiographic Magnification Factor (0018,1114), where the file has it.
  std::optional<double> magnification;

  bool operator==(const PixelSpacing&) const = default;
};

/// "calibrated", "at detector" or "none": as `info --json` prints it.
const char* spacingSourceName(SpacingSource source);

}  // namespace trabecula::core
