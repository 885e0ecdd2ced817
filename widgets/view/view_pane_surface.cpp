// The surface of a ViewPane: built by a job, its probe linked with the other panes.
#include <QStackedLayout>
#include <QTimer>

#include "widgets/jobs/job_runner.h"
#include "widgets/surface/surface_pane.h"
#include "widgets/view/surface_page.h"
#include "widgets/view/view_pane.h"

namespace trabecula::widgets {
namespace {

/// Worker half: the surface of the entries under a region.
std::shared_ptr<PreparedSurface> surfaceOf(const ValueMap& map, const QRect& region) {
  const QRect entries = map.entriesOf(region);
  std::vector<std::int32_t> values;
  values.reserve(static_cast<std::size_t>(entries.width()) * static_cast<std::size_t>(entries.height()));
  for (int y = entries.top(); y <= entries.bottom(); ++y) {
    const auto row = map.map->values.begin() + static_cast<std::ptrdiff_t>(y) * map.map->width;
    values.insert(values.end(), row + entries.left(), row + entries.right() + 1);
  }
  SurfaceField field;
  field.width = entries.width();
  field.height = entries.height();
  field.values = std::span<const std::int32_t>(values);
  field.unit = map.unit;
  field.units = map.unitName.toStdString();
  field.originX = entries.left() * map.pixelsPerEntry;
  field.originY = entries.top() * map.pixelsPerEntry;
  field.pixelsPerValue = map.pixelsPerEntry;
  field.colours = map.isAmount ? SurfaceColours::Sequential : SurfaceColours::Diverging;
  return prepareSurface(field);
}

}  // namespace

void ViewPane::ensureSurface() {
  // Made when first asked for: OpenGL takes its time, and most panes never need it.
  if (surface_) return;
  // Qt makes the window anew for its first OpenGL widget, which takes the keyboard from it.
  if (window()->isActiveWindow()) QTimer::singleShot(0, window(), &QWidget::activateWindow);
  surface_ = new SurfacePage(model_.jobs(), this);
  surface_->setHistogramWanted(isHistogramWanted_);
  stack_->addWidget(surface_);
  SurfacePane& pane = surface_->surface();
  connect(&pane, &SurfacePane::showHeatmapRequested, this, [this] { setRole(heatmapRoleOf(role_)); });
  connect(&pane, &SurfacePane::unusable, this, [this] {
    surfaceMap_.reset();
    refreshContent();
  });
  if (!pane.view()) return;
  connect(pane.view(), &SurfaceView::hovered, this, &ViewPane::probeSurface);
  connect(pane.view(), &SurfaceView::hoverLeft, this, [this] { Q_EMIT probed(std::nullopt); });
  connect(pane.view(), &SurfaceView::activated, this, &ViewPane::activated);
  connect(pane.view(), &SurfaceView::doubleClicked, this, &ViewPane::maximizeRequested);
}

SurfacePane* ViewPane::surface() {
  return surface_ ? &surface_->surface() : nullptr;
}

void ViewPane::setHistogramWanted(bool wanted) {
  isHistogramWanted_ = wanted;
  if (surface_) surface_->setHistogramWanted(wanted);
}

void ViewPane::showSurfaceOf(const ValueMapPtr& map) {
  imageView_->setContent(nullptr);
  const auto isStillWanted = [this, map, region = model_.region()] {
    return map == surfaceMap_ && region == surfaceRegion_;
  };
  const bool isSame = isStillWanted();
  surfaceMap_ = map;
  surfaceRegion_ = model_.region();
  // Building a surface takes its time and turns it back: the same one again is left alone.
  if (isSame && !surfaceJob_) return showPage(surface_);
  if (!isSame && surfaceJob_) surfaceJob_->cancel();
  // The surface of the region before stays until the new one is there.
  if (stack_->currentWidget() != surface_)
    showMessage(tr("Building the surface\u2026"), {}, PaneMessage::Offer::Nothing);
  if (isSame) return;
  JobHandle* job = model_.jobs().start(
      tr("Surface"), [map, region = surfaceRegion_](core::JobContext&) { return surfaceOf(*map, region); },
      this,
      [this, isStillWanted, map](const std::shared_ptr<PreparedSurface>& surface) {
        if (!isStillWanted()) return;
        surfaceJob_ = nullptr;
        surface_->surface().setSurface(surface);
        surface_->setValues(map, surfaceRegion_);
        if (isSurface() && shownMap_ == map) showPage(surface_);
      },
      [this, isStillWanted](const core::Error& error) {
        if (!isStillWanted()) return;
        surfaceJob_ = nullptr;
        surfaceMap_.reset();
        showMessage(tr("Nothing to show"), QString::fromUtf8(error.what()), PaneMessage::Offer::Nothing);
      });
  if (job->isActive()) surfaceJob_ = job;
}

void ViewPane::resetSurface() {
  if (surface_) surface_->surface().resetCamera();
}

void ViewPane::setMarker(std::optional<QPointF> imagePosition) {
  imageView_->setMarker(imagePosition);
  if (surface_ && surface_->surface().view()) surface_->surface().view()->setMarker(imagePosition);
}

/// A cell of the surface stands for its pixel of largest magnitude: that is the one to mark.
void ViewPane::probeSurface(const QRect& cell) {
  if (!surfaceMap_) return;
  const QRect entries = surfaceMap_->entriesOf(cell);
  QPoint best = entries.topLeft();
  std::int32_t largest = -1;
  for (int y = entries.top(); y <= entries.bottom(); ++y)
    for (int x = entries.left(); x <= entries.right(); ++x) {
      const std::int32_t value =
          surfaceMap_->map
              ->values[static_cast<std::size_t>(y) * static_cast<std::size_t>(surfaceMap_->map->width) +
                       static_cast<std::size_t>(x)];
      if (std::abs(value) <= largest) continue;
      largest = std::abs(value);
      best = QPoint(x, y);
    }
  Q_EMIT probed((QPointF(best) + QPointF(0.5, 0.5)) * surfaceMap_->pixelsPerEntry);
}

}  // namespace trabecula::widgets
