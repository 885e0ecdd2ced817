#pragma once

#include <QString>
#include <vector>

#include "core/image/display_lut.h"
#include "core/image/image.h"

namespace trabecula::app {

/// One entry of the window list; the keys 1 to 9 apply the first nine.
struct WindowPreset {
  QString title;
  core::DisplaySettings settings;  ///< polarity is left as it is when applied
};

/// What makes sense for this frame: the file's own windows and VOI LUTs first, then automatic, full range,
/// and bone and soft tissue (in HU where the image is in HU, else parts of the range that is used).
std::vector<WindowPreset> windowPresets(const core::Image& image, int frame);

}  // namespace trabecula::app
