#include "widgets/view/colour_bar.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QImage>
#include <QPainter>
#include <cmath>
#include <limits>
#include <set>

#include "widgets/view/number_text.h"
#include "widgets/view/overlay.h"

namespace trabecula::widgets {
namespace {

constexpr double barRoom = 76;

/// Position of the bar's end colours, and of zero at the other end for amounts.
double positionAt(const HeatmapContent& map, const QRectF& strip, double y) {
  const double share = std::clamp((strip.bottom() - y) / strip.height(), 0.0, 1.0);
  return map.valueMap()->isAmount ? share : 2 * share - 1;
}

double heightOf(const HeatmapContent& map, const QRectF& strip, double value) {
  const double position = core::scalePosition(value, map.limit(), map.scale());
  const double share = map.valueMap()->isAmount ? position : (position + 1) / 2;
  return strip.bottom() - std::clamp(share, 0.0, 1.0) * strip.height();
}

double valueAt(const HeatmapContent& map, const QRectF& strip, double y) {
  return core::scaleValue(positionAt(map, strip, y), map.limit(), map.scale());
}

std::set<int> ticksOf(const HeatmapContent& map) {
  const int limit = map.limit();
  if (map.valueMap()->isAmount) return {0, limit / 4, limit / 2, limit - limit / 4, limit};
  std::set<int> ticks = {-limit, 0, limit};
  if (limit >= 4) ticks.insert({limit / 2, -(limit / 2)});
  if (limit > 1 && limit <= 8) ticks.insert({1, -1});
  return ticks;
}

void paintSelection(QPainter& painter, const QRectF& strip, const HeatmapContent& map) {
  const auto& selection = map.selection();
  if (!selection) return;
  const auto bracket = [&](double low, double high) {
    const double top = std::min(heightOf(map, strip, high), strip.bottom() - 2) - 1;
    const double bottom = std::max(heightOf(map, strip, low), strip.top() + 2) + 1;
    painter.setPen(QPen(Qt::white, 2));
    painter.drawRect(QRectF(QPointF(strip.left() - 2, top), QPointF(strip.right() + 2, bottom)));
  };
  const auto end = [&](std::int32_t value) { return std::clamp<double>(value, -map.limit(), map.limit()); };
  bracket(end(selection->low), end(selection->high));
  if (selection->bothSigns) bracket(-end(selection->high), -end(selection->low));
}

}  // namespace

double colourBarWidth(const QRectF& area) {
  return area.height() < 140 || area.width() < 160 ? 0 : barRoom;
}

QRectF colourBarStrip(const QRectF& area) {
  if (colourBarWidth(area) == 0) return {};
  return {area.right() - 22, area.top() + 34, 12, area.height() - 78};
}

void paintColourBar(QPainter& painter, const QRectF& area, const HeatmapContent& map) {
  const QRectF strip = colourBarStrip(area);
  if (strip.isEmpty()) return;
  painter.save();
  painter.setFont(overlayFont(painter));
  painter.setRenderHint(QPainter::Antialiasing);
  const QFontMetricsF metrics(painter.font());

  // Where the picture reaches under the bar, the numbers must still be read.
  painter.fillRect(QRectF(area.right() - barRoom, strip.top() - 14, barRoom, strip.height() + 40),
                   QColor(0, 0, 0, 140));

  // One row of the strip a value step, the same colours as in the map; the top is the limit.
  const int rows = static_cast<int>(strip.height());
  QImage ramp(1, rows, QImage::Format_RGB32);
  for (int row = 0; row < rows; ++row) {
    const double value = valueAt(map, strip, strip.top() + row + 0.5);
    ramp.setPixel(0, row, map.colourOf(static_cast<std::int32_t>(std::lround(value))));
  }
  painter.drawImage(strip, ramp);
  painter.setPen(QPen(QColor(0x6A, 0x72, 0x7E), 1));
  painter.drawRect(strip);

  double lastLabel = std::numeric_limits<double>::max();
  for (const int tick : ticksOf(map)) {
    const double y = heightOf(map, strip, tick);
    if (lastLabel - y < metrics.height() * 0.9) continue;
    lastLabel = y;
    QString label = stepsText(*map.valueMap(), tick);
    // The end colours stand for everything beyond, too.
    if (std::abs(tick) == map.limit() && map.valueMap()->largestMagnitude() > map.limit())
      label.prepend(QChar(tick > 0 ? 0x2265 : 0x2264));
    paintHaloText(painter, {strip.left() - 6 - metrics.horizontalAdvance(label), y + metrics.capHeight() / 2},
                  label);
  }
  paintSelection(painter, strip, map);
  const QString& unit = map.valueMap()->unitName;
  paintHaloText(painter, {area.right() - 8 - metrics.horizontalAdvance(unit), strip.bottom() + 18}, unit);
  painter.restore();
}

ValueSelection valuesBetween(const HeatmapContent& map, const QRectF& strip, double y1, double y2) {
  constexpr double reach = 2;  // pixels
  const double upper = std::min(y1, y2);
  const double lower = std::max(y1, y2);
  const int limit = map.limit();
  const int lowest = map.valueMap()->isAmount ? 0 : -limit;
  // The value under the point itself counts whole, and of its neighbours those within reach.
  const auto rounded = [](double value) { return static_cast<std::int32_t>(std::lround(value)); };
  ValueSelection selection;
  selection.low = std::min(rounded(valueAt(map, strip, lower)),
                           static_cast<std::int32_t>(std::ceil(valueAt(map, strip, lower + reach))));
  selection.high = std::max(rounded(valueAt(map, strip, upper)),
                            static_cast<std::int32_t>(std::floor(valueAt(map, strip, upper - reach))));
  selection.low = std::clamp(selection.low, lowest, limit);
  selection.high = std::clamp(selection.high, selection.low, limit);
  if (selection.high == limit) selection.high = std::numeric_limits<std::int32_t>::max();
  if (selection.low == -limit && !map.valueMap()->isAmount)
    selection.low = -std::numeric_limits<std::int32_t>::max();
  return selection;
}

QString selectionText(const HeatmapContent& map, const ValueSelection& selection) {
  const ValueMap& values = *map.valueMap();
  const auto text = [](const char* words) { return QCoreApplication::translate("ColourBar", words); };
  constexpr std::int32_t end = std::numeric_limits<std::int32_t>::max();
  QString range;
  const QString low = stepsText(values, selection.low);
  const QString high = stepsText(values, selection.high);
  if (selection.low == selection.high)
    range = selection.bothSigns ? QChar(0xB1) + QString(high).remove(QLatin1Char('+')) : low;
  else if (selection.high == end)
    range = (selection.bothSigns ? text("%1 or more either way") : text("%1 or more")).arg(low);
  else if (selection.low == -end)
    range = text("%1 or less").arg(high);
  else
    range = text("%1 to %2").arg(low, high);
  return QStringLiteral("%1 %2").arg(range, values.unitName);
}

QString stepsText(const ValueMap& map, double steps) {
  const QString number = shortNumber(steps * map.unit).replace(QLatin1Char('-'), QChar(0x2212));
  return steps > 0 && !map.isAmount ? QLatin1Char('+') + number : number;
}

}  // namespace trabecula::widgets
