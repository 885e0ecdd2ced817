#pragma once

#include <filesystem>

#include "core/analysis/analysis.h"

namespace trabecula::app {

/// Draws a residual map as a 3-D surface into a PNG. Throws core::Error{Unsupported} where this build has no
/// desktop part or there is no display.
void writeSurfacePicture(const std::filesystem::path& path, const core::ResidualMap& map);

}  // namespace trabecula::app
