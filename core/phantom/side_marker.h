#pragma once

#include "core/phantom/anatomy.h"

namespace trabecula::core::phantom {

/// Adds the lead letter R, `heightTenths` / 10 mm high, with its lower left corner at `place`.
void addSideMarker(Anatomy& anatomy, Point place, int heightTenths);

}  // namespace trabecula::core::phantom
