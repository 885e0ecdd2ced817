#pragma once

#include <optional>

#include "core/image/image.h"
#include "core/job/job_context.h"
#include "core/support/bytes.h"

namespace trabecula::core {

/// True if `head` starts a JPEG XL codestream or container.
bool isJpegXl(ByteSpan head);

/// Decodes the first frame of a JPEG XL codestream or container at the depth its header declares. What is
/// left out (further frames, alpha) is stated in the image's notes. Throws Error{Unsupported} for floating
/// point and depths above 16, Error{Corrupt} for damaged streams, and for images of another format than
/// `expected` before any memory is taken for their pixels.
Image decodeJpegXl(ByteSpan stream, JobContext& context, const std::optional<ImageFormat>& expected = {});

}  // namespace trabecula::core
