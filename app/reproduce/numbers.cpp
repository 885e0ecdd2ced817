#include "app/reproduce/numbers.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace trabecula::app::reproduce {
namespace {

std::string formatted(const char* format, int digits, double value) {
  std::array<char, 400> text{};
  std::snprintf(text.data(), text.size(), format, digits, value);
  return text.data();
}

}  // namespace

std::string tableNumber(double value) {
  return formatted("%.*g", 10, value);
}

std::string decimals(double value, int digits) {
  std::string text = formatted("%.*f", digits, value);
  if (text.front() == '-' && text.find_first_of("123456789") == std::string::npos) text.erase(0, 1);
  return text;
}

std::string readable(double value) {
  const double size = std::abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-3)) return formatted("%.*g", 3, value);
  if (size >= 100) return decimals(value, 0);
  return decimals(value, size >= 10 ? 1 : (size >= 0.1 ? 3 : 4));
}

}  // namespace trabecula::app::reproduce
