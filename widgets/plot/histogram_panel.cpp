#include "widgets/plot/histogram_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QVBoxLayout>

#include "core/analysis/residual.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/plot/plot_bar.h"
#include "widgets/view/number_text.h"

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
  connect(&model_.maps(), &MapStore::changed, this, [this] {
    // The active pane says itself when it shows another map.
    if (source_->currentIndex() >= static_cast<int>(Source::Reconstruction)) refresh();
  });
  connect(&model_, &ViewerModel::regionChanged, this, &HistogramPanel::refresh);
  refresh();
}

void HistogramPanel::setActivePane(PaneRole role, const ValueMapPtr& map) {
  if (role == activeRole_ && map == activeMap_) return;
  activeRole_ = role;
  activeMap_ = map;
  if (source_->currentIndex() == 0) refresh();
}

void HistogramPanel::showEvent(QShowEvent*) {
  refresh();
}

void HistogramPanel::showNothing(const QString& why) {
  ++request_;
  histogram_->setEmptyText(why);
  histogram_->setHistogram(nullptr, {}, {});
}

QRect HistogramPanel::region() const {
  return regionOnly_->isEnabled() && regionOnly_->isChecked() ? model_.region() : QRect();
}

void HistogramPanel::refresh() {
  regionOnly_->setEnabled(model_.image() && !model_.region().isEmpty());
  if (!isVisible()) return;  // counted when it is shown
  if (!model_.image()) {
    showNothing(tr("Open a radiograph to count its values."));
    return;
  }
  switch (static_cast<Source>(source_->currentIndex())) {
    case Source::ActivePane:
      if (isHeatmapRole(activeRole_) || isSurfaceRole(activeRole_))
        countMap(activeMap_, model_.result() ? tr("Nothing to count yet.") : tr("Not compressed yet."));
      else
        countImage(activeRole_ == PaneRole::Decoded);
      return;
    case Source::Original:
    case Source::Decoded:
      countImage(source_->currentIndex() == static_cast<int>(Source::Decoded));
      return;
    case Source::Reconstruction:
      countMap(model_.result() ? model_.maps().map({.kind = MapKind::Reconstruction}) : nullptr,
               model_.result() ? tr("Computing\u2026") : tr("Not compressed yet."));
      return;
    case Source::Prediction:
      countMap(model_.maps().map({.kind = MapKind::Prediction}), tr("Computing\u2026"));
      return;
  }
}

void HistogramPanel::countImage(bool decoded) {
  if (decoded && !model_.result()) {
    showNothing(tr("Not compressed yet."));
    return;
  }
  const core::Image image = decoded ? model_.result()->compression.decoded : model_.image()->image;
  const QRect part = region();
  const core::FrameRegion counted =
      part.isEmpty()
          ? core::FrameRegion{.left = 0, .top = 0, .width = image.width(), .height = image.height()}
          : core::FrameRegion{
                .left = part.left(), .top = part.top(), .width = part.width(), .height = part.height()};
  count([image, frame = model_.frame(), counted] { return core::storedHistogram(image, frame, counted); },
        decoded ? tr("Decoded stored value") : tr("Stored value"), tr("stored units"));
}

void HistogramPanel::countMap(const ValueMapPtr& map, const QString& whyNone) {
  if (!map) {
    showNothing(whyNone);
    return;
  }
  const QRect entries = map->entriesOf(region());
  const core::FrameRegion counted{
      .left = entries.left(), .top = entries.top(), .width = entries.width(), .height = entries.height()};
  // Entries are counted as they are: thousandths of a bit stay thousandths.
  const QString unit =
      map->unit == 1 ? map->unitName : QStringLiteral("%1 %2").arg(shortNumber(map->unit), map->unitName);
  count([map, counted] { return core::residualCounts(*map->map, counted); }, map->title, unit);
}

void HistogramPanel::count(const std::function<core::Histogram()>& work, const QString& what,
                           const QString& unit) {
  const int request = ++request_;
  runner_.start(
      tr("Histogram"), [work](core::JobContext&) { return std::make_shared<const core::Histogram>(work()); },
      this,
      [this, request, what, unit](const HistogramChart::HistogramPtr& counted) {
        if (request == request_) histogram_->setHistogram(counted, what, unit);
      });
}

}  // namespace trabecula::widgets
