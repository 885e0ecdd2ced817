#pragma once

#include <functional>

#include "core/codec/contextnet/tile_pass.h"
#include "core/job/job_context.h"

namespace trabecula::core::contextnet {

/// Runs `work(tile, progress)` for all tiles on as many threads as the context allows; `progress` must be
/// called with the rows done. Reports the progress of all, stops everything where a stop was asked for, and
/// throws what the first tile that failed threw.
void runTiles(int tiles, int rowsOfAll, JobContext& context,
              const std::function<void(int tile, const RowProgress& progress)>& work);

}  // namespace trabecula::core::contextnet
