#pragma once

#include <vector>

#include "core/fixedpoint/kernels.h"

namespace trabecula::core::fixedpoint {

/// The vector instruction sets of this machine, the fastest last; none on a machine that has only scalar.
std::vector<const Kernels*> simdKernels();

}  // namespace trabecula::core::fixedpoint
