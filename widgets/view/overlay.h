#pragma once

#include <QFont>
#include <QRectF>
#include <QString>
#include <QStringList>

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

/// What overlays are set in, and one line of it at a baseline, light on a dark halo.
QFont overlayFont(const QPainter& painter);
void paintHaloText(QPainter& painter, QPointF baseline, const QString& text);

}  // namespace trabecula::widgets
