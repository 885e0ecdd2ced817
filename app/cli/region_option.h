#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>

#include "core/image/histogram.h"

namespace trabecula::app {

/// --region x,y,w,h: x and y of the first pixel from 0, width and height at least 1.
CLI::Option* addRegionOption(CLI::App& command, std::optional<core::FrameRegion>& region,
                             const std::string& meaning);

/// "x,y,w,h"
std::string regionText(const core::FrameRegion& region);

}  // namespace trabecula::app
