#pragma once

#include <functional>
#include <vector>

#include "core/codec/contextnet/context_model.h"
#include "core/codec/contextnet/tile_pass.h"
#include "core/image/image.h"
#include "core/job/job_context.h"
#include "core/support/bytes.h"

namespace trabecula::core::contextnet {

/// One frame as a stream. Fills `analyses` with one entry a tile, from top to bottom, where there is such a
/// vector (none for an image of one value).
ByteVector encodeImage(const ContextModel& model, const Image& image, JobContext& context,
                       std::vector<TileAnalysis>* analyses = nullptr);

/// The model that a stream names; throws Error{Unsupported} where it is not to be had.
using ModelLookup = std::function<const ContextModel&(std::uint64_t id)>;

/// The inverse. Throws Error{Corrupt} that names the tile where a checksum is wrong.
Image decodeImage(ByteSpan stream, const ModelLookup& modelOf, JobContext& context);

}  // namespace trabecula::core::contextnet
