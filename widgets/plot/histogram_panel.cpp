#include "widgets/plot/histogram_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QVBoxLayout>

#include "widgets/jobs/job_runner.h"
#include "widgets/plot/plot_bar.h"

namespace trabecula::widgets {

HistogramPanel::HistogramPanel(ViewerModel& model, JobRunner& runner, QWidget* parent)
    : QWidget(parent), model_(model), runner_(runner) {
  histogram_ = new ValueHistogram(this);
  source_ = new QComboBox(this);
  source_->setObjectName(QStringLiteral("histogramSource"));
  source_->setAccessibleName(tr("Values counted"));
  source_->addItems({tr("As the active pane"), tr("Original"), tr("Codec A"), tr("Codec B"), tr("Residual"),
                     tr("Prediction residual"), tr("Bit cost")});
  regionOnly_ = new QCheckBox(tr("Region only"), this);
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
  connect(&model_, &ViewerModel::imageChanged, this, &HistogramPanel::startAnew);
  connect(&model_, &ViewerModel::frameChanged, this, &HistogramPanel::startAnew);
  connect(&model_, &ViewerModel::resultChanged, this, &HistogramPanel::startAnew);
  connect(&model_.maps(), &MapStore::changed, this, [this] {
    // The active pane says itself when it shows another map.
    if (source_->currentIndex() >= static_cast<int>(Source::Reconstruction)) refresh();
  });
  connect(&model_, &ViewerModel::regionChanged, this, &HistogramPanel::refresh);
  refresh();
}

void HistogramPanel::setActivePane(PaneRole role, Compared compared, const ValueMapPtr& map) {
  if (role == activeRole_ && compared == activeCompared_ && map == activeMap_) return;
  activeRole_ = role;
  activeCompared_ = compared;
  activeMap_ = map;
  const int source = source_->currentIndex();
  if (source == 0 || source >= static_cast<int>(Source::Reconstruction)) refresh();
}

void HistogramPanel::showEvent(QShowEvent*) {
  refresh();
}

/// What was counted is of another image, frame or result: it is neither seen nor saved any more.
void HistogramPanel::startAnew() {
  showNothing(tr("Counting\u2026"));
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
  if (!model_.image()) {
    showNothing(tr("Open a radiograph to count its values."));
    return;
  }
  if (!isVisible()) {  // counted when it is shown
    showNothing(tr("Counting\u2026"));
    return;
  }
  switch (static_cast<Source>(source_->currentIndex())) {
    case Source::ActivePane:
      countActivePane();
      return;
    case Source::Original:
      countImage(model_.image()->image, tr("Stored value"));
      return;
    case Source::Decoded:
      countResult(Compared::A);
      return;
    case Source::DecodedB:
      countResult(Compared::B);
      return;
    case Source::Reconstruction:
      countSource(MapKind::Reconstruction);
      return;
    case Source::Prediction:
      countSource(MapKind::Prediction);
      return;
    case Source::BitCost:
      countSource(MapKind::BitCost);
      return;
  }
}

void HistogramPanel::countActivePane() {
  switch (activeRole_) {
    case PaneRole::Original:
      countImage(model_.image()->image, tr("Stored value"));
      return;
    case PaneRole::Decoded:
      countResult(Compared::A);
      return;
    case PaneRole::DecodedB:
      countResult(Compared::B);
      return;
    case PaneRole::Wipe:
      showNothing(tr("A wipe shows two images. Choose above which of them to count."));
      return;
    default:
      countMap(activeMap_, whyMissing(activeCompared_, tr("Nothing to count yet.")));
      return;
  }
}

/// Which result is missing, or else `otherwise`.
QString HistogramPanel::whyMissing(Compared of, const QString& otherwise) const {
  if (of != Compared::B && !model_.result()) return tr("Not compressed yet.");
  if (of != Compared::A && !model_.resultB()) return tr("No codec B chosen.");
  return otherwise;
}

void HistogramPanel::countResult(Compared which) {
  const ResultPtr& result = which == Compared::B ? model_.resultB() : model_.result();
  if (!result) {
    showNothing(whyMissing(which, {}));
    return;
  }
  countImage(result->compression.decoded, which == Compared::B ? tr("Stored value decoded by codec B")
                                                               : tr("Stored value decoded by codec A"));
}

void HistogramPanel::countImage(const core::Image& image, const QString& what) {
  const QRect part = region();
  const core::FrameRegion counted =
      part.isEmpty()
          ? core::FrameRegion{.left = 0, .top = 0, .width = image.width(), .height = image.height()}
          : core::FrameRegion{
                .left = part.left(), .top = part.top(), .width = part.width(), .height = part.height()};
  count([image, frame = model_.frame(), counted] { return core::storedHistogram(image, frame, counted); },
        what, {.name = tr("stored units")});
}

/// A map of the result that the active pane compares, or of both.
void HistogramPanel::countSource(MapKind kind) {
  MapSource source{.kind = kind, .of = activeRole_ == PaneRole::DecodedB ? Compared::B : activeCompared_};
  if (source.of == Compared::Both && kind != MapKind::Reconstruction) source.of = Compared::A;
  const ValueMapPtr map = model_.maps().map(source);
  const QString problem = model_.maps().problem(source);
  // A prediction residual needs no result: then it is the median edge predictor's.
  const QString computing = problem.isEmpty() ? tr("Computing\u2026") : problem;
  countMap(map, kind == MapKind::Prediction ? computing : whyMissing(source.of, computing));
}

void HistogramPanel::countMap(const ValueMapPtr& map, const QString& whyNone) {
  if (!map) {
    showNothing(whyNone);
    return;
  }
  count([map, part = region()] { return histogramOf(*map, part); }, map->title, unitOf(*map));
}

void HistogramPanel::count(const std::function<core::Histogram()>& work, const QString& what,
                           const ValueUnit& unit) {
  const int request = ++request_;
  runner_.start(
      tr("Histogram"), [work](core::JobContext&) { return std::make_shared<const core::Histogram>(work()); },
      this,
      [this, request, what, unit](const HistogramChart::HistogramPtr& counted) {
        if (request == request_) histogram_->setHistogram(counted, what, unit);
      });
}

}  // namespace trabecula::widgets
