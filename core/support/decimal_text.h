#pragma once

#include <string>

namespace trabecula::core {

/// Numbers as formats and documents need them: with a decimal point, whatever the user's locale says, unlike
/// printf(). Finite values only; any thread.

/// With exactly so many decimals, as "%.*f" in the C locale: "2.50".
std::string fixedText(double value, int decimals);

/// With at most so many significant digits, as "%.*g" in the C locale: "0.125", "1e+20".
std::string significantText(double value, int digits);

}  // namespace trabecula::core
