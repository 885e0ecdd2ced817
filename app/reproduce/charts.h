#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/reproduce/records.h"
#include "app/reproduce/residual_fit.h"

namespace trabecula::app::reproduce {

/// Bars in groups: one group for each name, one bar in it for each series. A missing value leaves its place
/// empty.
struct BarSeries {
  std::string name;
  std::vector<std::optional<double>> values;  ///< one a group
};
std::string barChart(const std::string& title, const std::string& unit,
                     const std::vector<std::string>& groups, const std::vector<BarSeries>& series);

/// One line of a line chart.
struct LinePoint {
  double x = 0;
  double y = 0;
  std::string tip;  ///< shown where a browser's pointer rests
};
struct LineSeries {
  std::string name;
  std::vector<LinePoint> points;
};
struct LineChart {
  std::string title;
  std::string across;  ///< what the axes mean
  std::string up;
  bool logarithmicAcross = false;
  bool logarithmicUp = false;
  std::vector<LineSeries> series;
};
/// Empty text where there is no point.
std::string lineChart(const LineChart& chart);

/// A residual histogram with its fitted laws; counts on a logarithmic scale.
std::string histogramChart(const std::string& title, const core::Histogram& histogram,
                           const ResidualFit& fit);

/// A residual map twice: flat, black where it is zero, blue below and orange above, brighter with magnitude
/// (logarithmically, as in the workstation's heat map); and as a relief of the magnitudes seen from above the
/// near edge.
std::string residualChart(const std::string& title, const core::DecimatedMap<std::int32_t>& map);

}  // namespace trabecula::app::reproduce
