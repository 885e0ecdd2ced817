#pragma once

#include <optional>

#include "core/image/image.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// Decodes a grey or colour JPEG of 8 bits (ITU-T T.81 baseline, extended or progressive). Throws
/// Error{Corrupt} where data is missing or damaged (libjpeg would make pixels up), Error{Unsupported} for
/// CMYK, 12 bits and the lossless processes. Any thread.
Image decodeJpeg(ByteSpan bytes);

/// What the first frame header (SOFn) of a JPEG or JPEG-LS stream says; ITU-T T.81, B.2.2.
struct JpegFrameHeader {
  int process = 0;    ///< n of SOFn; 55 for JPEG-LS (ITU-T T.87)
  int precision = 0;  ///< bits a sample
};

/// Nothing where the stream has no frame header.
std::optional<JpegFrameHeader> findJpegFrameHeader(ByteSpan bytes);

}  // namespace trabecula::core
