#pragma once

#include <QWidget>
#include <optional>

#include "widgets/surface/surface_scene.h"

namespace trabecula::widgets {

/// The pin that marks another pane's pixel, over a SurfaceView: moving it repaints two small places and never
/// draws the surface anew. Lets the mouse through.
class SurfaceMarker : public QWidget {
  Q_OBJECT

 public:
  explicit SurfaceMarker(QWidget* parent);

  /// In widget pixels; nothing hides it.
  void setPin(const std::optional<SurfaceScene::Pin>& pin);
  const std::optional<SurfaceScene::Pin>& pin() const { return pin_; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::optional<SurfaceScene::Pin> pin_;
};

}  // namespace trabecula::widgets
