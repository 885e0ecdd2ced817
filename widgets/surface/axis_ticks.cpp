#include "widgets/surface/axis_ticks.h"

#include <algorithm>
#include <cmath>

#include "core/support/decimal_text.h"

namespace trabecula::widgets {

std::vector<double> axisTicks(double low, double high, int maxCount, bool wholeNumbers) {
  if (!std::isfinite(low) || !std::isfinite(high) || high < low) return {};
  if (high == low) return {low};
  const double span = high - low;
  const double intervals = std::max(1, maxCount - 1);
  double power = std::pow(10.0, std::floor(std::log10(span / intervals)));
  if (wholeNumbers) power = std::max(power, 1.0);
  double step = power;
  for (const double factor : {1.0, 2.0, 5.0, 10.0, 20.0, 50.0}) {
    step = factor * power;
    // A hair more than the range, so that rounding does not cost the last tick.
    if (std::floor(high / step + 1e-9) - std::ceil(low / step - 1e-9) <= intervals) break;
  }
  std::vector<double> ticks;
  const double first = std::ceil(low / step - 1e-9);
  const double last = std::floor(high / step + 1e-9);
  for (double index = first; index <= last; ++index) ticks.push_back(index * step + 0.0);  // no -0
  return ticks;
}

std::string tickText(double value) {
  constexpr int digits = 6;
  return core::significantText(value == 0 ? 0.0 : value, digits);
}

}  // namespace trabecula::widgets
