#pragma once

#include "core/image/image.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// Reads a PGM or PPM, plain (P2, P3) or raw (P5, P6); bits stored are as many as maxval needs. Throws
/// Error{Unsupported} for bitmaps (P1, P4) and PAM (P7), Error{Corrupt} for a damaged file. Any thread.
Image decodePnm(ByteSpan bytes);

/// A raw PGM (P5) with maxval 2^bits stored - 1. Throws Error{Unsupported} for signed values or several
/// frames.
ByteVector encodePgm(const Image& image);

}  // namespace trabecula::core
