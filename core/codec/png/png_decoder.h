#pragma once

#include "core/image/image.h"
#include "core/job/job_context.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// Decodes a PNG (ISO/IEC 15948) of any colour type and depth to stored values; gamma and colour profiles
/// are never applied. The depth is the container's, or sBIT's where the samples agree with it. Throws
/// Error{Corrupt} on any damage, wrong checksums included.
Image decodePng(ByteSpan stream, JobContext& context);

}  // namespace trabecula::core
