#include "app/reproduce/charts.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/reproduce/numbers.h"
#include "app/reproduce/svg.h"

namespace trabecula::app::reproduce {
namespace {

constexpr const char* gridColour = "#e2e2e2";
constexpr const char* axisColour = "#555";
constexpr const char* countColour = "#9cc4e0";

/// Where the data is drawn, between the axes.
struct Frame {
  double left;
  double top;
  double width;
  double height;

  double right() const { return left + width; }
  double bottom() const { return top + height; }
  double x(double place) const { return left + place * width; }
  double y(double place) const { return bottom() - place * height; }
};

void drawUpAxis(Svg& svg, const Frame& frame, const Axis& axis, const std::string& meaning) {
  for (const double mark : axis.marks()) {
    const double y = frame.y(axis.place(mark));
    svg.line({frame.left, y}, {frame.right(), y}, gridColour);
    svg.text({frame.left - 6, y + 4}, Axis::label(mark), Anchor::End, 11);
  }
  svg.verticalText({frame.left - 50, frame.top + frame.height / 2}, meaning);
}

void drawAcrossAxis(Svg& svg, const Frame& frame, const Axis& axis, const std::string& meaning) {
  for (const double mark : axis.marks()) {
    const double x = frame.x(axis.place(mark));
    svg.line({x, frame.top}, {x, frame.bottom()}, gridColour);
    svg.text({x, frame.bottom() + 16}, Axis::label(mark), Anchor::Middle, 11);
  }
  svg.text({frame.left + frame.width / 2, frame.bottom() + 34}, meaning, Anchor::Middle);
}

void drawBase(Svg& svg, const Frame& frame) {
  svg.line({frame.left, frame.bottom()}, {frame.right(), frame.bottom()}, axisColour);
  svg.line({frame.left, frame.top}, {frame.left, frame.bottom()}, axisColour);
}

/// Names in rows under a chart; returns how tall they are.
double drawLegend(Svg* svg, Point at, double width, const std::vector<std::string>& names) {
  constexpr double rowHeight = 18;
  constexpr double letter = 6.6;
  double x = 0;
  double y = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double taken = 34 + letter * static_cast<double>(names[i].size());
    if (x > 0 && x + taken > width) {
      x = 0;
      y += rowHeight;
    }
    if (svg != nullptr) {
      svg->rectangle({at.x + x, at.y + y}, 12, 12, seriesColour(i));
      svg->text({at.x + x + 17, at.y + y + 10}, names[i]);
    }
    x += taken;
  }
  return names.empty() ? 0 : y + rowHeight;
}

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool isEmpty() const { return low > high; }
};

/// An axis that spans the values; a logarithmic one only where all of them are above zero.
Axis axisFor(Extent extent, bool logarithmic) {
  logarithmic = logarithmic && extent.low > 0;
  return {extent.low, extent.high, logarithmic};
}

void drawSeries(Svg& svg, const Frame& frame, const Axis& across, const Axis& up, const LineSeries& series,
                const std::string& colour) {
  std::vector<Point> points;
  points.reserve(series.points.size());
  for (const LinePoint& point : series.points)
    points.push_back({frame.x(across.place(point.x)), frame.y(up.place(point.y))});
  svg.polyline(points, colour, 2);
  for (std::size_t i = 0; i < points.size(); ++i) svg.dot(points[i], 4, colour, series.points[i].tip);
}

/// How many of the values from `first` on were counted.
double countOf(const core::Histogram& histogram, int first, int values) {
  double count = 0;
  for (int value = first; value < first + values; ++value) {
    const std::int64_t bin = static_cast<std::int64_t>(value) - histogram.minValue;
    if (bin >= 0 && bin < static_cast<std::int64_t>(histogram.counts.size()))
      count += static_cast<double>(histogram.counts[static_cast<std::size_t>(bin)]);
  }
  return count;
}

/// From half a value of the smallest share to the most that was counted or is expected.
Axis shareAxis(const core::Histogram& histogram, const ResidualFit& fit) {
  const auto total = static_cast<double>(histogram.total);
  Extent extent;
  for (const std::uint64_t count : histogram.counts)
    if (count > 0) extent.add(static_cast<double>(count) / total);
  if (fit.laws) {
    extent.add(core::laplaceShare(fit.laws->laplace, fit.laws->laplace.location));
    extent.add(core::logisticShare(fit.laws->logistic, fit.laws->logistic.location));
  }
  return {std::max(0.5 / total, 1e-7), std::min(extent.high, 1.0), true};
}

void drawHistogramLegend(Svg& svg, const Frame& frame, const ResidualFit& fit) {
  const double y = frame.bottom() + 46;
  svg.rectangle({frame.left, y}, 12, 12, countColour);
  svg.text({frame.left + 17, y + 10}, "counted");
  if (!fit.laws) return;
  svg.line({frame.left + 90, y + 6}, {frame.left + 112, y + 6}, seriesColour(1), 2);
  svg.text({frame.left + 118, y + 10}, "Laplace, " + decimals(fit.laws->laplace.bits, 3) + " bits");
  svg.dashes({{frame.left + 248, y + 6}, {frame.left + 270, y + 6}}, seriesColour(2), 2);
  svg.text({frame.left + 276, y + 10}, "logistic, " + decimals(fit.laws->logistic.bits, 3) + " bits");
}

}  // namespace

std::string barChart(const std::string& title, const std::string& unit,
                     const std::vector<std::string>& groups, const std::vector<BarSeries>& series) {
  constexpr double gap = 22;
  constexpr double leastGroup = 96;
  Extent extent;
  std::vector<std::string> names;
  for (const BarSeries& one : series) {
    names.push_back(one.name);
    for (const std::optional<double>& value : one.values)
      if (value) extent.add(*value);
  }
  if (extent.isEmpty()) return {};
  const double groupWidth = std::max(leastGroup, 13 * static_cast<double>(series.size()) + gap);
  const Frame frame{64, 36, std::max(360.0, groupWidth * static_cast<double>(groups.size())), 250};
  const double legend = drawLegend(nullptr, {}, frame.width, names);
  Svg svg(frame.right() + 16, frame.bottom() + 42 + legend, title);
  svg.text({frame.left, 20}, title, Anchor::Start, 14);
  const Axis up(0, extent.high, false);
  drawUpAxis(svg, frame, up, unit);
  const double slot = frame.width / static_cast<double>(groups.size());
  const double bar = (slot - gap) / static_cast<double>(series.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double left = frame.left + slot * static_cast<double>(g);
    svg.text({left + slot / 2, frame.bottom() + 18}, groups[g], Anchor::Middle, 11);
    for (std::size_t s = 0; s < series.size(); ++s) {
      const std::optional<double>& value = series[s].values[g];
      if (!value) continue;
      const double height = up.place(*value) * frame.height;
      const double x = left + gap / 2 + bar * static_cast<double>(s);
      svg.rectangle({x, frame.bottom() - height}, std::max(1.0, bar - 1.5), height, seriesColour(s),
                    series[s].name + ", " + groups[g] + ": " + decimals(*value, 3));
    }
  }
  drawBase(svg, frame);
  drawLegend(&svg, {frame.left, frame.bottom() + 34}, frame.width, names);
  return svg.text();
}

std::string lineChart(const LineChart& chart) {
  Extent across;
  Extent up;
  std::vector<std::string> names;
  for (const LineSeries& series : chart.series) {
    names.push_back(series.name);
    for (const LinePoint& point : series.points) {
      across.add(point.x);
      up.add(point.y);
    }
  }
  if (across.isEmpty()) return {};
  const Frame frame{64, 36, 420, 240};
  const double legend = drawLegend(nullptr, {}, frame.width, names);
  Svg svg(frame.right() + 24, frame.bottom() + 52 + legend, chart.title);
  svg.text({frame.left, 20}, chart.title, Anchor::Start, 14);
  const Axis acrossAxis = axisFor(across, chart.logarithmicAcross);
  const Axis upAxis = axisFor(up, chart.logarithmicUp);
  drawAcrossAxis(svg, frame, acrossAxis, chart.across);
  drawUpAxis(svg, frame, upAxis, chart.up);
  drawBase(svg, frame);
  for (std::size_t i = 0; i < chart.series.size(); ++i)
    drawSeries(svg, frame, acrossAxis, upAxis, chart.series[i], seriesColour(i));
  drawLegend(&svg, {frame.left, frame.bottom() + 46}, frame.width, names);
  return svg.text();
}

std::string histogramChart(const std::string& title, const core::Histogram& histogram,
                           const ResidualFit& fit) {
  if (histogram.total == 0) return {};
  // The middle 99.8 %: single far values would squeeze everything else into one line.
  const int low = std::min(histogram.percentile(0.001), -2);
  const int high = std::max(histogram.percentile(0.999), 2);
  const Frame frame{64, 36, 420, 240};
  Svg svg(frame.right() + 24, frame.bottom() + 70, title);
  svg.text({frame.left, 20}, title, Anchor::Start, 14);
  const Axis across(low - 0.5, high + 0.5, false, false);
  const auto total = static_cast<double>(histogram.total);
  const Axis up = shareAxis(histogram, fit);
  drawAcrossAxis(svg, frame, across, "residual, stored units");
  drawUpAxis(svg, frame, up, "share of the pixels");
  const double step = frame.width / (high - low + 1);
  // Many values share a pixel on deep images: then a bar is the mean of its values.
  const int perBar = std::max(1, static_cast<int>(std::ceil(1 / step)));
  std::vector<Point> laplace;
  std::vector<Point> logistic;
  const auto yOf = [&](double share) {
    return frame.y(std::clamp(up.place(std::max(share, 1e-300)), 0.0, 1.0));
  };
  for (int value = low; value <= high; value += perBar) {
    const double count = countOf(histogram, value, perBar);
    const double middle = value + (perBar - 1) / 2.0;
    const double x = frame.x(across.place(middle));
    const double y = yOf(count / perBar / total);
    const double width = std::max(1.0, step * perBar - (step > 3 ? 1 : 0));
    if (count > 0 && frame.bottom() - y > 0.05)
      svg.rectangle({x - width / 2, y}, width, frame.bottom() - y, countColour);
    if (!fit.laws) continue;
    laplace.push_back({x, yOf(core::laplaceShare(fit.laws->laplace, middle))});
    logistic.push_back({x, yOf(core::logisticShare(fit.laws->logistic, middle))});
  }
  drawBase(svg, frame);
  if (fit.laws) {
    svg.polyline(laplace, seriesColour(1), 1.8);
    svg.dashes(logistic, seriesColour(2), 1.8);
  }
  drawHistogramLegend(svg, frame, fit);
  return svg.text();
}

}  // namespace trabecula::app::reproduce
