#include "widgets/plot/chart_model.h"

#include <QLocale>
#include <algorithm>

namespace trabecula::widgets {

bool ChartModel::isEmpty() const {
  return std::ranges::all_of(series, [](const PlotSeries& one) { return one.points.empty(); });
}

std::vector<PlotPosition> pointsInOrder(const ChartModel& model) {
  std::vector<PlotPosition> order;
  for (std::size_t s = 0; s < model.series.size(); ++s)
    if (model.series[s].hasMarkers())
      for (std::size_t p = 0; p < model.series[s].points.size(); ++p) order.push_back({s, p});
  const auto x = [&](const PlotPosition& at) { return model.series[at.series].points[at.point].x(); };
  std::ranges::stable_sort(order, [&](const auto& a, const auto& b) { return x(a) < x(b); });
  return order;
}

QString csvCell(const QString& text) {
  const bool plain = !text.contains(QLatin1Char('"')) && !text.contains(QLatin1Char(',')) &&
                     !text.contains(QLatin1Char('\n')) && !text.contains(QLatin1Char('\r'));
  if (plain) return text;
  return QLatin1Char('"') + QString(text).replace(QLatin1Char('"'), QStringLiteral("\"\"")) +
         QLatin1Char('"');
}

QString chartToCsv(const ChartModel& model) {
  const auto number = [](double value) {
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
  };
  QStringList lines;
  lines << QStringLiteral("series,%1,%2,label").arg(csvCell(model.x.label()), csvCell(model.y.label()));
  for (const PlotSeries& series : model.series)
    for (std::size_t i = 0; i < series.points.size(); ++i) {
      const QString label = series.labels.value(static_cast<qsizetype>(i));
      lines << QStringList{csvCell(series.title), number(series.points[i].x()), number(series.points[i].y()),
                           csvCell(label)}
                   .join(QLatin1Char(','));
    }
  return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

}  // namespace trabecula::widgets
