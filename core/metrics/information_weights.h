#pragma once

#include <optional>

#include "core/job/job_context.h"
#include "core/metrics/plane.h"

namespace trabecula::core {

/// Information content weights (Wang, Li 2011) of one pyramid band, for all pixels but the outermost:
/// (width - 2) x (height - 2). `parent` is the next coarser band of the reference, where the model uses one.
/// Nothing where the reference's band has no variance at all.
std::optional<Plane> informationWeights(const PlanePair& band, const Plane* parent, JobContext& context);

}  // namespace trabecula::core
