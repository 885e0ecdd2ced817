#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/image/image.h"

namespace trabecula::core {

/// How the viewer shows an image at the moment: a window, or one of the file's VOI LUTs, and the polarity
/// the user asked for on top of the file's own.
struct DisplaySettings {
  VoiWindow window;
  std::optional<std::size_t> voiLut;  ///< index into Presentation::voiLuts; replaces the window
  bool invert = false;

  bool operator==(const DisplaySettings&) const = default;
};

/// Table from displacement (stored value - ImageFormat::minValue()) to an opaque grey 0xFFRRGGBB.
/// 2^bitsStored entries. The chain is PS3.3 C.11: modality transform, VOI, then polarity: inversion comes
/// after VOI. Padding is shown black.
std::vector<std::uint32_t> displayLut(const ImageFormat& format, const Presentation& presentation,
                                      const DisplaySettings& settings);

}  // namespace trabecula::core
