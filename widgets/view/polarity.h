#pragma once

#include "core/image/display_lut.h"

namespace trabecula::widgets {

/// Which way a window's centre moves to make the picture darker: 1 up, or -1 where low values are shown
/// bright, by the file or by the user.
inline double darkerDirection(const core::Presentation& presentation, const core::DisplaySettings& display) {
  return presentation.showsLowBright() != display.invert ? -1 : 1;
}

}  // namespace trabecula::widgets
