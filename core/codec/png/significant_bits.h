#pragma once

#include <cstdint>
#include <span>

namespace trabecula::core {

/// How samples in a PNG container relate to the depth that its sBIT chunk declares.
enum class SignificantBits {
  Raw,         ///< every sample fits the depth: stored right-justified, as this program writes them
  Scaled,      ///< scaled up to the container as PNG 12.4 asks for: shifting right restores them
  Unexplained  ///< neither: sBIT is to be ignored
};

/// `bits` < `container` (8 or 16).
SignificantBits classifySignificantBits(std::span<const std::uint16_t> samples, int bits, int container);

/// Undoes the scaling of SignificantBits::Scaled.
void shiftToSignificantBits(std::span<std::uint16_t> samples, int bits, int container);

}  // namespace trabecula::core
