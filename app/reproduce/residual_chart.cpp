#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "app/reproduce/charts.h"
#include "app/reproduce/numbers.h"
#include "app/reproduce/svg.h"
#include "core/image/colour_map.h"

namespace trabecula::app::reproduce {
namespace {

using Map = core::DecimatedMap<std::int32_t>;

constexpr double side = 240;  ///< of the flat map's longer side, pixels
constexpr double top = 48;
constexpr double left = 14;

std::int32_t valueAt(const Map& map, int column, int row) {
  return map.values[static_cast<std::size_t>(row) * static_cast<std::size_t>(map.width) +
                    static_cast<std::size_t>(column)];
}

std::string hexColour(const core::Rgb& colour) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text = "#";
  for (const std::uint8_t part : {colour.red, colour.green, colour.blue}) {
    text += digits[part / 16];
    text += digits[part % 16];
  }
  return text;
}

/// Colours in few steps, so that the cells of one colour can be one outline.
core::Rgb steppedColour(double value, double limit) {
  constexpr double steps = 8;
  const double place = core::scalePosition(value, limit, core::ColourScale::SignedLog);
  const double away = std::ceil(std::abs(place) * steps) / steps;
  return core::colourOf(core::scaleValue(std::copysign(away, place), limit, core::ColourScale::SignedLog),
                        limit, core::ColourScale::SignedLog);
}

void drawFlat(Svg& svg, const Map& map, int cell, double limit) {
  svg.rectangle({left, top}, map.width * cell, map.height * cell, "#000000");
  std::map<std::string, std::string> runs;
  for (int row = 0; row < map.height; ++row) {
    for (int begin = 0; begin < map.width;) {
      const std::string colour = hexColour(steppedColour(valueAt(map, begin, row), limit));
      int end = begin + 1;
      while (end < map.width && hexColour(steppedColour(valueAt(map, end, row), limit)) == colour) ++end;
      if (valueAt(map, begin, row) != 0) {
        runs[colour].append("M").append(std::to_string(begin)).append(" ").append(std::to_string(row));
        runs[colour].append("h").append(std::to_string(end - begin));
      }
      begin = end;
    }
  }
  for (const auto& [colour, path] : runs) svg.cells({left, top}, cell, path, colour);
}

/// One line for each row of cells, the far one first, each hiding what lies behind it.
void drawRelief(Svg& svg, const Map& map, double x0, double depth, double limit) {
  constexpr double across = 300;
  constexpr double rise = 60;
  constexpr double lean = 50;  // how much further to the right the far edge lies
  for (int row = 0; row < map.height; ++row) {
    const double along = map.height > 1 ? static_cast<double>(row) / (map.height - 1) : 1;
    const double begin = x0 + lean * (1 - along);
    const double base = top + rise + depth * along;
    std::vector<Point> ridge;
    ridge.reserve(static_cast<std::size_t>(map.width) + 2);
    ridge.push_back({begin, base});
    for (int column = 0; column < map.width; ++column) {
      const double height = std::min(1.0, std::abs(static_cast<double>(valueAt(map, column, row))) / limit);
      const double step = map.width > 1 ? static_cast<double>(column) / (map.width - 1) : 0.5;
      ridge.push_back({begin + across * step, base - rise * height});
    }
    ridge.push_back({begin + across, base});
    svg.polygon(ridge, "#ffffff", "#2b5c8a", 0.7);
  }
}

}  // namespace

std::string residualChart(const std::string& title, const Map& map) {
  if (map.values.empty()) return {};
  constexpr int reliefRows = 40;
  constexpr double reliefDepth = 160;
  std::vector<double> magnitudes;
  magnitudes.reserve(map.values.size());
  for (const std::int32_t value : map.values) magnitudes.push_back(std::abs(static_cast<double>(value)));
  const double largest = *std::ranges::max_element(magnitudes);
  // A single far value, as the first pixel has without a neighbour, must not flatten everything else.
  const auto strong = magnitudes.begin() + static_cast<std::ptrdiff_t>((magnitudes.size() - 1) * 995 / 1000);
  std::ranges::nth_element(magnitudes, strong);
  const double limit = std::max(*strong, 1.0);
  // Most of a relief would be cut off at the limit: it reaches higher.
  constexpr double reliefReach = 3;
  const double height = std::min(std::max(largest, 1.0), reliefReach * limit);
  const int cell = std::max(1, static_cast<int>(side) / std::max(map.width, map.height));
  const double reliefLeft = left + side + 24;
  Svg svg(reliefLeft + 370, top + std::max(side, reliefDepth + 60) + 12, title);
  svg.text({left, 20}, title, Anchor::Start, 14);
  svg.text({left, 38},
           "strongest residual " + decimals(largest, 0) + " stored units; map brightest from " +
               decimals(limit, 0) + ", relief highest from " + decimals(height, 0),
           Anchor::Start, 11, "#555");
  drawFlat(svg, map, cell, limit);
  drawRelief(svg,
             core::decimateByMagnitude(std::span<const std::int32_t>(map.values), map.width, map.height,
                                       2 * reliefRows, reliefRows),
             reliefLeft, reliefDepth, height);
  return svg.text();
}

}  // namespace trabecula::app::reproduce
