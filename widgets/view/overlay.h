#pragma once

#include <QRectF>
#include <QString>
#include <QStringList>

#include "core/image/colour_map.h"
#include "core/image/pixel_spacing.h"

class QPainter;

namespace trabecula::widgets {

/// The quiet texts in the corners of a pane; several lines each.
struct CornerTexts {
  QStringList topLeft;
  QStringList topRight;
  QStringList bottomRight;  ///< the view puts its zoom here
};

/// Paints the texts with a dark halo, readable on any grey level.
void paintCornerTexts(QPainter& painter, const QRectF& area, const CornerTexts& texts);

/// A scale bar of a round length (1, 2 or 5 times a power of ten) of about a fifth of the area's width, in
/// the lower left corner, labelled with its provenance ("20 mm at detector", "200 px"). `zoom` is widget
/// pixels per image pixel.
void paintScaleBar(QPainter& painter, const QRectF& area, const core::PixelSpacing& spacing, double zoom);

/// A vertical colour bar for values -limit..limit with ticks and the unit, at the right edge of `area`.
void paintColourBar(QPainter& painter, const QRectF& area, int limit, core::ColourScale scale,
                    const QString& unit);

/// Width that paintColourBar takes of the right edge.
double colourBarWidth();

}  // namespace trabecula::widgets
