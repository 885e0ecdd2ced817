#include "core/support/decimal_text.h"

#include <array>
#include <charconv>

namespace trabecula::core {
namespace {

std::string textOf(double value, std::chars_format format, int precision) {
  // The longest: a sign, 309 digits, a point, the decimals.
  std::array<char, 400> text{};
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value, format, precision);
  return {text.data(), result.ptr};
}

}  // namespace

std::string fixedText(double value, int decimals) {
  return textOf(value, std::chars_format::fixed, decimals);
}

std::string significantText(double value, int digits) {
  return textOf(value, std::chars_format::general, digits);
}

}  // namespace trabecula::core
