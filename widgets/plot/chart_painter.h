#pragma once

#include <QColor>
#include <QRectF>

#include "widgets/plot/chart_model.h"

class QPainter;

namespace trabecula::widgets {

/// What the user points at and has walked to.
struct ChartCursor {
  std::optional<PlotPosition> current;  ///< chosen with the keyboard or by a click
  std::optional<PlotPosition> hovered;
  bool hasFocus = false;
};

/// The colour of a series in the theme that is applied: of a set that colour-blind readers tell apart, and
/// each comes with a marker of its own shape. -1 is quiet grey.
QColor plotColour(int ink);

/// The rectangle within `area` that the values span, the rest being axes, titles and legend.
QRectF plotRect(const QRectF& area, const ChartModel& model);

/// Where a value of the model stands in a plot rectangle.
QPointF plotPlace(const QRectF& plot, const ChartModel& model, const QPointF& value);

/// Paints the chart into `area`: background, axes with ticks and titles, series, labels, legend, read-out of
/// the hovered (else the current) point. Any device: screen, QImage, SVG.
void paintChart(QPainter& painter, const QRectF& area, const ChartModel& model, const ChartCursor& cursor);

/// A small box with text beside a position, kept within `area`.
void paintReadOut(QPainter& painter, const QRectF& area, const QPointF& position, const QString& text);

}  // namespace trabecula::widgets
