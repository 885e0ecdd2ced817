// Which instruction sets Highway compiles a file for. To be included before <hwy/foreach_target.h> by files
// that keep vectors in arrays or members, which targets without a fixed vector length do not have; SSSE3 is
// left out because processors without SSE4 are too few for its compile time.
#pragma once

#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
