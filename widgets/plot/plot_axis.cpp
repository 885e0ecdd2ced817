#include "widgets/plot/plot_axis.h"

#include <algorithm>
#include <cmath>

#include "widgets/surface/axis_ticks.h"

namespace trabecula::widgets {
namespace {

/// 1, 2 and 5 times powers of ten where few decades are shown, else every or every n-th power of ten.
std::vector<double> logarithmicTicks(double low, double high, int count) {
  const double first = std::floor(std::log10(low));
  const double last = std::ceil(std::log10(high));
  const double decades = std::log10(high) - std::log10(low);
  const bool subdivide = decades * 3 <= count;
  const double stride = std::max(1.0, std::ceil(decades / std::max(1, count)));
  std::vector<double> ticks;
  for (double power = first; power <= last; power += subdivide ? 1 : stride)
    for (const double factor : subdivide ? std::vector{1.0, 2.0, 5.0} : std::vector{1.0}) {
      const double value = factor * std::pow(10, power);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) ticks.push_back(value);
    }
  return ticks;
}

}  // namespace

double PlotAxis::place(double value) const {
  if (logarithmic)
    return value > 0 ? std::log(value / low) / std::log(high / low) : -1;  // zero is beyond any power of ten
  return (value - low) / (high - low);
}

double PlotAxis::valueAt(double place) const {
  return logarithmic ? low * std::pow(high / low, place) : low + place * (high - low);
}

std::vector<double> PlotAxis::ticks(int count) const {
  const int wanted = std::max(2, count);
  if (!logarithmic) return axisTicks(low, high, wanted, wholeNumbers);
  std::vector<double> ticks = logarithmicTicks(low, high, wanted);
  // Less than an octave may hold none of those.
  return ticks.size() >= 2 ? ticks : axisTicks(low, high, wanted, wholeNumbers);
}

QString PlotAxis::label() const {
  return unit.isEmpty() ? title : QStringLiteral("%1 [%2]").arg(title, unit);
}

void fitAxis(PlotAxis& axis, const std::vector<double>& values) {
  std::vector<double> usable;
  std::ranges::copy_if(values, std::back_inserter(usable), [&](double value) {
    return std::isfinite(value) && (!axis.logarithmic || value > 0);
  });
  if (usable.empty()) {
    axis.low = axis.logarithmic ? 0.1 : 0;
    axis.high = axis.logarithmic ? 10 : 1;
    return;
  }
  const auto [least, greatest] = std::ranges::minmax(usable);
  if (axis.logarithmic) {
    const double room = std::max(1.3, std::pow(greatest / least, 0.06));
    axis.low = least / room;
    axis.high = greatest * room;
    return;
  }
  constexpr double share = 0.06;
  const double room = greatest > least ? (greatest - least) * share : std::max(1.0, std::abs(least)) * 0.5;
  // An axis of amounts does not begin below nothing.
  axis.low = least >= 0 ? std::max(0.0, least - room) : least - room;
  axis.high = greatest + room;
}

QString plotTickText(double value) {
  return QString::fromStdString(tickText(value)).replace(QLatin1Char('-'), QChar(0x2212));
}

}  // namespace trabecula::widgets
