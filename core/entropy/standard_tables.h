#pragma once

#include <cstdint>
#include <vector>

namespace trabecula::core {

/// Cumulative tables for MixtureTables, made in integers: the same on every machine. Entries are at most
/// 65535 and within 1/65536 of the function, times 65536.
///
/// Logistic: 1 / (1 + exp(-z)), scale 1 (standard deviation pi / sqrt 3).
std::vector<std::uint16_t> standardLogisticTable();
/// Gaussian: standard deviation 1.
std::vector<std::uint16_t> standardGaussianTable();

/// Multipliers for scales 1/4 * 2^(i / stepsPerOctave), i = 0 to 15 octaves (8192); stepsPerOctave is 1, 2,
/// 4, 8 or 16.
std::vector<std::uint32_t> standardMultipliers(unsigned stepsPerOctave = 8);

}  // namespace trabecula::core
