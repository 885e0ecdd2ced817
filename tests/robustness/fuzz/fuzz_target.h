#pragma once

#include <vector>

#include "core/support/bytes.h"

namespace trabecula::tests {

// What a fuzz target defines, in one source file that CMakeLists.txt names. The same two functions serve
// libFuzzer (libfuzzer_main.cpp) and, with seeded mutations, an ordinary test (mutation_test.cpp).

/// Valid inputs, made by our own encoders.
std::vector<core::ByteVector> fuzzSeeds();

/// Takes any bytes: returns, whether they are refused with core::Error or not; calls std::abort() where a
/// result is wrong.
void fuzzOne(core::ByteSpan bytes);

}  // namespace trabecula::tests
