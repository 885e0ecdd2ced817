#pragma once

#include "core/image/histogram.h"
#include "core/image/image.h"

namespace trabecula::core {

/// Throws Error{InvalidArgument} that names both unless the region lies in a frame of this size; it may be
/// empty.
void requireInside(const FrameRegion& region, int width, int height);

/// A region of every frame as an image of its own, shown the same way, without colour. Throws
/// Error{InvalidArgument} where it does not lie in the image or has no pixels.
Image cropped(const Image& image, const FrameRegion& region);

}  // namespace trabecula::core
