#pragma once

#include <string>
#include <vector>

namespace trabecula::widgets {

/// At most `maxCount` (at least 2) round numbers (1, 2 or 5 times a power of ten apart) within [low, high],
/// in order. With `wholeNumbers` they are at least 1 apart. Empty where the range is not finite or reversed.
std::vector<double> axisTicks(double low, double high, int maxCount, bool wholeNumbers);

/// A tick's text: up to 6 significant digits, no trailing zeros, "0" for zero.
std::string tickText(double value);

}  // namespace trabecula::widgets
