#pragma once

#include <string>

namespace trabecula::app::reproduce {

/// Ten significant digits, no trailing zeros: what tables for programs hold.
std::string tableNumber(double value);
/// A fixed number of decimals, and never "-0.00".
std::string decimals(double value, int digits);
/// About three significant digits without an exponent for everyday sizes: what a reader compares.
std::string readable(double value);

}  // namespace trabecula::app::reproduce
