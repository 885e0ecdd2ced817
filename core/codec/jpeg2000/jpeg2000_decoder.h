#pragma once

#include "core/image/image.h"
#include "core/job/job_context.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// True for a raw JPEG 2000 codestream (ISO/IEC 15444-1, HTJ2K of 15444-15 included) and for a JP2 file.
bool isJpeg2000Codestream(ByteSpan head);
bool isJp2(ByteSpan head);

/// Decodes a codestream or a JP2 file of one component (signed or unsigned, up to 16 bits), with alpha, or
/// of RGB. Of YCC images only the luma is used, which a note says. Throws Error{Unsupported} for other
/// colour spaces, more than 16 bits and colour with subsampling; Error{Corrupt} for damaged streams.
Image decodeJpeg2000(ByteSpan stream, JobContext& context);

}  // namespace trabecula::core
