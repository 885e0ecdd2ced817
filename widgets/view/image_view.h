#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "core/image/pixel_spacing.h"
#include "widgets/theme/key_help.h"
#include "widgets/view/camera.h"
#include "widgets/view/heatmap_content.h"
#include "widgets/view/overlay.h"
#include "widgets/view/pane_content.h"

namespace trabecula::widgets {

/// A painted 2-D view of an image or map: no OpenGL, paints only what is visible, works at any scale factor.
///
/// Left drag reports window/level steps, middle drag pans, the wheel zooms at the cursor, Ctrl + wheel steps
/// through frames, Shift + left drag (or the region mode) draws a region, Ctrl + left drag a box whose values
/// make the window. A click or drag on the colour bar of a map marks those values, a drag of a wipe's line
/// moves it. All of it is reported by signals; the owner decides which panes follow.
class ImageView : public QWidget {
  Q_OBJECT

 public:
  explicit ImageView(QWidget* parent = nullptr);
  static std::vector<KeyHelp> keyHelp();

  void setContent(std::shared_ptr<PaneContent> content);
  PaneContent* content() const { return content_.get(); }
  /// Call after changing the content's settings.
  void refresh() { update(); }
  /// Resamples the content for the present camera; the one thing that may run on another thread, while the
  /// UI thread waits for it.
  void prepare();

  const Camera& camera() const { return camera_; }
  /// Moves there; ends fitting. Emits nothing.
  void setCamera(const Camera& camera);
  /// Shows the whole image, and again after every resize until the camera is moved.
  void fit();
  bool isFitting() const { return fitting_; }
  /// The camera fit() would choose now.
  Camera fittingCamera() const;

  void setCorners(const CornerTexts& texts);
  void setSpacing(const core::PixelSpacing& spacing);
  void setOverlaysVisible(bool visible);
  /// A cross at an image position (another pane's probe), or none.
  void setMarker(std::optional<QPointF> imagePosition);
  /// The region of interest in image pixels; empty for none.
  void setRegion(const QRect& region);
  void setRegionMode(bool on);
  /// A cross-hair that the keyboard moves in place of the mouse: arrows by one pixel, with Shift by ten;
  /// Return sets a corner, the second one of a region, or W of a window; Esc takes the corner back, then the
  /// cross-hair. What is under it is probed.
  void setCrosshair(bool on);
  bool hasCrosshair() const { return crosshair_.has_value(); }

  /// Image position under a widget position, and back.
  QPointF toImage(const QPointF& widgetPosition) const;
  QPointF toWidget(const QPointF& imagePosition) const;

 Q_SIGNALS:
  /// The user moved the camera here.
  void cameraMoved(const trabecula::widgets::Camera& camera);
  /// Image position under the cursor.
  void probed(const QPointF& imagePosition);
  /// The cursor is over no pixel any more.
  void probeLeft();
  /// Left drag, in widget pixels since the last report: right widens, down lowers.
  void windowDragged(const QPointF& delta);
  void frameStepped(int step);
  void regionDrawn(const QRect& region);
  /// A box for the window, in image pixels; never empty.
  void windowBoxDrawn(const QRect& box);
  /// Colours were picked on the colour bar; nothing: those already marked were clicked again.
  void coloursPicked(const std::optional<trabecula::widgets::ValueSelection>& selection);
  /// The line of a wipe was dragged here, as a share of the pane's width.
  void wipeMoved(double position);
  void activated();
  void doubleClicked();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  enum class Drag { None, Window, Pan, Region, WindowBox, Colours, Wipe };

  core::Viewport viewport() const;
  void moveCamera(const Camera& camera);
  void zoomAt(const QPointF& widgetPosition, double factor);
  /// The content, and the empty area around it.
  void paintPicture(QPainter& painter) const;
  void paintRegion(QPainter& painter) const;
  void paintMarker(QPainter& painter) const;
  void paintWipeLine(QPainter& painter) const;
  HeatmapContent* heatmap() const { return content_ ? content_->heatmap() : nullptr; }
  bool isOnColourBar(const QPointF& position) const;
  bool isOnWipeLine(const QPointF& position) const;
  void pickColours(const QPointF& end, bool isClick);
  void showCursorFor(const QPointF& position);
  QRect regionFromDrag(const QPointF& end) const;
  /// The pixels between two image positions, as far as they are of the image.
  QRect pixelsBetween(const QPointF& a, const QPointF& b) const;
  bool usesKey(const QKeyEvent& event) const;
  void moveCrosshair(const QPoint& by);
  void setCorner(bool isWindow);
  void paintCrosshair(QPainter& painter) const;
  void paintBox(QPainter& painter, const QRect& box) const;

  std::shared_ptr<PaneContent> content_;
  Camera camera_;
  bool fitting_ = true;
  bool overlaysVisible_ = true;
  bool regionMode_ = false;
  CornerTexts corners_;
  core::PixelSpacing spacing_;
  std::optional<QPointF> marker_;
  QRect region_;

  Drag drag_ = Drag::None;
  QPointF lastPosition_;
  QPointF regionStart_;
  double colourStart_ = 0;  ///< height where a drag on the colour bar began
  int wheelRemainder_ = 0;
  std::optional<QPoint> crosshair_;  ///< the pixel it is on
  std::optional<QPoint> corner_;     ///< the first one that was set with it
};

}  // namespace trabecula::widgets
