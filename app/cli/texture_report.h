#pragma once

#include "app/cli/report.h"
#include "core/analysis/texture.h"

namespace trabecula::app {

/// {"note": ..., "frame": 1, "x": ..., "levels": 16, "features": {"contrast": {"original": ..., ...}}}
Json textureJson(const core::FrameRegion& region, int frame,
                 const std::vector<core::TextureFeature>& features);
/// A block with both values and the change of each feature.
void printTexture(const core::FrameRegion& region, int frame,
                  const std::vector<core::TextureFeature>& features, Report& report);

}  // namespace trabecula::app
