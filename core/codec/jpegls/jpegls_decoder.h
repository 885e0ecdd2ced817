#pragma once

#include "core/image/image.h"
#include "core/job/job_context.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// True if `head` starts a JPEG file whose first frame is JPEG-LS (ITU-T T.87): marker segments are walked
/// up to the start of frame, as far as `head` goes.
bool isJpegLs(ByteSpan head);

/// Decodes JPEG-LS of one or three components. Throws Error{Unsupported} for other numbers,
/// Error{Corrupt} for damaged streams.
Image decodeJpegLs(ByteSpan stream, JobContext& context);

}  // namespace trabecula::core
