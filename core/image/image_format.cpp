#include "core/image/image_format.h"

#include <string>

#include "core/support/error.h"

namespace trabecula::core {

void requireValid(const ImageFormat& format) {
  const auto require = [](bool condition, const std::string& message) {
    if (!condition) throw Error(ErrorCategory::Corrupt, message);
  };
  constexpr int maxSide = 65535;
  require(format.width >= 1 && format.height >= 1, "The image has no pixels (width " +
                                                       std::to_string(format.width) + ", height " +
                                                       std::to_string(format.height) + ")");
  require(format.width <= maxSide && format.height <= maxSide,
          "The image is larger than 65535 pixels on a side");
  require(format.frames >= 1, "The image has no frames");
  require(format.bitsStored >= 1 && format.bitsStored <= 16,
          "Bits stored is " + std::to_string(format.bitsStored) + "; 1 to 16 can be read");
  const auto pixelsPerFrame =
      static_cast<std::uint64_t>(format.width) * static_cast<std::uint64_t>(format.height);
  // Divided, not multiplied, so that a hostile number of frames cannot overflow.
  if (static_cast<std::uint64_t>(format.frames) > maxImageBytes / sizeof(std::uint16_t) / pixelsPerFrame)
    throw Error(ErrorCategory::ResourceLimit, "The image declares " + std::to_string(format.width) + " x " +
                                                  std::to_string(format.height) + " x " +
                                                  std::to_string(format.frames) +
                                                  " frames: more than the 2 GiB that can be opened");
}

}  // namespace trabecula::core
