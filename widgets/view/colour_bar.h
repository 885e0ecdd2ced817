#pragma once

#include <QRectF>
#include <optional>

#include "widgets/view/heatmap_content.h"

class QPainter;

namespace trabecula::widgets {

/// Width that the colour bar takes of the right edge of a pane; 0 where the pane is too small for one.
double colourBarWidth(const QRectF& area);
/// Where its colours lie; empty where the pane is too small.
QRectF colourBarStrip(const QRectF& area);
/// Paints the bar of a map with ticks, unit and the marked values at the right edge of `area`.
void paintColourBar(QPainter& painter, const QRectF& area, const HeatmapContent& map);

/// The values whose colours lie between two heights of the strip (in either order), in the map's steps. Of a
/// single point the few pixels around it, so that a click takes what the hand meant. Values at or beyond a
/// limit have one colour and are taken together.
ValueSelection valuesBetween(const HeatmapContent& map, const QRectF& strip, double y1, double y2);

/// "+2 to +5 stored units", "0", "at least 1.2 bits": a selection in words.
QString selectionText(const HeatmapContent& map, const ValueSelection& selection);

/// A number of steps in the map's unit, with a sign where the map has both: "+3", "−0.25", "1.2".
QString stepsText(const ValueMap& map, double steps);

}  // namespace trabecula::widgets
