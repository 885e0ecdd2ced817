#include "widgets/plot/value_histogram.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLabel>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "core/analysis/residual.h"
#include "widgets/view/number_text.h"

namespace trabecula::widgets {
namespace {

constexpr int maxBars = 1024;

QString wholeNumber(double value) {
  return QLocale().toString(static_cast<qlonglong>(value)).replace(QLatin1Char('-'), QChar(0x2212));
}

/// A counted number in its unit.
QString valueText(double number, const ValueUnit& unit) {
  return unit.step == 1 ? wholeNumber(number)
                        : shortNumber(number * unit.step).replace(QLatin1Char('-'), QChar(0x2212));
}

}  // namespace

ValueUnit unitOf(const ValueMap& map) {
  return {.name = map.unitName, .step = map.unit, .isAmount = map.isAmount};
}

core::Histogram histogramOf(const ValueMap& map, const QRect& region) {
  const QRect entries = map.entriesOf(region);
  return core::residualCounts(
      *map.map,
      {.left = entries.left(), .top = entries.top(), .width = entries.width(), .height = entries.height()});
}

std::vector<QPointF> histogramBars(const core::Histogram& histogram, int maxCount) {
  if (histogram.total == 0) return {};
  const std::int64_t low = histogram.percentile(0);
  const std::int64_t values = histogram.percentile(1) - low + 1;
  const std::int64_t width = (values + maxCount - 1) / maxCount;
  const std::int64_t offset = low - histogram.minValue;
  std::vector<QPointF> bars;
  for (std::int64_t start = 0; start < values; start += width) {
    std::uint64_t count = 0;
    for (std::int64_t i = start; i < std::min(start + width, values); ++i)
      count += histogram.counts[static_cast<std::size_t>(offset + i)];
    bars.emplace_back(static_cast<double>(low + start), static_cast<double>(count));
  }
  bars.emplace_back(static_cast<double>(low + values), 0);
  return bars;
}

HistogramChart::HistogramChart(QWidget* parent) : Chart(parent) {
  setAccessibleName(tr("Histogram"));
}

void HistogramChart::setHistogram(HistogramPtr histogram, const QString& axisTitle, const ValueUnit& unit) {
  histogram_ = std::move(histogram);
  axisTitle_ = axisTitle;
  unit_ = unit;
  rebuild();
}

void HistogramChart::setEmptyText(const QString& text) {
  emptyText_ = text;
  rebuild();
}

void HistogramChart::setLogarithmic(bool on) {
  logarithmic_ = on;
  rebuild();
}

void HistogramChart::rebuild() {
  ChartModel model;
  model.emptyText = emptyText_;
  if (histogram_ && histogram_->total > 0) {
    PlotSeries bars;
    bars.kind = PlotSeries::Kind::Bars;
    bars.points = histogramBars(*histogram_, maxBars);
    double highest = 1;
    for (QPointF& bar : bars.points) {
      highest = std::max(highest, bar.y());
      bar.setX(bar.x() * unit_.step);
    }
    model.x = {.title = axisTitle_,
               .unit = unit_.name,
               .low = bars.points.front().x(),
               .high = bars.points.back().x(),
               .logarithmic = false,
               .wholeNumbers = unit_.step == 1};
    // A count of one still has a height where counts are in powers of ten.
    model.y = {.title = tr("Pixels"),
               .unit = {},
               .low = logarithmic_ ? 0.5 : 0,
               .high = highest * (logarithmic_ ? 1.5 : 1.05),
               .logarithmic = logarithmic_,
               .wholeNumbers = true};
    model.series = {std::move(bars)};
  }
  setModel(std::move(model));
}

QString HistogramChart::toCsv() const {
  QString text = unit_.step == 1 ? QStringLiteral("value,pixels\n")
                                 : QStringLiteral("value [%1],pixels\n").arg(unit_.name);
  if (!histogram_) return text;
  constexpr int digits = 12;  // more than steps need, fewer than sums of them show
  for (std::size_t i = 0; i < histogram_->counts.size(); ++i) {
    if (histogram_->counts[i] == 0) continue;
    const double value = static_cast<double>(histogram_->minValue) + static_cast<double>(i);
    text += QStringLiteral("%1,%2\n")
                .arg(QString::number(value * unit_.step, 'g', digits))
                .arg(histogram_->counts[i]);
  }
  return text;
}

QString HistogramChart::readOutAt(const QPointF& position) const {
  if (!histogram_ || !plot().contains(position)) return {};
  const auto& bars = model().series.front().points;
  const double value = model().x.valueAt((position.x() - plot().left()) / plot().width());
  const auto next = std::ranges::upper_bound(bars, value, {}, [](const QPointF& bar) { return bar.x(); });
  if (next == bars.begin() || next == bars.end()) return {};
  const QPointF& bar = *(next - 1);
  const double first = std::round(bar.x() / unit_.step);
  const double last = std::round(next->x() / unit_.step) - 1;
  const QString values = last > first ? tr("%1 to %2").arg(valueText(first, unit_), valueText(last, unit_))
                                      : valueText(first, unit_);
  return tr("%1: %2 pixels (%3 %)")
      .arg(values, wholeNumber(bar.y()), shortNumber(100 * bar.y() / static_cast<double>(histogram_->total)));
}

ValueHistogram::ValueHistogram(QWidget* parent) : QWidget(parent) {
  chart_ = new HistogramChart(this);
  statistics_ = new QLabel(this);
  statistics_->setObjectName(QStringLiteral("histogramStatistics"));
  statistics_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  statistics_->setWordWrap(true);
  logarithmic_ = new QCheckBox(tr("Log counts"), this);
  logarithmic_->setChecked(true);
  connect(logarithmic_, &QCheckBox::toggled, chart_, &HistogramChart::setLogarithmic);
  row_ = new QBoxLayout(QBoxLayout::LeftToRight);
  row_->setContentsMargins(8, 2, 8, 4);
  row_->addWidget(statistics_, 1);
  row_->addWidget(logarithmic_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(chart_, 1);
  column->addLayout(row_);
}

void ValueHistogram::setHistogram(const HistogramChart::HistogramPtr& histogram, const QString& what,
                                  const ValueUnit& unit) {
  chart_->setHistogram(histogram, what, unit);
  const bool filled = histogram && histogram->total > 0;
  logarithmic_->setVisible(filled);
  statistics_->setVisible(filled);
  sentence_.clear();
  if (!filled) {
    statistics_->clear();
    return;
  }
  const core::HistogramStatistics values = core::histogramStatistics(*histogram);
  const double mean = values.mean * unit.step;
  const double deviation = values.standardDeviation * unit.step;
  sentence_ = {tr("Mean %1 %2").arg(shortNumber(mean), unit.name),
               tr("standard deviation %1").arg(shortNumber(deviation)),
               tr("range %1 to %2").arg(valueText(values.minimum, unit), valueText(values.maximum, unit))};
  QString hint =
      tr("Mean %1\nStandard deviation %2 (of the population)").arg(fullNumber(mean), fullNumber(deviation));
  if (!unit.isAmount) {
    sentence_ << tr("entropy %1 bit").arg(shortNumber(values.entropyBits));
    hint += tr("\nOrder-0 entropy %1 bits a pixel").arg(fullNumber(values.entropyBits));
  }
  sentence_ << tr("%1 pixels").arg(wholeNumber(static_cast<double>(values.count)));
  statistics_->setToolTip(hint);
  arrange();
}

void ValueHistogram::resizeEvent(QResizeEvent*) {
  arrange();
}

void ValueHistogram::setStacked(bool stacked) {
  isStacked_ = stacked;
  arrange();
}

void ValueHistogram::arrange() {
  row_->setDirection(isStacked_ ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
  statistics_->setText(sentence_.join(isStacked_ ? QStringLiteral("\n") : QStringLiteral("   ")));
  if (!isStacked_) return;
  // All lines it breaks into, down to the descenders, which a layout in a layout does not ask for.
  constexpr int margins = 24;
  statistics_->setMinimumHeight(statistics_->heightForWidth(std::max(1, width() - margins)) +
                                statistics_->fontMetrics().descent());
}

QString ValueHistogram::statisticsText() const {
  return statistics_->text();
}

}  // namespace trabecula::widgets
