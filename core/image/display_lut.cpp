#include "core/image/display_lut.h"

#include <cmath>

#include "core/image/window_level.h"

namespace trabecula::core {

std::vector<std::uint32_t> displayLut(const ImageFormat& format, const Presentation& presentation,
                                      const DisplaySettings& settings) {
  const bool lowBright = presentation.showsLowBright() != settings.invert;
  const LookupTable* table = settings.voiLut && *settings.voiLut < presentation.voiLuts.size()
                                 ? &presentation.voiLuts[*settings.voiLut]
                                 : nullptr;

  std::vector<std::uint32_t> lut(std::size_t{1} << static_cast<unsigned>(format.bitsStored));
  for (std::size_t i = 0; i < lut.size(); ++i) {
    const std::int32_t stored = format.minValue() + static_cast<std::int32_t>(i);
    const double value = modalityValue(presentation.modality, stored);
    double fraction = table ? lutFraction(*table, value) : windowFraction(settings.window, value);
    if (lowBright) fraction = 1 - fraction;
    if (presentation.padding && presentation.padding->contains(stored)) fraction = 0;
    const auto grey = static_cast<std::uint32_t>(std::lround(fraction * 255));
    lut[i] = 0xFF000000U | (grey * 0x010101U);
  }
  return lut;
}

}  // namespace trabecula::core
