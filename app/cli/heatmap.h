#pragma once

#include <filesystem>

#include "core/analysis/analysis.h"

namespace trabecula::app {

/// Writes a residual map at full size as an 8-bit colour PNG: black where nothing differs, blue
/// below and orange above zero, brighter with magnitude; no difference is too small to be seen. Throws
/// core::Error{WriteFailed}.
void writeHeatmap(const std::filesystem::path& path, const core::ResidualMap& map);

}  // namespace trabecula::app
