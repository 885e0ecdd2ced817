#include "widgets/view/view_grid.h"

#include <QApplication>
#include <QGridLayout>
#include <QThread>
#include <atomic>
#include <cmath>
#include <future>

#include "core/image/window_level.h"
#include "widgets/view/polarity.h"

namespace trabecula::widgets {
namespace {

/// Panes of each layout, from the first.
std::size_t panesOf(GridLayout layout) {
  switch (layout) {
    case GridLayout::Single:
      return 1;
    case GridLayout::SideBySide:
      return 2;
    case GridLayout::Three:
      return 3;
    case GridLayout::Quad:
      break;
  }
  return 4;
}

}  // namespace

ViewGrid::ViewGrid(ViewerModel& model, QWidget* parent) : QWidget(parent), model_(model) {
  constexpr std::array roles = {PaneRole::Original, PaneRole::Decoded, PaneRole::ResidualHeatmap,
                                PaneRole::ResidualSurface};
  grid_ = new QGridLayout(this);
  grid_->setContentsMargins(0, 0, 0, 0);
  grid_->setSpacing(2);
  for (std::size_t i = 0; i < paneCount; ++i) {
    panes_[i] = new ViewPane(model, roles[i], this);
    connectPane(i);
  }
  connect(&model_, &ViewerModel::displayChanged, this, [this] { setDisplay(model_.display()); });
  // Also where cameras are not linked: the old one may look beside the new image.
  connect(&model_, &ViewerModel::imageChanged, this, [this] {
    for (ViewPane* pane : panes_) {
      pane->imageView().fit();
      pane->resetSurface();
    }
  });
  // The pane that has the keyboard is the one that keys act on.
  connect(qApp, &QApplication::focusChanged, this, [this](const QWidget*, const QWidget* now) {
    for (std::size_t i = 0; i < paneCount; ++i)
      if (now && i != active_ && panes_[i]->isAncestorOf(now)) setActive(i);
  });
  connect(&model_, &ViewerModel::resultChanged, this, &ViewGrid::adaptToResult);
  setActive(0);
  arrange();
}

void ViewGrid::connectPane(std::size_t index) {
  ViewPane* pane = panes_[index];
  ImageView& view = pane->imageView();
  connect(pane, &ViewPane::activated, this, [this, index] { setActive(index); });
  connect(pane, &ViewPane::maximizeRequested, this, [this, index] { toggleMaximized(index); });
  connect(pane, &ViewPane::menuRequested, this,
          [this, index](const QPoint& position) { Q_EMIT paneMenuRequested(index, position); });
  connect(pane, &ViewPane::compressRequested, this, &ViewGrid::compressRequested);
  connect(pane, &ViewPane::roleChanged, this, [this, index] {
    // A role that the user chose stays; and a pane that gets an image joins the others' camera.
    if (switchedForExactResult_ == index) switchedForExactResult_.reset();
    const std::size_t other = index == 0 ? 1 : 0;
    const ImageView& reference = panes_[other]->imageView();
    if (!reference.isFitting() && reference.content()) join(index, reference.camera());
  });
  connect(&view, &ImageView::cameraMoved, this,
          [this, index](const Camera& camera) { followCamera(index, camera); });
  connect(&view, &ImageView::windowDragged, this,
          [this, index](const QPointF& delta) { dragWindow(index, delta); });
  connect(&view, &ImageView::frameStepped, this, &ViewGrid::frameStepped);
  connect(&view, &ImageView::windowBoxDrawn, this, &ViewGrid::windowBoxDrawn);
  connect(pane, &ViewPane::probed, this,
          [this, index](std::optional<QPointF> position) { showProbe(index, position); });
  connect(pane, &ViewPane::shownValuesChanged, this, &ViewGrid::shownValuesChanged);
  connect(&view, &ImageView::regionDrawn, this, [this](const QRect& region) {
    model_.setRegion(region);
    for (ViewPane* other : panes_) other->imageView().setRegion(region);
    Q_EMIT regionDrawn();
  });
}

bool ViewGrid::isShown(std::size_t index) const {
  return maximized_ ? *maximized_ == index : index < panesOf(layout_);
}

void ViewGrid::arrange() {
  // Three stand in a row, so that all are as high as the window.
  const int columns = layout_ == GridLayout::Three && !maximized_ ? 3 : 2;
  for (std::size_t i = 0; i < paneCount; ++i) {
    const int index = static_cast<int>(i);
    grid_->addWidget(panes_[i], index / columns, index % columns);
    panes_[i]->setVisible(isShown(i));
  }
  // Rows and columns that hold nothing must not keep their share of the space.
  for (int line = 0; line < 3; ++line) {
    bool hasColumn = false;
    bool hasRow = false;
    for (std::size_t i = 0; i < paneCount; ++i) {
      hasColumn = hasColumn || (isShown(i) && static_cast<int>(i) % columns == line);
      hasRow = hasRow || (isShown(i) && static_cast<int>(i) / columns == line);
    }
    grid_->setColumnStretch(line, hasColumn ? 1 : 0);
    grid_->setRowStretch(line, hasRow ? 1 : 0);
  }
  if (!isShown(active_)) setActive(maximized_.value_or(0));
  Q_EMIT layoutChanged();
  Q_EMIT shownValuesChanged();
}

void ViewGrid::setActive(std::size_t index) {
  active_ = index;
  for (std::size_t i = 0; i < paneCount; ++i) panes_[i]->setActive(i == index);
  Q_EMIT activeChanged();
  Q_EMIT shownValuesChanged();
}

void ViewGrid::activateNext() {
  std::size_t next = (active_ + 1) % paneCount;
  while (!isShown(next)) next = (next + 1) % paneCount;
  setActive(next);
  panes_[next]->takeFocus();
}

void ViewGrid::setGridLayout(GridLayout layout) {
  layout_ = layout;
  maximized_.reset();
  arrange();
}

void ViewGrid::toggleMaximized(std::size_t index) {
  if (maximized_)
    maximized_.reset();
  else
    maximized_ = index;
  arrange();
}

void ViewGrid::setLinks(const PaneLinks& links) {
  const bool windowJoined = links.window && !links_.window;
  const bool cameraJoined = (links.zoom && !links_.zoom) || (links.pan && !links_.pan);
  links_ = links;
  if (windowJoined) setDisplay(activePane().display());
  if (cameraJoined && !activePane().imageView().isFitting())
    followCamera(active_, activePane().imageView().camera());
}

void ViewGrid::setDisplay(const core::DisplaySettings& display) {
  // Through the model, which says so to all who show it, and to this grid.
  if (links_.window && display != model_.display()) return model_.setDisplay(display);
  for (std::size_t i = 0; i < paneCount; ++i)
    if (links_.window || i == active_) panes_[i]->setDisplay(display);
  Q_EMIT displayChanged();
}

void ViewGrid::fit() {
  for (std::size_t i = 0; i < paneCount; ++i)
    if (links_.zoom || links_.pan || i == active_) panes_[i]->imageView().fit();
  for (ViewPane* pane : panes_) pane->resetSurface();
}

/// The pane that camera keys move: the active one, or the first with a picture where that has none (it says
/// something, or shows a surface).
std::size_t ViewGrid::leadingPane() const {
  if (panes_[active_]->imageView().content()) return active_;
  for (std::size_t i = 0; i < paneCount; ++i)
    if (isShown(i) && panes_[i]->imageView().content()) return i;
  return active_;
}

void ViewGrid::moveLeading(const Camera& camera) {
  const std::size_t leading = leadingPane();
  if (!panes_[leading]->imageView().content()) return;
  panes_[leading]->imageView().setCamera(camera);
  followCamera(leading, camera);
}

void ViewGrid::showActualPixels() {
  moveLeading({.centre = panes_[leadingPane()]->imageView().camera().centre, .zoom = 1});
}

void ViewGrid::zoomBy(double factor) {
  Camera camera = panes_[leadingPane()]->imageView().camera();
  camera.zoom = std::clamp(camera.zoom * factor, minZoom, maxZoom);
  moveLeading(camera);
}

void ViewGrid::panBy(double horizontal, double vertical) {
  const ImageView& view = panes_[leadingPane()]->imageView();
  Camera camera = view.camera();
  const double scale = view.devicePixelRatioF() / camera.zoom;
  camera.centre += QPointF(horizontal * view.width() * scale, vertical * view.height() * scale);
  moveLeading(camera);
}

void ViewGrid::followCamera(std::size_t source, const Camera& camera) {
  for (std::size_t i = 0; i < paneCount; ++i)
    if (i != source) join(i, camera);
  prepareViews();
}

/// Gives a pane another one's camera, as far as they are linked.
void ViewGrid::join(std::size_t index, const Camera& camera) {
  if (!links_.zoom && !links_.pan) return;
  Camera followed = panes_[index]->imageView().camera();
  if (links_.zoom) followed.zoom = camera.zoom;
  if (links_.pan) followed.centre = camera.centre;
  panes_[index]->imageView().setCamera(followed);
}

void ViewGrid::prepareViews() {
  std::vector<ImageView*> views;
  for (std::size_t i = 0; i < paneCount; ++i)
    if (isShown(i) && panes_[i]->imageView().content()) views.push_back(&panes_[i]->imageView());
  // Each content belongs to one pane, so that no two threads meet in one.
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < views.size(); i = next++) views[i]->prepare();
  };
  std::vector<std::future<void>> helpers;
  const auto helping =
      std::min<std::size_t>(views.size(), static_cast<std::size_t>(QThread::idealThreadCount()));
  for (std::size_t i = 1; i < helping; ++i) helpers.push_back(std::async(std::launch::async, work));
  work();
}

void ViewGrid::dragWindow(std::size_t source, const QPointF& delta) {
  ViewPane& pane = *panes_[source];
  if (pane.isHeatmap()) {
    dragHeatmapLimit(pane, delta.y());
    return;
  }
  if (!model_.image()) return;
  core::DisplaySettings display = pane.display();
  const core::Image& image = model_.image()->image;
  const auto range = core::modalityRange(image.format(), image.presentation().modality);
  // A drag over some 600 pixels spans the present window, so steps are fine on narrow windows; never below
  // a thousandth of the whole range, so that the widest can be reached.
  constexpr double pixelsPerWindow = 600;
  const double step = std::max(display.window.width, (range.high - range.low) / 1000) / pixelsPerWindow;
  const double least = core::leastWindowWidth(display.window.function);
  display.voiLut.reset();
  display.window.width = std::max(least, display.window.width + delta.x() * step * 2);
  display.window.centre += delta.y() * step * darkerDirection(image.presentation(), display);
  display.window.explanation.clear();
  setDisplay(display);
}

void ViewGrid::dragHeatmapLimit(ViewPane& pane, double deltaY) {
  const HeatmapContent* heatmap =
      pane.imageView().content() ? pane.imageView().content()->heatmap() : nullptr;
  if (!heatmap) return;
  limitDrag_ += deltaY;
  constexpr double pixelsPerDoubling = 80;
  if (std::abs(limitDrag_) < pixelsPerDoubling / 4) return;
  const double factor = std::exp2(limitDrag_ / pixelsPerDoubling);
  limitDrag_ = 0;
  const int step = factor > 1 ? 1 : -1;
  const int scaled = static_cast<int>(std::lround(heatmap->limit() * factor));
  const int limit = std::clamp(scaled == heatmap->limit() ? scaled + step : scaled, 1, 65535);
  pane.setHeatmapLimit(limit * heatmap->valueMap()->unit);
}

void ViewGrid::showProbe(std::size_t source, std::optional<QPointF> position) {
  for (std::size_t i = 0; i < paneCount; ++i) panes_[i]->setMarker(i == source ? std::nullopt : position);
  if (position)
    Q_EMIT probed(Probe{.x = static_cast<int>(std::floor(position->x())),
                        .y = static_cast<int>(std::floor(position->y()))});
  else
    Q_EMIT probed(std::nullopt);
}

ShownValues ViewGrid::shownValues() const {
  if (ShownValues values = panes_[active_]->shownValues(); values.map) return values;
  for (std::size_t i = 0; i < paneCount; ++i)
    if (ShownValues values = panes_[i]->shownValues(); isShown(i) && values.map) return values;
  return {};
}

void ViewGrid::setRegionMode(bool on) {
  for (ViewPane* pane : panes_) pane->imageView().setRegionMode(on);
}

void ViewGrid::setOverlaysVisible(bool visible) {
  for (ViewPane* pane : panes_) pane->setOverlaysVisible(visible);
}

void ViewGrid::setPatientVisible(bool visible) {
  for (ViewPane* pane : panes_) pane->setPatientVisible(visible);
}

/// An exact result has no residual to plot: the surface pane then shows the prediction residual, and goes
/// back when a result that differs arrives. The heatmap pane keeps saying "0 of N pixels differ".
void ViewGrid::adaptToResult() {
  const bool exact = model_.result() && model_.result()->compression.roundTrip.identical;
  if (switchedForExactResult_ && !exact) {
    const std::size_t index = *switchedForExactResult_;
    switchedForExactResult_.reset();
    panes_[index]->setRole(PaneRole::ResidualSurface);
  } else if (exact && !switchedForExactResult_) {
    for (std::size_t i = 0; i < paneCount; ++i) {
      if (panes_[i]->role() != PaneRole::ResidualSurface) continue;
      panes_[i]->setRole(PaneRole::PredictionSurface);
      switchedForExactResult_ = i;
      break;
    }
  }
}

}  // namespace trabecula::widgets
