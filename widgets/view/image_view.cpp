#include "widgets/view/image_view.h"

#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>
#include <QtMath>
#include <cmath>

#include "widgets/theme/theme.h"
#include "widgets/view/colour_bar.h"

namespace trabecula::widgets {
namespace {

constexpr int wheelNotch = 120;
constexpr double wipeReach = 6;               // widget pixels to each side of the line
constexpr double zoomPerNotch = 1.189207115;  // the fourth root of two: four notches double

}  // namespace

ImageView::ImageView(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMinimumSize(80, 80);
  setAccessibleName(tr("Image"));
}

void ImageView::setContent(std::shared_ptr<PaneContent> content) {
  content_ = std::move(content);
  // A drag does not go on over what it did not begin on.
  if (!content_) {
    drag_ = Drag::None;
    corner_.reset();
  }
  if (fitting_) camera_ = fittingCamera();
  update();
}

void ImageView::prepare() {
  if (content_) content_->prepare(viewport());
}

void ImageView::setCamera(const Camera& camera) {
  fitting_ = false;
  camera_ = camera;
  update();
}

void ImageView::fit() {
  fitting_ = true;
  camera_ = fittingCamera();
  update();
}

Camera ImageView::fittingCamera() const {
  if (!content_) return {};
  return cameraToFit(content_->imageSize(), QSizeF(size()) * devicePixelRatioF());
}

void ImageView::setCorners(const CornerTexts& texts) {
  corners_ = texts;
  update();
}

void ImageView::setSpacing(const core::PixelSpacing& spacing) {
  spacing_ = spacing;
  update();
}

void ImageView::setOverlaysVisible(bool visible) {
  overlaysVisible_ = visible;
  update();
}

void ImageView::setMarker(std::optional<QPointF> imagePosition) {
  if (marker_ == imagePosition) return;
  marker_ = imagePosition;
  update();
}

void ImageView::setRegion(const QRect& region) {
  region_ = region;
  update();
}

void ImageView::setRegionMode(bool on) {
  regionMode_ = on;
  setCursor(on ? Qt::CrossCursor : Qt::ArrowCursor);
}

core::Viewport ImageView::viewport() const {
  return viewportOf(camera_, QSizeF(size()) * devicePixelRatioF());
}

QPointF ImageView::toImage(const QPointF& widgetPosition) const {
  const core::Viewport view = viewport();
  const QPointF device = widgetPosition * devicePixelRatioF();
  return {view.originX + device.x() / view.zoom, view.originY + device.y() / view.zoom};
}

QPointF ImageView::toWidget(const QPointF& imagePosition) const {
  const core::Viewport view = viewport();
  return QPointF((imagePosition.x() - view.originX) * view.zoom,
                 (imagePosition.y() - view.originY) * view.zoom) /
         devicePixelRatioF();
}

void ImageView::moveCamera(const Camera& camera) {
  setCamera(camera);
  Q_EMIT cameraMoved(camera);
}

void ImageView::zoomAt(const QPointF& widgetPosition, double factor) {
  const QPointF fixed = toImage(widgetPosition);
  Camera next = camera_;
  next.zoom = std::clamp(camera_.zoom * factor, minZoom, maxZoom);
  // Values close to whole ratios snap to them, so that 100 % and 200 % are reached again by wheel.
  const double whole = std::round(next.zoom);
  if (whole >= 1 && std::abs(next.zoom / whole - 1) < 0.03) next.zoom = whole;
  next.centre = fixed + (camera_.centre - fixed) * (camera_.zoom / next.zoom);
  moveCamera(next);
}

void ImageView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paintPicture(painter);
  if (!content_) return;
  paintRegion(painter);
  paintMarker(painter);
  if (drag_ == Drag::WindowBox) paintBox(painter, regionFromDrag(lastPosition_));
  paintCrosshair(painter);
  paintWipeLine(painter);

  QRectF free = rect();
  if (const HeatmapContent* map = heatmap()) {
    paintColourBar(painter, free, *map);
    free.setRight(free.right() - colourBarWidth(free));
  }
  if (overlaysVisible_) {
    CornerTexts corners = corners_;
    corners.bottomRight << tr("%1 %").arg(
        locale().toString(camera_.zoom * 100, 'f', camera_.zoom < 0.1 ? 1 : 0));
    paintCornerTexts(painter, free, corners);
    paintScaleBar(painter, free, spacing_, camera_.zoom / devicePixelRatioF());
  }
  if (hasFocus()) {
    painter.setPen(QPen(colours::accent, 1));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

void ImageView::paintPicture(QPainter& painter) const {
  const double ratio = devicePixelRatioF();
  core::ScreenRect covered;
  if (content_)
    covered = core::coveredPixels(viewport(), content_->imageSize().width(), content_->imageSize().height());
  // What the picture covers entirely is not painted twice.
  const QPoint first(qCeil(covered.left / ratio), qCeil(covered.top / ratio));
  const QPoint end(qFloor(covered.right / ratio), qFloor(covered.bottom / ratio));
  for (const QRect& border : QRegion(rect()).subtracted(QRect(first, end - QPoint(1, 1))))
    painter.fillRect(border, colours::imageArea);
  if (covered.isEmpty()) return;
  content_->render(viewport(), [&](int left, int top, const QImage& strip) {
    painter.drawImage(QRectF(left / ratio, top / ratio, strip.width() / ratio, strip.height() / ratio),
                      strip);
  });
}

void ImageView::paintRegion(QPainter& painter) const {
  if (region_.isEmpty()) return;
  const QRectF shown(toWidget(region_.topLeft()),
                     toWidget(QPointF(region_.right() + 1, region_.bottom() + 1)));
  painter.setPen(QPen(QColor(0, 0, 0, 200), 3));
  painter.drawRect(shown);
  painter.setPen(QPen(colours::accent, 1));
  painter.drawRect(shown);
}

void ImageView::paintBox(QPainter& painter, const QRect& box) const {
  if (box.isEmpty()) return;
  const QRectF shown(toWidget(box.topLeft()), toWidget(QPointF(box.right() + 1, box.bottom() + 1)));
  painter.setPen(QPen(QColor(0, 0, 0, 200), 3));
  painter.drawRect(shown);
  painter.setPen(QPen(colours::overlay, 1, Qt::DashLine));
  painter.drawRect(shown);
}

void ImageView::paintMarker(QPainter& painter) const {
  if (!marker_) return;
  const QPointF position = toWidget(*marker_);
  for (const auto& pen : {QPen(QColor(0, 0, 0, 200), 3), QPen(colours::accent, 1)}) {
    painter.setPen(pen);
    painter.drawLine(position - QPointF(9, 0), position - QPointF(3, 0));
    painter.drawLine(position + QPointF(3, 0), position + QPointF(9, 0));
    painter.drawLine(position - QPointF(0, 9), position - QPointF(0, 3));
    painter.drawLine(position + QPointF(0, 3), position + QPointF(0, 9));
  }
}

void ImageView::paintWipeLine(QPainter& painter) const {
  const auto position = content_->wipePosition();
  if (!position) return;
  const double x = *position * width();
  constexpr double handle = 11;
  for (const auto& pen : {QPen(QColor(0, 0, 0, 200), 3), QPen(colours::overlay, 1)}) {
    painter.setPen(pen);
    painter.drawLine(QPointF(x, 0), QPointF(x, height()));
  }
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(colours::overlay, 1.5));
  painter.setBrush(QColor(0, 0, 0, 170));
  const QPointF middle(x, height() / 2.0);
  painter.drawEllipse(middle, handle, handle);
  for (const double side : {-1.0, 1.0}) {
    const QPointF tip = middle + QPointF(side * 7, 0);
    painter.drawPolyline(QPolygonF({tip + QPointF(-side * 4, -4), tip, tip + QPointF(-side * 4, 4)}));
  }
  painter.restore();
}

bool ImageView::isOnColourBar(const QPointF& position) const {
  if (!heatmap()) return false;
  const QRectF strip = colourBarStrip(rect());
  constexpr double margin = 5;
  return !strip.isEmpty() && strip.adjusted(-margin, -margin, margin + 5, margin).contains(position);
}

bool ImageView::isOnWipeLine(const QPointF& position) const {
  const auto wipe = content_ ? content_->wipePosition() : std::nullopt;
  return wipe && std::abs(position.x() - *wipe * width()) <= wipeReach;
}

void ImageView::pickColours(const QPointF& end, bool isClick) {
  const HeatmapContent* map = heatmap();
  if (!map) return;
  const ValueSelection picked = valuesBetween(*map, colourBarStrip(rect()), colourStart_, end.y());
  const bool again = isClick && map->selection() && map->selection()->contains(picked.low) &&
                     map->selection()->contains(picked.high);
  Q_EMIT coloursPicked(again ? std::nullopt : std::optional(picked));
}

void ImageView::showCursorFor(const QPointF& position) {
  if (drag_ != Drag::None) return;
  if (isOnColourBar(position))
    setCursor(Qt::PointingHandCursor);
  else if (isOnWipeLine(position))
    setCursor(Qt::SplitHCursor);
  else
    setCursor(regionMode_ ? Qt::CrossCursor : Qt::ArrowCursor);
}

void ImageView::resizeEvent(QResizeEvent*) {
  if (fitting_) camera_ = fittingCamera();
}

void ImageView::mousePressEvent(QMouseEvent* event) {
  Q_EMIT activated();
  lastPosition_ = event->position();
  if (!content_) return;
  if (event->button() == Qt::MiddleButton) {
    drag_ = Drag::Pan;
  } else if (event->button() == Qt::LeftButton && isOnColourBar(lastPosition_)) {
    drag_ = Drag::Colours;
    colourStart_ = lastPosition_.y();
    pickColours(lastPosition_, true);
  } else if (event->button() == Qt::LeftButton && isOnWipeLine(lastPosition_)) {
    drag_ = Drag::Wipe;
  } else if (event->button() == Qt::LeftButton) {
    drag_ = regionMode_ || (event->modifiers() & Qt::ShiftModifier) ? Drag::Region : Drag::Window;
    if (event->modifiers() & Qt::ControlModifier) drag_ = Drag::WindowBox;
    regionStart_ = toImage(event->position());
  }
}

QRect ImageView::regionFromDrag(const QPointF& end) const {
  return pixelsBetween(regionStart_, toImage(end));
}

QRect ImageView::pixelsBetween(const QPointF& a, const QPointF& b) const {
  const QPoint first(static_cast<int>(std::floor(std::min(a.x(), b.x()))),
                     static_cast<int>(std::floor(std::min(a.y(), b.y()))));
  const QPoint last(static_cast<int>(std::floor(std::max(a.x(), b.x()))),
                    static_cast<int>(std::floor(std::max(a.y(), b.y()))));
  return QRect(first, last).intersected(QRect(QPoint(0, 0), content_->imageSize()));
}

void ImageView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF position = event->position();
  const QPointF delta = position - lastPosition_;
  lastPosition_ = position;
  switch (drag_) {
    case Drag::Window:
      Q_EMIT windowDragged(delta);
      break;
    case Drag::Pan:
      moveCamera(
          {.centre = camera_.centre - delta * devicePixelRatioF() / camera_.zoom, .zoom = camera_.zoom});
      break;
    case Drag::Region:
      setRegion(regionFromDrag(position));
      break;
    case Drag::WindowBox:
      update();
      break;
    case Drag::Colours:
      pickColours(position, false);
      break;
    case Drag::Wipe:
      Q_EMIT wipeMoved(std::clamp(position.x() / std::max(1, width()), 0.0, 1.0));
      break;
    case Drag::None:
      break;
  }
  if (!content_) return;
  showCursorFor(position);
  const QPointF image = toImage(position);
  if (QRectF(QPointF(0, 0), content_->imageSize()).contains(image))
    Q_EMIT probed(image);
  else
    Q_EMIT probeLeft();
}

void ImageView::mouseReleaseEvent(QMouseEvent* event) {
  if (drag_ == Drag::Region) {
    const QRect region = regionFromDrag(event->position());
    // A click without a drag takes the region away.
    Q_EMIT regionDrawn(region.width() < 3 || region.height() < 3 ? QRect() : region);
  }
  if (drag_ == Drag::WindowBox) {
    const QRect box = regionFromDrag(event->position());
    // A click without a drag means nothing.
    if (box.width() >= 3 && box.height() >= 3) Q_EMIT windowBoxDrawn(box);
    update();
  }
  drag_ = Drag::None;
}

void ImageView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && !isOnColourBar(event->position())) Q_EMIT doubleClicked();
}

void ImageView::wheelEvent(QWheelEvent* event) {
  Q_EMIT activated();
  wheelRemainder_ += event->angleDelta().y();
  if (event->modifiers() & Qt::ControlModifier) {
    const int notches = wheelRemainder_ / wheelNotch;
    wheelRemainder_ %= wheelNotch;
    if (notches != 0) Q_EMIT frameStepped(-notches);
  } else if (content_) {
    zoomAt(event->position(), std::pow(zoomPerNotch, static_cast<double>(wheelRemainder_) / wheelNotch));
    wheelRemainder_ = 0;
  }
  event->accept();
}

void ImageView::leaveEvent(QEvent*) {
  Q_EMIT probeLeft();
}

}  // namespace trabecula::widgets
