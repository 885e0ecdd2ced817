#pragma once

#include <memory>
#include <string>

#include "core/fixedpoint/engine.h"

namespace trabecula::models {

/// Computes integer networks with LibTorch on `device` ("cpu", "cuda:0"): matrix products in fp32, whose sums
/// the model loader keeps below 2^24 (wide layers in fp64), requantisation in 64-bit integers. The same
/// integers as the CPU engine's. Where LibTorch fails (memory, a lost device) run() throws
/// core::Error{ResourceLimit}. Throws Error{Unsupported} for a device that LibTorch does not have.
std::unique_ptr<core::fixedpoint::Engine> makeTorchEngine(const std::string& device);

}  // namespace trabecula::models
