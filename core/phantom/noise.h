#pragma once

#include <cstdint>

namespace trabecula::core::phantom {

/// A Poisson-distributed count of mean `mean256`/256 from 128 random bits: exact (multiplication of uniform
/// numbers, Knuth, The Art of Computer Programming 3.4.1) below a mean of 24, above it a normal
/// approximation by a sum of eight uniform numbers, which has the right mean and variance.
std::int64_t poissonCount(std::int64_t mean256, std::uint64_t bitsA, std::uint64_t bitsB);

}  // namespace trabecula::core::phantom
