#pragma once

#include <QString>
#include <vector>

namespace trabecula::widgets {

/// One axis of a chart: what it measures, from where to where, and whether in powers of ten.
struct PlotAxis {
  QString title;
  QString unit;  ///< empty where there is none
  double low = 0;
  double high = 1;
  bool logarithmic = false;  ///< needs low > 0
  bool wholeNumbers = false;

  /// Where a value stands, 0 at `low` and 1 at `high`; outside of 0..1 for values outside.
  double place(double value) const;
  /// The value at a place: the inverse of place().
  double valueAt(double place) const;
  /// About `count` round values within the range, in order: 1, 2 or 5 times a power of ten.
  std::vector<double> ticks(int count) const;
  /// "Encode time [s]".
  QString label() const;
};

/// Sets low and high to hold the values, with a little room on both sides (a factor where logarithmic).
/// Values that are not finite, or not positive on a logarithmic axis, do not count; 0..1 (0.1..10) where none
/// is left.
void fitAxis(PlotAxis& axis, const std::vector<double>& values);

/// A tick's text with a true minus sign; powers of ten beyond six digits as "1e7".
QString plotTickText(double value);

}  // namespace trabecula::widgets
