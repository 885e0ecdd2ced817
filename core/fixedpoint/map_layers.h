#pragma once

#include <span>

#include "core/fixedpoint/feature_map.h"
#include "core/fixedpoint/kernels.h"
#include "core/fixedpoint/network.h"

namespace trabecula::core::fixedpoint {

/// The layers on whole maps. `output` has its shape already; rows are split over `threads` threads, which
/// does not change the result.
void convMap(const Layer& layer, const FeatureMap& input, FeatureMap& output, const Kernels& kernels,
             int threads);
void addMaps(const Layer& layer, const FeatureMap& first, const FeatureMap& second, FeatureMap& output);
void shuffleMap(const FeatureMap& input, FeatureMap& output);
void unshuffleMap(const FeatureMap& input, FeatureMap& output);
void concatMaps(std::span<const FeatureMap* const> inputs, FeatureMap& output);

}  // namespace trabecula::core::fixedpoint
