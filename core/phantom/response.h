#pragma once

#include <cstdint>
#include <vector>

#include "core/phantom/anatomy.h"

namespace trabecula::core::phantom {

/// What a digital detector's processing makes of counts: logarithm, a gentle S-shaped characteristic curve,
/// quantisation. Bone comes out bright (MONOCHROME2). Immutable; any thread may use it.
class Response {
 public:
  /// `openField256` is the expected count without anything in the beam, times 256.
  Response(const Exposure& exposure, int bitsStored, std::uint64_t openField256);

  std::uint16_t storedValue(std::uint64_t count256) const;

 private:
  static constexpr int curveBits = 10;

  std::int64_t dark_;
  std::int64_t range_;
  std::int64_t openLogarithm_;
  std::vector<std::int64_t> curve_;  ///< stored values times 2^16 at 2^curveBits + 1 places of the range
};

}  // namespace trabecula::core::phantom
