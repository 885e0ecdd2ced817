#include "widgets/plot/histogram_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QVBoxLayout>

#include "core/analysis/residual.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/plot/plot_bar.h"

namespace trabecula::widgets {

HistogramPanel::HistogramPanel(ViewerModel& model, JobRunner& runner, QWidget* parent)
    : QWidget(parent), model_(model), runner_(runner) {
  histogram_ = new ValueHistogram(this);
  source_ = new QComboBox(this);
  source_->setObjectName(QStringLiteral("histogramSource"));
  source_->setAccessibleName(tr("Values counted"));
  source_->addItems(
      {tr("As the active pane"), tr("Original"), tr("Decoded"), tr("Residual"), tr("Prediction residual")});
  regionOnly_ = new QCheckBox(tr("&Region only"), this);
  regionOnly_->setObjectName(QStringLiteral("histogramRegion"));
  auto* bar = new PlotBar(this);
  bar->addWidget(source_);
  bar->addWidget(regionOnly_);
  bar->addSave([this] { Q_EMIT saveRequested(); });
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(bar);
  column->addWidget(histogram_, 1);
  connect(source_, &QComboBox::currentIndexChanged, this, &HistogramPanel::refresh);
  connect(regionOnly_, &QCheckBox::toggled, this, &HistogramPanel::refresh);
  connect(&model_, &ViewerModel::imageChanged, this, &HistogramPanel::refresh);
  connect(&model_, &ViewerModel::frameChanged, this, &HistogramPanel::refresh);
  connect(&model_, &ViewerModel::resultChanged, this, &HistogramPanel::refresh);
  connect(&model_, &ViewerModel::mapsChanged, this, &HistogramPanel::refresh);
  connect(&model_, &ViewerModel::regionChanged, this, &HistogramPanel::refresh);
  refresh();
}

void HistogramPanel::setActiveRole(PaneRole role) {
  if (role == activeRole_) return;
  activeRole_ = role;
  if (source_->currentIndex() == 0) refresh();
}

HistogramPanel::Source HistogramPanel::source() const {
  const auto chosen = static_cast<Source>(source_->currentIndex());
  if (chosen != Source::ActivePane) return chosen;
  if (activeRole_ == PaneRole::Decoded) return Source::Decoded;
  if (activeRole_ == PaneRole::ResidualHeatmap || activeRole_ == PaneRole::ResidualSurface)
    return Source::Reconstruction;
  if (activeRole_ == PaneRole::PredictionHeatmap || activeRole_ == PaneRole::PredictionSurface)
    return Source::Prediction;
  return Source::Original;
}

void HistogramPanel::showEvent(QShowEvent*) {
  refresh();
}

void HistogramPanel::showNothing(const QString& why) {
  ++request_;
  histogram_->setEmptyText(why);
  histogram_->setHistogram(nullptr, {}, {});
}

void HistogramPanel::refresh() {
  const bool hasRegion = model_.image() && !model_.region().isEmpty();
  regionOnly_->setEnabled(hasRegion);
  if (!isVisible()) return;  // counted when it is shown
  if (!model_.image()) {
    showNothing(tr("Open a radiograph to count its values."));
    return;
  }
  const core::Image& original = model_.image()->image;
  core::FrameRegion region{.left = 0, .top = 0, .width = original.width(), .height = original.height()};
  if (hasRegion && regionOnly_->isChecked())
    region = {.left = model_.region().left(),
              .top = model_.region().top(),
              .width = model_.region().width(),
              .height = model_.region().height()};
  const Source shown = source();
  if (shown == Source::Original || shown == Source::Decoded) {
    if (shown == Source::Decoded && !model_.result()) {
      showNothing(tr("Not compressed yet."));
      return;
    }
    const core::Image image = shown == Source::Original ? original : model_.result()->compression.decoded;
    count([image, frame = model_.frame(), region] { return core::storedHistogram(image, frame, region); },
          shown == Source::Original ? tr("Stored value") : tr("Decoded stored value"));
    return;
  }
  const bool reconstruction = shown == Source::Reconstruction;
  const ViewerModel::MapPtr map =
      reconstruction ? model_.reconstructionResidual() : model_.predictionResidual();
  if (!map) {
    showNothing(reconstruction && !model_.result() ? tr("Not compressed yet.") : tr("Computing\u2026"));
    return;
  }
  count([map, region] { return core::residualCounts(*map, region); },
        reconstruction ? tr("Original minus decoded") : tr("Prediction residual"));
}

void HistogramPanel::count(const std::function<core::Histogram()>& work, const QString& what) {
  const int request = ++request_;
  runner_.start(
      tr("Histogram"), [work](core::JobContext&) { return std::make_shared<const core::Histogram>(work()); },
      this,
      [this, request, what](const HistogramChart::HistogramPtr& counted) {
        if (request == request_) histogram_->setHistogram(counted, what, tr("stored units"));
      });
}

}  // namespace trabecula::widgets
