// The keyboard's cross-hair of an ImageView.
#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

#include "widgets/theme/theme.h"
#include "widgets/view/image_view.h"

namespace trabecula::widgets {
namespace {

constexpr QPointF middleOfPixel(0.5, 0.5);

bool isReturn(int key) {
  return key == Qt::Key_Return || key == Qt::Key_Enter;
}

QPoint directionOf(int key) {
  switch (key) {
    case Qt::Key_Left:
      return {-1, 0};
    case Qt::Key_Right:
      return {1, 0};
    case Qt::Key_Up:
      return {0, -1};
    case Qt::Key_Down:
      return {0, 1};
    default:
      return {};
  }
}

}  // namespace

std::vector<KeyHelp> ImageView::keyHelp() {
  return {{tr("Arrow keys with the cross-hair"), tr("Move it by a pixel; with Shift by 10")},
          {tr("Return with the cross-hair"), tr("Set a corner of a region; the second one draws it")},
          {tr("W with the cross-hair"), tr("Set a corner of the box whose values make the window")},
          {tr("Esc with the cross-hair"), tr("Take the corner back; leave the cross-hair")}};
}

void ImageView::setCrosshair(bool on) {
  if (on == hasCrosshair()) return;
  crosshair_.reset();
  corner_.reset();
  if (on && content_) {
    crosshair_ = QPoint(content_->imageSize().width(), content_->imageSize().height()) / 2;
    // In the middle of what is seen, which may be a part of the image.
    const QPointF seen = camera_.centre;
    if (QRectF(QPointF(0, 0), content_->imageSize()).contains(seen)) crosshair_ = seen.toPoint();
    setFocus();
    moveCrosshair({});
  } else {
    Q_EMIT probeLeft();
  }
  update();
}

bool ImageView::usesKey(const QKeyEvent& event) const {
  if (!crosshair_ || !content_) return false;
  const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
  if (!directionOf(event.key()).isNull())
    return modifiers == Qt::NoModifier || modifiers == Qt::ShiftModifier;
  return modifiers == Qt::NoModifier &&
         (isReturn(event.key()) || event.key() == Qt::Key_W || event.key() == Qt::Key_Escape);
}

bool ImageView::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && usesKey(*static_cast<QKeyEvent*>(event))) {
    event->accept();
    return true;
  }
  return QWidget::event(event);
}

void ImageView::keyPressEvent(QKeyEvent* event) {
  if (!usesKey(*event)) {
    QWidget::keyPressEvent(event);
    return;
  }
  constexpr int farStep = 10;
  const QPoint direction = directionOf(event->key());
  if (!direction.isNull())
    moveCrosshair(direction * (event->modifiers() & Qt::ShiftModifier ? farStep : 1));
  else if (event->key() != Qt::Key_Escape)
    setCorner(event->key() == Qt::Key_W);
  else if (corner_)
    corner_.reset();
  else
    setCrosshair(false);
  update();
}

/// Keeps the cross-hair on the image and in sight.
void ImageView::moveCrosshair(const QPoint& by) {
  if (!crosshair_ || !content_) return;
  const QSize size = content_->imageSize();
  const QPoint next = *crosshair_ + by;
  crosshair_ = QPoint(std::clamp(next.x(), 0, size.width() - 1), std::clamp(next.y(), 0, size.height() - 1));
  const QPointF position = QPointF(*crosshair_) + middleOfPixel;
  if (!QRectF(rect()).contains(toWidget(position))) moveCamera({.centre = position, .zoom = camera_.zoom});
  Q_EMIT probed(position);
  update();
}

void ImageView::setCorner(bool isWindow) {
  if (!crosshair_ || !content_) return;
  if (!corner_) {
    corner_ = crosshair_;
    return;
  }
  const QRect box = pixelsBetween(*corner_, *crosshair_);
  corner_.reset();
  if (isWindow)
    Q_EMIT windowBoxDrawn(box);
  else
    Q_EMIT regionDrawn(box);
}

void ImageView::paintCrosshair(QPainter& painter) const {
  if (!crosshair_) return;
  if (corner_) paintBox(painter, pixelsBetween(*corner_, *crosshair_));
  const QPointF position = toWidget(QPointF(*crosshair_) + middleOfPixel);
  constexpr double arm = 16;
  constexpr double gap = 4;
  for (const auto& pen : {QPen(QColor(0, 0, 0, 200), 3), QPen(colours::accent, 1.5)}) {
    painter.setPen(pen);
    for (const QPointF& way : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)})
      painter.drawLine(position + way * gap, position + way * arm);
  }
}

}  // namespace trabecula::widgets
