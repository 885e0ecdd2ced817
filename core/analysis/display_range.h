#pragma once

#include <cstdint>

namespace trabecula::core {

/// The share of the values other than 0, in percent, that displayLimit() takes for common.
inline constexpr double commonPercent = 99.9;

/// Where the colours or heights that show values end: at the largest magnitude; or, where the rarest of many
/// values stand far above all others (the first pixel of a prediction residual, an edge), half as much again
/// as the common ones reach, rounded up, so that these can be told apart. `largest` and `common` are
/// magnitudes, the largest and the commonPercent percentile, of `count` values other than 0.
double displayLimit(double largest, double common, std::uint64_t count);

}  // namespace trabecula::core
