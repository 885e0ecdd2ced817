#pragma once

#include <QPointF>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

#include "widgets/plot/plot_axis.h"

namespace trabecula::widgets {

/// Points that belong together.
struct PlotSeries {
  enum class Kind {
    Points,     ///< markers
    Line,       ///< markers joined by a line, in their order
    Staircase,  ///< no markers: right, then down to the next point; for a front
    Bars        ///< every point is the left edge and height of a bar that ends at the next point's x
  };

  QString title;  ///< in the legend; empty: not listed there
  Kind kind = Kind::Points;
  std::vector<QPointF> points;
  QStringList labels;   ///< written beside the points; may be empty
  QStringList details;  ///< shown while a point is read out; may be empty
  int ink = 0;          ///< which colour and marker of the set; -1 is quiet grey
  bool hollow = false;

  /// Whether points can be read out, walked to and chosen.
  bool hasMarkers() const { return kind == Kind::Points || kind == Kind::Line; }
};

/// All that a chart shows; a value.
struct ChartModel {
  PlotAxis x;
  PlotAxis y;
  std::vector<PlotSeries> series;
  QString emptyText;  ///< shown where no series has a point
  QString note;       ///< one quiet line above the plot: what is left out, and why

  bool isEmpty() const;
};

/// One point of a model.
struct PlotPosition {
  std::size_t series = 0;
  std::size_t point = 0;

  bool operator==(const PlotPosition&) const = default;
};

/// The points with markers from left to right, those at the same x in order of series.
std::vector<PlotPosition> pointsInOrder(const ChartModel& model);

/// One line a point: series, x, y, label; header first, numbers with all their digits, quoted where needed.
QString chartToCsv(const ChartModel& model);

/// One cell of a CSV line, quoted where it holds a quote, a comma or a line break.
QString csvCell(const QString& text);

}  // namespace trabecula::widgets
