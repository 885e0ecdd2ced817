#include "widgets/view/overlay.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <cmath>

#include "widgets/theme/theme.h"

namespace trabecula::widgets {
namespace {

constexpr double margin = 8;

void paintLines(QPainter& painter, const QRectF& area, const QStringList& lines, bool right, bool bottom) {
  const QFontMetricsF metrics(painter.font());
  const double step = metrics.height();
  double y = bottom
                 ? area.bottom() - margin - metrics.descent() - step * static_cast<double>(lines.size() - 1)
                 : area.top() + margin + metrics.ascent();
  for (const QString& line : lines) {
    const QString shown = metrics.elidedText(line, Qt::ElideRight, area.width() - 2 * margin);
    const double x = right ? area.right() - margin - metrics.horizontalAdvance(shown) : area.left() + margin;
    paintHaloText(painter, {x, y}, shown);
    y += step;
  }
}

/// The largest of 1, 2, 5 times a power of ten that is not above `value`.
double roundLength(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double factor : {5.0, 2.0})
    if (factor * power <= value) return factor * power;
  return power;
}

QString lengthLabel(double length, core::SpacingSource source) {
  const QString number = QString::number(length, 'g', 4);
  switch (source) {
    case core::SpacingSource::Calibrated:
      return QCoreApplication::translate("ScaleBar", "%1 mm").arg(number);
    case core::SpacingSource::AtDetector:
      return QCoreApplication::translate("ScaleBar", "%1 mm at detector").arg(number);
    case core::SpacingSource::None:
      break;
  }
  return QCoreApplication::translate("ScaleBar", "%1 px").arg(number);
}

}  // namespace

QFont overlayFont(const QPainter& painter) {
  QFont font = painter.font();
  font.setPixelSize(12);
  return font;
}

void paintHaloText(QPainter& painter, QPointF baseline, const QString& text) {
  QPainterPath path;
  path.addText(baseline, painter.font(), text);
  painter.strokePath(path, QPen(QColor(0, 0, 0, 210), 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.fillPath(path, colours::overlay);
}

void paintCornerTexts(QPainter& painter, const QRectF& area, const CornerTexts& texts) {
  painter.save();
  painter.setFont(overlayFont(painter));
  painter.setRenderHint(QPainter::Antialiasing);
  paintLines(painter, area, texts.topLeft, false, false);
  paintLines(painter, area, texts.topRight, true, false);
  paintLines(painter, area, texts.bottomRight, true, true);
  painter.restore();
}

void paintScaleBar(QPainter& painter, const QRectF& area, const core::PixelSpacing& spacing, double zoom) {
  const bool inMillimetres = spacing.source != core::SpacingSource::None && spacing.columnMm > 0;
  const double unitsPerPixel = inMillimetres ? spacing.columnMm : 1;
  const double widgetPixelsPerUnit = zoom / unitsPerPixel;
  if (area.width() < 120 || widgetPixelsPerUnit <= 0) return;
  double length = roundLength(area.width() / 5 / widgetPixelsPerUnit);
  if (!inMillimetres) length = std::max(1.0, length);

  painter.save();
  painter.setFont(overlayFont(painter));
  painter.setRenderHint(QPainter::Antialiasing);
  const double y = area.bottom() - margin - 3;
  const double left = area.left() + margin + 1;
  const double right = left + length * widgetPixelsPerUnit;
  QPainterPath bar;
  bar.moveTo(left, y - 5);
  bar.lineTo(left, y);
  bar.lineTo(right, y);
  bar.lineTo(right, y - 5);
  painter.strokePath(bar, QPen(QColor(0, 0, 0, 210), 4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.strokePath(bar, QPen(colours::overlay, 1.5));
  paintHaloText(painter, {left, y - 10},
                lengthLabel(length, inMillimetres ? spacing.source : core::SpacingSource::None));
  painter.restore();
}

}  // namespace trabecula::widgets
