#pragma once

#include <array>
#include <cstddef>
#include <functional>

#include "core/codec/lfcunet/lfc_model.h"
#include "core/codec/lfcunet/stage_pass.h"
#include "core/fixedpoint/engine.h"
#include "core/image/image.h"
#include "core/job/job_context.h"
#include "core/support/bytes.h"

namespace trabecula::core::lfcunet {

/// What coding an image showed.
struct ImageAnalysis {
  std::array<StageAnalysis, 3> stages;  ///< D, B, C; empty for an image that is stored raw or has one value
  std::size_t bytesOfA = 0;
};

/// Codes one frame into a stream (STREAM.md). The same bytes with any number of threads and any engine.
ByteVector encodeImage(const LfcModel& model, const fixedpoint::Engine& engine, const Image& image,
                       JobContext& context, ImageAnalysis* analysis = nullptr);

/// Finds the model a stream names; throws Error{Unsupported} where there is none.
using ModelLookup = std::function<const LfcModel&(std::uint64_t id)>;

/// The inverse. Throws Error{Corrupt} that names the tile where a checksum fails.
Image decodeImage(ByteSpan stream, const ModelLookup& modelOf, const fixedpoint::Engine& engine,
                  JobContext& context);

}  // namespace trabecula::core::lfcunet
