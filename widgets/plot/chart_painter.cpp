#include "widgets/plot/chart_painter.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <array>
#include <cmath>

#include "widgets/theme/theme.h"

namespace trabecula::widgets {
namespace {

constexpr int fontPixels = 12;
constexpr double gap = 6;

QFont plotFont() {
  QFont font;
  font.setPixelSize(fontPixels);
  return font;
}

double lineHeight() {
  return QFontMetricsF(plotFont()).height();
}

double widestTick(const PlotAxis& axis, int count) {
  const QFontMetricsF metrics(plotFont());
  double width = 0;
  for (const double tick : axis.ticks(count))
    width = std::max(width, metrics.horizontalAdvance(plotTickText(tick)));
  return width;
}

int tickCount(double length, double pixelsApart) {
  return std::max(2, static_cast<int>(length / pixelsApart));
}

void paintMarker(QPainter& painter, const QPointF& at, int ink, bool hollow, double radius) {
  QPainterPath path;
  switch (ink < 0 ? 0 : ink % 5) {
    case 1:
      path.addRect(QRectF(at.x() - radius * 0.9, at.y() - radius * 0.9, radius * 1.8, radius * 1.8));
      break;
    case 2:
      path.addPolygon(QPolygonF({at + QPointF(0, -radius * 1.2), at + QPointF(radius * 1.1, radius * 0.8),
                                 at + QPointF(-radius * 1.1, radius * 0.8)}));
      path.closeSubpath();
      break;
    case 3:
      path.addPolygon(QPolygonF({at + QPointF(0, -radius * 1.3), at + QPointF(radius * 1.3, 0),
                                 at + QPointF(0, radius * 1.3), at + QPointF(-radius * 1.3, 0)}));
      path.closeSubpath();
      break;
    case 4:
      path.addPolygon(QPolygonF({at + QPointF(0, radius * 1.2), at + QPointF(radius * 1.1, -radius * 0.8),
                                 at + QPointF(-radius * 1.1, -radius * 0.8)}));
      path.closeSubpath();
      break;
    default:
      path.addEllipse(at, radius, radius);
  }
  painter.setPen(QPen(plotColour(ink), 1.5));
  painter.setBrush(hollow ? QBrush(colours::panel) : QBrush(plotColour(ink)));
  painter.drawPath(path);
}

void paintAxes(QPainter& painter, const QRectF& area, const QRectF& plot, const ChartModel& model) {
  const QFontMetricsF metrics(painter.font());
  const QPen grid(colours::line, 1);
  for (const double tick : model.x.ticks(tickCount(plot.width(), 90))) {
    const double x = std::round(plot.left() + model.x.place(tick) * plot.width()) + 0.5;
    painter.setPen(grid);
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    const QString text = plotTickText(tick);
    const double width = metrics.horizontalAdvance(text);
    painter.setPen(colours::quietText);
    painter.drawText(
        QPointF(std::min(x - width / 2, area.right() - width), plot.bottom() + metrics.ascent() + 3), text);
  }
  for (const double tick : model.y.ticks(tickCount(plot.height(), 36))) {
    const double y = std::round(plot.bottom() - model.y.place(tick) * plot.height()) + 0.5;
    painter.setPen(grid);
    painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    const QString text = plotTickText(tick);
    painter.setPen(colours::quietText);
    painter.drawText(
        QPointF(plot.left() - gap - metrics.horizontalAdvance(text), y + metrics.capHeight() / 2), text);
  }
  painter.setPen(colours::text);
  painter.drawText(QRectF(plot.left(), area.bottom() - lineHeight(), plot.width(), lineHeight()),
                   Qt::AlignCenter, model.x.label());
  painter.save();
  painter.translate(area.left(), plot.bottom());
  painter.rotate(-90);
  painter.drawText(QRectF(0, 0, plot.height(), lineHeight()), Qt::AlignCenter, model.y.label());
  painter.restore();
}

void paintLines(QPainter& painter, const QRectF& plot, const ChartModel& model, const PlotSeries& series) {
  if (series.points.empty() || series.kind == PlotSeries::Kind::Points) return;
  QPainterPath path;
  QPointF before = plotPlace(plot, model, series.points.front());
  path.moveTo(before);
  for (std::size_t i = 1; i < series.points.size(); ++i) {
    const QPointF next = plotPlace(plot, model, series.points[i]);
    if (series.kind == PlotSeries::Kind::Staircase) path.lineTo(next.x(), before.y());
    path.lineTo(next);
    before = next;
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(plotColour(series.ink), series.kind == PlotSeries::Kind::Staircase ? 1.5 : 1.8,
                      series.hollow ? Qt::DashLine : Qt::SolidLine));
  painter.drawPath(path);
}

void paintBars(QPainter& painter, const QRectF& plot, const ChartModel& model, const PlotSeries& series) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(Qt::NoPen);
  painter.setBrush(plotColour(series.ink));
  for (std::size_t i = 0; i + 1 < series.points.size(); ++i) {
    if (series.points[i].y() <= 0) continue;
    const QPointF top = plotPlace(plot, model, series.points[i]);
    const QPointF next = plotPlace(plot, model, series.points[i + 1]);
    // At least a pixel in each direction: what occurs once is seen.
    const double width = std::max(1.0, next.x() - top.x());
    painter.drawRect(
        QRectF(top.x(), std::min(top.y(), plot.bottom() - 1), width, std::max(1.0, plot.bottom() - top.y())));
  }
  painter.restore();
}

/// Puts labels where they hide neither each other nor the border: right of the point, else left, above,
/// below.
void paintLabels(QPainter& painter, const QRectF& plot, const ChartModel& model) {
  const QFontMetricsF metrics(painter.font());
  std::vector<QRectF> taken;
  for (const PlotSeries& series : model.series)
    if (series.hasMarkers())
      for (const QPointF& point : series.points)
        taken.emplace_back(plotPlace(plot, model, point) - QPointF(5, 5), QSizeF(10, 10));
  for (const PlotSeries& series : model.series) {
    for (std::size_t i = 0; i < series.points.size(); ++i) {
      const QString label = series.labels.value(static_cast<qsizetype>(i));
      if (label.isEmpty()) continue;
      const QPointF at = plotPlace(plot, model, series.points[i]);
      const QSizeF size(metrics.horizontalAdvance(label), metrics.height());
      const std::array<QPointF, 6> corners = {at + QPointF(9, -size.height() / 2),
                                              at + QPointF(-9 - size.width(), -size.height() / 2),
                                              at + QPointF(-size.width() / 2, -9 - size.height()),
                                              at + QPointF(-size.width() / 2, 9),
                                              at + QPointF(7, -7 - size.height()),
                                              at + QPointF(7, 7)};
      for (const QPointF& corner : corners) {
        const QRectF box(corner, size);
        const bool free = plot.contains(box) && std::ranges::none_of(taken, [&](const QRectF& other) {
                            return other.intersects(box);
                          });
        if (!free) continue;
        painter.setPen(colours::text);
        painter.drawText(QPointF(box.left(), box.top() + metrics.ascent()), label);
        taken.push_back(box);
        break;  // a label without a place is left to the read-out
      }
    }
  }
}

void paintLegend(QPainter& painter, const QRectF& row, const ChartModel& model) {
  const QFontMetricsF metrics(painter.font());
  double x = row.left();
  for (const PlotSeries& series : model.series) {
    if (series.title.isEmpty() || series.points.empty()) continue;
    const QPointF at(x + 9, row.center().y());
    if (!series.hasMarkers() || series.kind == PlotSeries::Kind::Line) {
      painter.setPen(QPen(plotColour(series.ink), 1.8, series.hollow ? Qt::DashLine : Qt::SolidLine));
      painter.drawLine(at - QPointF(9, 0), at + QPointF(9, 0));
    }
    if (series.hasMarkers()) paintMarker(painter, at, series.ink, series.hollow, 4);
    painter.setPen(colours::quietText);
    const double width = metrics.horizontalAdvance(series.title);
    painter.drawText(QPointF(x + 24, row.center().y() + metrics.capHeight() / 2), series.title);
    x += 24 + width + 18;
  }
  if (model.note.isEmpty()) return;
  const QString note = metrics.elidedText(model.note, Qt::ElideRight, std::max(0.0, row.right() - x));
  painter.setPen(colours::quietText);
  painter.drawText(
      QPointF(row.right() - metrics.horizontalAdvance(note), row.center().y() + metrics.capHeight() / 2),
      note);
}

bool hasHeadRow(const ChartModel& model) {
  return !model.note.isEmpty() ||
         std::ranges::any_of(model.series, [](const PlotSeries& series) { return !series.title.isEmpty(); });
}

QString detailsOf(const ChartModel& model, const PlotPosition& at) {
  const PlotSeries& series = model.series[at.series];
  const QString text = series.details.value(static_cast<qsizetype>(at.point));
  if (!text.isEmpty()) return text;
  return QStringLiteral("%1, %2").arg(plotTickText(series.points[at.point].x()),
                                      plotTickText(series.points[at.point].y()));
}

}  // namespace

QColor plotColour(int ink) {
  if (ink < 0) return colours::quietText;
  // After M. Okabe and K. Ito's set for colour-blind readers; darker on white.
  static const std::array<QColor, 5> onDark = {QColor(0x56, 0xB4, 0xE9), QColor(0xE6, 0x9F, 0x00),
                                               QColor(0x2F, 0xC4, 0x9A), QColor(0xE0, 0x8F, 0xBB),
                                               QColor(0xF0, 0xE4, 0x42)};
  static const std::array<QColor, 5> onLight = {QColor(0x00, 0x6A, 0xA8), QColor(0xB0, 0x57, 0x00),
                                                QColor(0x00, 0x7A, 0x58), QColor(0xA3, 0x45, 0x7B),
                                                QColor(0x6E, 0x64, 0x00)};
  return (currentTheme() == Theme::Dark ? onDark : onLight)[static_cast<std::size_t>(ink) % onDark.size()];
}

QRectF plotRect(const QRectF& area, const ChartModel& model) {
  const double top = hasHeadRow(model) ? lineHeight() + 2 * gap : gap;
  const double bottom = 2 * lineHeight() + gap;
  const double left =
      lineHeight() + 2 * gap + widestTick(model.y, tickCount(area.height() - top - bottom, 36));
  return area.adjusted(left, top, -gap, -bottom);
}

QPointF plotPlace(const QRectF& plot, const ChartModel& model, const QPointF& value) {
  return {plot.left() + model.x.place(value.x()) * plot.width(),
          plot.bottom() - model.y.place(value.y()) * plot.height()};
}

void paintChart(QPainter& painter, const QRectF& area, const ChartModel& model, const ChartCursor& cursor) {
  painter.fillRect(area, colours::panel);
  const QRectF inner = area.adjusted(gap, gap, -gap, -gap);
  painter.setFont(plotFont());
  if (model.isEmpty()) {
    painter.setPen(colours::quietText);
    painter.drawText(inner, Qt::AlignCenter | Qt::TextWordWrap, model.emptyText);
    return;
  }
  const QRectF plot = plotRect(inner, model);
  if (plot.width() < 40 || plot.height() < 20) return;
  painter.setRenderHint(QPainter::Antialiasing);
  paintAxes(painter, inner, plot, model);
  if (hasHeadRow(model))
    paintLegend(painter, QRectF(plot.left(), inner.top(), plot.width(), lineHeight()), model);
  painter.save();
  painter.setClipRect(plot.adjusted(-1, -8, 8, 1));
  for (const PlotSeries& series : model.series)
    if (series.kind == PlotSeries::Kind::Bars)
      paintBars(painter, plot, model, series);
    else
      paintLines(painter, plot, model, series);
  painter.restore();
  for (const PlotSeries& series : model.series)
    if (series.hasMarkers())
      for (const QPointF& point : series.points)
        paintMarker(painter, plotPlace(plot, model, point), series.ink, series.hollow, 4.5);
  paintLabels(painter, plot, model);
  const auto place = [&](const PlotPosition& at) {
    return plotPlace(plot, model, model.series[at.series].points[at.point]);
  };
  if (cursor.current) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours::text, 1.5));
    painter.drawEllipse(place(*cursor.current), 9, 9);
  }
  const auto read = cursor.hovered ? cursor.hovered : (cursor.hasFocus ? cursor.current : std::nullopt);
  if (read) paintReadOut(painter, inner, place(*read), detailsOf(model, *read));
}

void paintReadOut(QPainter& painter, const QRectF& area, const QPointF& position, const QString& text) {
  const QFontMetricsF metrics(painter.font());
  const QRectF bounds = metrics.boundingRect(QRectF(0, 0, area.width() * 0.7, area.height()),
                                             Qt::AlignLeft | Qt::TextWordWrap, text);
  QRectF box(position + QPointF(12, -12 - bounds.height()), bounds.size() + QSizeF(14, 8));
  if (box.right() > area.right()) box.moveRight(position.x() - 12);
  if (box.left() < area.left()) box.moveLeft(area.left());
  if (box.top() < area.top()) box.moveTop(area.top());
  if (box.bottom() > area.bottom()) box.moveBottom(area.bottom());
  painter.setPen(QPen(colours::line, 1));
  painter.setBrush(colours::raised);
  painter.drawRoundedRect(box, 4, 4);
  painter.setPen(colours::text);
  painter.drawText(box.adjusted(7, 4, -7, -4), Qt::AlignLeft | Qt::TextWordWrap, text);
}

}  // namespace trabecula::widgets
