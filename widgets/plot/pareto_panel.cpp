#include "widgets/plot/pareto_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/plot/pareto.h"
#include "widgets/plot/plot_bar.h"
#include "widgets/view/number_text.h"

namespace trabecula::widgets {

ParetoPanel::ParetoPanel(QWidget* parent) : QWidget(parent) {
  chart_ = new Chart(this);
  chart_->setAccessibleName(tr("Bits per pixel against time"));
  time_ = new QComboBox(this);
  time_->setObjectName(QStringLiteral("paretoTime"));
  time_->addItems({tr("Encode time"), tr("Decode time")});
  time_->setAccessibleName(tr("Time shown"));
  auto* bar = new PlotBar(this);
  bar->addWidget(time_);
  bar->addSave([this] { Q_EMIT saveRequested(); });
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(bar);
  column->addWidget(chart_, 1);
  connect(time_, &QComboBox::currentIndexChanged, this, &ParetoPanel::rebuild);
  connect(chart_, &Chart::pointChosen, this, [this](const PlotPosition& at) {
    const ResultPtr result = shown_[at.series][at.point];
    current_ = result;
    Q_EMIT resultChosen(result);
  });
  rebuild();
}

void ParetoPanel::setResults(std::vector<ResultPtr> results) {
  results_ = std::move(results);
  rebuild();
}

void ParetoPanel::setCurrentResult(const ResultPtr& result) {
  current_ = result;
  for (std::size_t series = 0; series < shown_.size(); ++series)
    for (std::size_t point = 0; point < shown_[series].size(); ++point)
      if (result && shown_[series][point] == result) {
        chart_->setCurrent(PlotPosition{series, point});
        return;
      }
  chart_->setCurrent(std::nullopt);
}

/// The codec's name, with its parameters where the name alone would stand twice.
QString ParetoPanel::labelOf(const ResultPtr& result) const {
  const auto same = std::ranges::count_if(
      results_, [&](const ResultPtr& other) { return other->codecTitle == result->codecTitle; });
  if (same < 2 || result->parameterText.isEmpty()) return result->codecTitle;
  return QStringLiteral("%1 %2").arg(result->codecTitle, result->parameterText);
}

double ParetoPanel::secondsOf(const ResultPtr& result) const {
  // The clock may show nothing for a tiny image; a logarithmic axis has no place for that.
  constexpr double least = 1e-5;
  return std::max(least, time_->currentIndex() == 0 ? result->compression.encodeSeconds
                                                    : result->compression.decodeSeconds);
}

void ParetoPanel::rebuild() {
  PlotSeries exact{.title = tr("exact"), .kind = PlotSeries::Kind::Points, .ink = 0};
  PlotSeries differs{.title = tr("not exact"), .kind = PlotSeries::Kind::Points, .ink = 1, .hollow = true};
  shown_.assign(2, {});
  ChartModel model;
  model.x = {.title = time_->currentText(), .unit = tr("s"), .logarithmic = true};
  model.y = {.title = tr("Size"), .unit = tr("bits per pixel")};
  model.emptyText = tr("Each compression appears here as a point: how small against how long.");
  std::vector<double> times;
  std::vector<double> sizes = {0};
  for (const ResultPtr& result : results_) {
    const core::CompressionResult& compression = result->compression;
    const bool isExact = compression.roundTrip.identical;
    PlotSeries& series = isExact ? exact : differs;
    series.points.emplace_back(secondsOf(result), compression.bitsPerPixel);
    series.labels << labelOf(result);
    series.details << tr("%1 %2\n%3 bpp, %4 s, %5")
                          .arg(result->codecTitle, result->parameterText,
                               shortNumber(compression.bitsPerPixel), shortNumber(secondsOf(result)),
                               verdictOf(compression).text);
    shown_[isExact ? 0 : 1].push_back(result);
    times.push_back(secondsOf(result));
    sizes.push_back(compression.bitsPerPixel);
  }
  fitAxis(model.x, times);
  fitAxis(model.y, sizes);
  PlotSeries front{.title = tr("front of the exact results"), .kind = PlotSeries::Kind::Staircase, .ink = -1};
  const std::vector<std::size_t> indices = paretoFront(exact.points);
  for (const std::size_t index : indices) front.points.push_back(exact.points[index]);
  for (std::size_t i = 0; i < exact.points.size(); ++i)
    if (std::ranges::find(indices, i) != indices.end())
      exact.details[static_cast<qsizetype>(i)] += tr(", on the front");
  model.series = {std::move(exact), std::move(differs), std::move(front)};
  chart_->setModel(std::move(model));
  setCurrentResult(current_);
}

}  // namespace trabecula::widgets
