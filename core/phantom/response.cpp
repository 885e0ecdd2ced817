#include "core/phantom/response.h"

#include <algorithm>

namespace trabecula::core::phantom {

Response::Response(const Exposure& exposure, int bitsStored, std::uint64_t openField256)
    : dark_(exposure.darkAttenuation),
      range_(exposure.brightAttenuation - exposure.darkAttenuation),
      openLogarithm_(naturalLogarithm(openField256)) {
  const std::int64_t white = (std::int64_t{1} << bitsStored) - 1;
  constexpr std::int64_t places = std::int64_t{1} << curveBits;
  for (std::int64_t i = 0; i <= places; ++i) {
    const Fixed t = i * fixedOne / places;
    // Half straight, half S-shaped; the ends keep 1 % away from the limits of the range.
    const Fixed shaped = (t + smoothStep(t)) / 2;
    curve_.push_back((fixedOne + 98 * shaped) * white * 65536 / (100 * fixedOne));
  }
}

std::uint16_t Response::storedValue(std::uint64_t count256) const {
  const std::int64_t attenuation = openLogarithm_ - naturalLogarithm(std::max<std::uint64_t>(count256, 1));
  const std::int64_t position = std::clamp<std::int64_t>((attenuation - dark_) * 65536 / range_, 0, 65535)
                                << curveBits;
  const auto index = static_cast<std::size_t>(position >> 16);
  const std::int64_t fraction = position & 0xffff;
  const std::int64_t value = curve_[index] + (((curve_[index + 1] - curve_[index]) * fraction) >> 16);
  return static_cast<std::uint16_t>((value + 32768) >> 16);
}

}  // namespace trabecula::core::phantom
