#pragma once

#include "core/codec/codec_info.h"
#include "core/image/image.h"

namespace trabecula::core {

/// How the samples of an image are brought into a form that a codec's file can hold.
struct SampleAdaptation {
  int codedBits = 8;
  bool offsetBinary = false;  ///< the streams hold value + 2^(bitsStored - 1)

  bool operator==(const SampleAdaptation&) const = default;
};

/// The smallest change that makes single frames of `format` fit. Throws Error{Unsupported} where the codec
/// cannot take the depth.
SampleAdaptation adaptationFor(const CodecInfo& info, const ImageFormat& format);

/// Frame `frame` of `image` as the codec gets it.
Image adaptedFrame(const Image& image, int frame, const SampleAdaptation& adaptation);

/// Appends to `samples` what adaptedFrame() was made from: samples of `format`. Where the codec was not
/// lossless, values outside the range of the depth are clamped; else they throw Error{Corrupt}.
void restoreFrame(const Image& decoded, const ImageFormat& format, const SampleAdaptation& adaptation,
                  bool lossless, std::vector<std::uint16_t>& samples);

}  // namespace trabecula::core
