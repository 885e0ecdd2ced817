#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/image/pixel_spacing.h"

namespace trabecula::core {

enum class Photometric { Monochrome1, Monochrome2 };

/// A DICOM look-up table (PS3.3 C.11.1 and C.11.2): entry i holds the output of input firstMapped + i; inputs
/// outside take the first or last entry.
struct LookupTable {
  std::int32_t firstMapped = 0;
  int outputBits = 16;  ///< 8..16
  std::vector<std::uint16_t> entries;
  std::string explanation;

  bool operator==(const LookupTable&) const = default;
};

/// Stored value to modality value: a table, or slope * value + intercept. PS3.3 C.11.1.
struct ModalityTransform {
  double slope = 1;
  double intercept = 0;
  std::optional<LookupTable> table;
  std::string units;  ///< Rescale Type: "HU", "OD", "US"; empty where unspecified

  bool isIdentity() const { return !table && slope == 1 && intercept == 0; }
  bool operator==(const ModalityTransform&) const = default;
};

/// VOI LUT Function. PS3.3 C.11.2.1.2 and C.11.2.1.3.
enum class VoiFunction { Linear, LinearExact, Sigmoid };

/// A window on modality values.
struct VoiWindow {
  double centre = 0;
  double width = 1;  ///< >= 1 for Linear, > 0 for the others
  VoiFunction function = VoiFunction::Linear;
  std::string explanation;

  bool operator==(const VoiWindow&) const = default;
};

/// Pixel Padding Value and Range Limit (0028,0120/0121), as stored values, ends included.
struct PaddingRange {
  std::int32_t low = 0;
  std::int32_t high = 0;

  bool contains(std::int32_t storedValue) const { return storedValue >= low && storedValue <= high; }
  bool operator==(const PaddingRange&) const = default;
};

/// How stored values are meant to be shown and measured; never affects what is compressed.
struct Presentation {
  Photometric photometric = Photometric::Monochrome2;
  ModalityTransform modality;
  std::vector<VoiWindow> windows;    ///< the file's own, in its order
  std::vector<LookupTable> voiLuts;  ///< the file's own, in its order
  /// Presentation LUT Shape INVERSE (2050,0020): display polarity reversed after VOI, as for MONOCHROME1.
  bool inverseShape = false;
  std::optional<PaddingRange> padding;
  PixelSpacing spacing;

  /// True where low values are to be shown bright. PS3.3 C.11.6: with MONOCHROME1 the shape is INVERSE and
  /// does not invert a second time.
  bool showsLowBright() const { return photometric == Photometric::Monochrome1 || inverseShape; }
  bool operator==(const Presentation&) const = default;
};

}  // namespace trabecula::core
