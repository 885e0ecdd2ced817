#pragma once

#include "core/codec/codec_info.h"
#include "core/image/image_format.h"

namespace trabecula::core {

/// True if a file of this kind alone gives back values, sign, depth and frames of such an image.
bool holds(const NativeFile& file, const ImageFormat& format);

/// What every Codec::encode checks first. Throws Error{Unsupported} naming codec and depth unless the
/// codec's own file holds such an image.
void requireHolds(const CodecInfo& info, const ImageFormat& format);

}  // namespace trabecula::core
