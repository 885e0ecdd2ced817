#pragma once

#include <functional>

#include "core/job/job_context.h"

namespace trabecula::core {

/// Polled and told the rows done by the work on a tile; throws where a stop was asked for.
using TileProgress = std::function<void(int rowsDone)>;

/// Runs `work(tile, progress)` for all tiles on as many threads as the context allows and the system gives;
/// `progress` must be called with the rows done. Reports the progress of all, stops everything where a stop
/// was asked for, and throws what the first tile that failed threw.
void runTiles(int tiles, int rowsOfAll, JobContext& context,
              const std::function<void(int tile, const TileProgress& progress)>& work);

}  // namespace trabecula::core
