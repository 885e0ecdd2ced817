#pragma once

#include <QImage>
#include <QOpenGLWidget>
#include <QPointF>
#include <QTimer>
#include <memory>

#include "widgets/surface/surface_marker.h"
#include "widgets/surface/surface_scene.h"
#include "widgets/theme/key_help.h"

namespace trabecula::widgets {

/// A SurfaceScene in a window: left drag rotates, middle or Shift+left drag pans, the wheel zooms, R resets;
/// arrow keys rotate, Shift+arrows pan, + and - zoom, Shift with the wheel or with Page Up and Page Down
/// scales the heights. While it moves a coarser surface is drawn.
///
/// Only to be created where isOpenGlUsable(); SurfacePane sees to that. UI thread.
class SurfaceView : public QOpenGLWidget {
  Q_OBJECT

 public:
  explicit SurfaceView(QWidget* parent = nullptr);
  ~SurfaceView() override;
  static std::vector<KeyHelp> keyHelp();

  /// Makes the default surface format and the shared contexts that this view needs. Call once, before the
  /// QApplication is constructed.
  static void prepareSurfaceFormat();
  /// Whether this platform can show an OpenGL 3.2 widget. Needs a QApplication; asked once, then remembered.
  static bool isOpenGlUsable();

  /// See SurfaceScene.
  void setField(const SurfaceField& field);
  void setSurface(std::shared_ptr<PreparedSurface> surface);
  void clear();
  void resetCamera();
  void setHeightScale(double factor);
  void setShading(SurfaceShading shading);
  void rotate(double azimuth, double elevation);

  /// What is on the screen, in device pixels; null where nothing was ever drawn.
  QImage grabPicture();
  const SurfaceScene& scene() const { return scene_; }
  /// Marks an image position on the surface (another pane's probe), or none.
  void setMarker(std::optional<QPointF> imagePosition);
  const SurfaceMarker& marker() const { return *marker_; }
  /// How often VTK drew; a marker that moves must not count.
  int framesDrawn() const { return framesDrawn_; }
  /// Whether the coarse surface is drawn.
  bool isMoving() const { return restTimer_.isActive(); }

  QSize minimumSizeHint() const override { return {160, 120}; }
  QSize sizeHint() const override { return {480, 360}; }

 Q_SIGNALS:
  void heightScaleChanged(double factor);
  /// The cursor is over the point of the surface that stands for these image pixels.
  void hovered(const QRect& cell);
  void hoverLeft();
  /// A button went down here.
  void activated();
  void doubleClicked();
  /// OpenGL could not be initialised after all: nothing is ever drawn here.
  void unusable();

 protected:
  bool event(QEvent* event) override;
  void initializeGL() override;
  void resizeGL(int width, int height) override;
  void paintGL() override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  struct Window;  ///< VTK's render window

  void releaseGl();
  /// Chooses the detail in motion by how long a frame in motion took.
  void adaptDetail(qint64 frameMilliseconds);
  /// Draws coarse now and fine once nothing has moved for a moment.
  void moved();
  void placeMarker();
  void hover(const QPointF& position);

  SurfaceScene scene_;
  std::unique_ptr<Window> window_;
  QMetaObject::Connection contextConnection_;
  QTimer restTimer_;
  SurfaceDetail detailInMotion_ = SurfaceDetail::Moving;
  SurfaceMarker* marker_ = nullptr;
  std::optional<QPointF> markedPosition_;
  int framesDrawn_ = 0;
  QPointF lastPosition_;
  int wheelRemainder_ = 0;  ///< of 120 a notch
};

}  // namespace trabecula::widgets
