#pragma once

#include "core/image/image_format.h"
#include "core/support/error.h"

namespace trabecula::core {

/// requireValid() for an image that is decoded as three 16-bit samples a pixel first.
inline void requireColourFits(const ImageFormat& format) {
  requireValid(format);
  if (format.pixels() > maxImageBytes / 6) {
    throw Error(ErrorCategory::ResourceLimit, "the colour image would need more than 2 GiB of memory");
  }
}

}  // namespace trabecula::core
