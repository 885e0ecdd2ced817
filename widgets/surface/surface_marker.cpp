#include "widgets/surface/surface_marker.h"

#include <QPainter>

namespace trabecula::widgets {

SurfaceMarker::SurfaceMarker(QWidget* parent) : QWidget(parent) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setAttribute(Qt::WA_NoSystemBackground);
  setFocusPolicy(Qt::NoFocus);
  hide();
}

void SurfaceMarker::setPin(const std::optional<SurfaceScene::Pin>& pin) {
  pin_ = pin;
  setVisible(pin.has_value());
  update();
}

void SurfaceMarker::paintEvent(QPaintEvent*) {
  if (!pin_) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QPointF top(pin_->x, pin_->y);
  const QPointF foot(pin_->footX, pin_->footY);
  const QColor accent(0x4C, 0x9A, 0xD9);
  for (const auto& pen : {QPen(QColor(0, 0, 0, 200), 4), QPen(accent, 1.5)}) {
    painter.setPen(pen);
    painter.drawLine(foot, top);
    painter.drawEllipse(top, 5, 5);
    painter.drawLine(foot - QPointF(5, 0), foot + QPointF(5, 0));
  }
}

}  // namespace trabecula::widgets
