#pragma once

#include <filesystem>

#include "core/analysis/analysis.h"
#include "core/metrics/metric_map.h"

namespace trabecula::app {

/// Writes a residual map at full size as an 8-bit colour PNG: black where nothing differs, blue
/// below and orange above zero, brighter with magnitude; no difference is too small to be seen. Throws
/// core::Error{WriteFailed}.
void writeHeatmap(const std::filesystem::path& path, const core::ResidualMap& map);

/// Writes a map of amounts the same way: dark where there is nothing, bright at the full scale and above.
/// Throws core::Error{WriteFailed}.
void writeHeatmap(const std::filesystem::path& path, const core::MetricMap& map);

}  // namespace trabecula::app
