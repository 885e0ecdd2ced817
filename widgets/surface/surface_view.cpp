#include "widgets/surface/surface_view.h"

#include <vtkOpenGLState.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QSurfaceFormat>
#include <QWheelEvent>
#include <cmath>

#include "widgets/surface/qt_render_window.h"
#include "widgets/surface/surface_scene_internals.h"

namespace trabecula::widgets {
namespace {

constexpr int restMilliseconds = 220;
constexpr qint64 tooSlowMilliseconds = 120;
constexpr qint64 fastMilliseconds = 15;
constexpr double degreesPerPixel = 0.4;
constexpr double zoomPerNotch = 1.15;
constexpr int wheelNotch = 120;

QSurfaceFormat surfaceFormat() {
  QSurfaceFormat format;
  format.setRenderableType(QSurfaceFormat::OpenGL);
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  format.setDepthBufferSize(24);
  format.setStencilBufferSize(8);
  format.setSamples(0);
  return format;
}

/// Whether a key does something here: alone or with Shift, as the class says.
bool usesKey(const QKeyEvent& event) {
  const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
  const bool isShifted = modifiers == Qt::ShiftModifier;
  if (modifiers != Qt::NoModifier && !isShifted) return false;
  switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Plus:  // needs Shift on some keyboards
    case Qt::Key_Equal:
    case Qt::Key_Minus:
      return true;
    case Qt::Key_R:
      return !isShifted;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
      return isShifted;
    default:
      return false;
  }
}

bool probeOpenGl() {
  // These platforms cannot host a QOpenGLWidget, whatever contexts they offer.
  const QString platform = QGuiApplication::platformName();
  for (const char* name : {"offscreen", "minimal", "linuxfb", "vnc"})
    if (platform == QLatin1String(name)) return false;
  QOpenGLContext context;
  context.setFormat(surfaceFormat());
  if (!context.create()) return false;
  QOffscreenSurface surface;
  surface.setFormat(context.format());
  surface.create();
  if (!surface.isValid() || !context.makeCurrent(&surface)) return false;
  const bool isEnough = !context.isOpenGLES() && context.format().version() >= qMakePair(3, 2);
  context.doneCurrent();
  return isEnough;
}

}  // namespace

struct SurfaceView::Window {
  vtkNew<QtRenderWindow> vtk;
};

void SurfaceView::prepareSurfaceFormat() {
  QSurfaceFormat::setDefaultFormat(surfaceFormat());
  QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
}

bool SurfaceView::isOpenGlUsable() {
  static const bool isUsable = probeOpenGl();
  return isUsable;
}

std::vector<KeyHelp> SurfaceView::keyHelp() {
  return {{tr("Arrow keys, or left drag, on a surface"), tr("Rotate it")},
          {tr("Shift + arrow keys, or middle drag, on a surface"), tr("Pan it")},
          {tr("+, \u2212, or the wheel, on a surface"), tr("Zoom it")},
          {tr("Shift + Page Up, Page Down, or Shift + wheel, on a surface"), tr("Scale its heights")},
          {tr("R on a surface"), tr("Reset its view")}};
}

SurfaceView::SurfaceView(QWidget* parent) : QOpenGLWidget(parent), window_(std::make_unique<Window>()) {
  setFormat(surfaceFormat());
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  marker_ = new SurfaceMarker(this);
  setAccessibleName(tr("Residual surface"));
  setAccessibleDescription(
      tr("Three-dimensional surface. Arrow keys rotate, Shift with arrow keys pans, plus and minus zoom, R "
         "resets, Shift with Page Up and Page Down scales the heights."));
  window_->vtk->SetReadyForRendering(false);
  window_->vtk->SetOwnContext(0);
  window_->vtk->SetMultiSamples(0);
  window_->vtk->SetDPI(72);
  window_->vtk->SetFrameBlitModeToNoBlit();
  scene_.internals().attach(*window_->vtk);
  restTimer_.setSingleShot(true);
  restTimer_.setInterval(restMilliseconds);
  connect(&restTimer_, &QTimer::timeout, this, [this] {
    scene_.setDetail(SurfaceDetail::Full);
    update();
  });
}

SurfaceView::~SurfaceView() {
  // Qt destroys the context after our members are gone, and would still tell us.
  disconnect(contextConnection_);
  releaseGl();
  scene_.internals().detach(*window_->vtk);
}

void SurfaceView::releaseGl() {
  if (!window_->vtk->GetReadyForRendering()) return;
  makeCurrent();
  window_->vtk->Finalize();
  window_->vtk->SetReadyForRendering(false);
  doneCurrent();
}

void SurfaceView::setField(const SurfaceField& field) {
  scene_.setField(field);
  update();
}

void SurfaceView::setSurface(std::shared_ptr<PreparedSurface> surface) {
  scene_.setSurface(std::move(surface));
  update();
}

void SurfaceView::setMarker(std::optional<QPointF> imagePosition) {
  markedPosition_ = imagePosition;
  placeMarker();
}

void SurfaceView::placeMarker() {
  std::optional<SurfaceScene::Pin> pin;
  if (markedPosition_ && framesDrawn_ > 0) pin = scene_.pinAt(markedPosition_->x(), markedPosition_->y());
  if (pin) {
    const double ratio = devicePixelRatioF();
    for (double* coordinate : {&pin->x, &pin->y, &pin->footX, &pin->footY}) *coordinate /= ratio;
  }
  marker_->setPin(pin);
}

void SurfaceView::clear() {
  scene_.clear();
  update();
}

void SurfaceView::resetCamera() {
  scene_.resetCamera();
  update();
}

void SurfaceView::setHeightScale(double factor) {
  const double before = scene_.heightScale();
  scene_.setHeightScale(factor);
  if (scene_.heightScale() == before) return;
  Q_EMIT heightScaleChanged(scene_.heightScale());
  moved();
}

void SurfaceView::setShading(SurfaceShading shading) {
  scene_.setShading(shading);
  update();
}

void SurfaceView::rotate(double azimuth, double elevation) {
  scene_.rotate(azimuth, elevation);
  moved();
}

QImage SurfaceView::grabPicture() {
  if (!isValid() || !window_->vtk->GetReadyForRendering()) return {};
  return grabFramebuffer();
}

void SurfaceView::initializeGL() {
  // Moving to another window brings another context.
  contextConnection_ = connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, [this] { releaseGl(); });
  QtRenderWindow& window = *window_->vtk;
  window.SetReadyForRendering(true);
  window.SetOwnContext(0);
  window.SetMapped(1);
  window.SetIsCurrent(true);
  window.SetSupportsOpenGL(1);
  window.SetIsDirect(1);
  window.OpenGLInit();
  if (window.isInitialized()) return;
  window.SetReadyForRendering(false);
  // Not from within: whoever hears of it takes this view away.
  QMetaObject::invokeMethod(this, &SurfaceView::unusable, Qt::QueuedConnection);
}

void SurfaceView::resizeGL(int width, int height) {
  marker_->setGeometry(rect());
  const double ratio = devicePixelRatioF();
  window_->vtk->SetSize(static_cast<int>(std::lround(width * ratio)),
                        static_cast<int>(std::lround(height * ratio)));
}

void SurfaceView::paintGL() {
  QtRenderWindow& window = *window_->vtk;
  QOpenGLFunctions& gl = *context()->functions();
  if (!window.GetReadyForRendering()) {
    gl.glClearColor(0, 0, 0, 1);
    gl.glClear(GL_COLOR_BUFFER_BIT);
    return;
  }
  QElapsedTimer frameTime;
  frameTime.start();
  const double ratio = devicePixelRatioF();
  const int deviceWidth = static_cast<int>(std::lround(width() * ratio));
  const int deviceHeight = static_cast<int>(std::lround(height() * ratio));
  window.SetSize(deviceWidth, deviceHeight);
  scene_.setPixelRatio(ratio);
  scene_.internals().prepare(deviceWidth, deviceHeight);

  // Qt has changed OpenGL's state behind VTK's back since the last frame.
  vtkOpenGLState& state = *window.GetState();
  state.Reset();
  state.Push();
  state.vtkglDepthFunc(GL_LEQUAL);
  window.SetFrameBlitModeToNoBlit();
  window.Render();
  ++framesDrawn_;
  if (markedPosition_) QMetaObject::invokeMethod(this, &SurfaceView::placeMarker, Qt::QueuedConnection);

  gl.glBindFramebuffer(GL_DRAW_FRAMEBUFFER, defaultFramebufferObject());
  gl.glDisable(GL_SCISSOR_TEST);
  window.BlitDisplayFramebuffer(0, 0, 0, deviceWidth, deviceHeight, 0, 0, deviceWidth, deviceHeight,
                                GL_COLOR_BUFFER_BIT, GL_NEAREST);
  gl.glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
  // VTK leaves the background transparent, which Qt would compose to whatever lies behind.
  gl.glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
  gl.glClearColor(0, 0, 0, 1);
  gl.glClear(GL_COLOR_BUFFER_BIT);
  gl.glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  state.Pop();
  gl.glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
  if (!isMoving()) return;
  gl.glFinish();
  adaptDetail(frameTime.elapsed());
}

void SurfaceView::adaptDetail(qint64 frameMilliseconds) {
  if (frameMilliseconds > tooSlowMilliseconds)
    detailInMotion_ = SurfaceDetail::MovingSlowly;
  else if (frameMilliseconds < fastMilliseconds)
    detailInMotion_ = SurfaceDetail::Moving;
}

void SurfaceView::moved() {
  scene_.setDetail(detailInMotion_);
  restTimer_.start();
  update();
}

void SurfaceView::hover(const QPointF& position) {
  const QPointF device = position * devicePixelRatioF();
  const auto cell = framesDrawn_ > 0 ? scene_.cellAt(device.x(), device.y()) : std::nullopt;
  if (cell)
    Q_EMIT hovered(QRect(cell->left, cell->top, cell->width, cell->height));
  else
    Q_EMIT hoverLeft();
}

void SurfaceView::leaveEvent(QEvent*) {
  Q_EMIT hoverLeft();
}

void SurfaceView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) Q_EMIT doubleClicked();
}

void SurfaceView::mousePressEvent(QMouseEvent* event) {
  Q_EMIT activated();
  if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) {
    QOpenGLWidget::mousePressEvent(event);
    return;
  }
  lastPosition_ = event->position();
}

void SurfaceView::mouseMoveEvent(QMouseEvent* event) {
  if (event->buttons() == Qt::NoButton) {
    hover(event->position());
    return;
  }
  const QPointF delta = event->position() - lastPosition_;
  lastPosition_ = event->position();
  const bool isLeft = event->buttons().testFlag(Qt::LeftButton);
  const bool isShifted = event->modifiers().testFlag(Qt::ShiftModifier);
  if (event->buttons().testFlag(Qt::MiddleButton) || (isLeft && isShifted)) {
    scene_.pan(delta.x() * devicePixelRatioF(), delta.y() * devicePixelRatioF());
    moved();
  } else if (isLeft) {
    // The surface follows the hand, so the camera goes the other way.
    rotate(-delta.x() * degreesPerPixel, delta.y() * degreesPerPixel);
  }
}

void SurfaceView::mouseReleaseEvent(QMouseEvent* event) {
  event->accept();
}

void SurfaceView::wheelEvent(QWheelEvent* event) {
  // High-resolution wheels and touchpads send parts of a notch.
  wheelRemainder_ += event->angleDelta().y();
  const int notches = wheelRemainder_ / wheelNotch;
  wheelRemainder_ -= notches * wheelNotch;
  event->accept();
  if (notches == 0) return;
  if (event->modifiers().testFlag(Qt::ShiftModifier)) {
    setHeightScale(scene_.heightScale() * std::pow(zoomPerNotch, notches));
    return;
  }
  scene_.zoom(std::pow(zoomPerNotch, notches));
  moved();
}

bool SurfaceView::event(QEvent* event) {
  // The window has shortcuts of its own for some of these keys; here they are the surface's.
  if (event->type() == QEvent::ShortcutOverride && usesKey(*static_cast<QKeyEvent*>(event))) {
    event->accept();
    return true;
  }
  return QOpenGLWidget::event(event);
}

void SurfaceView::keyPressEvent(QKeyEvent* event) {
  if (!usesKey(*event)) {
    QOpenGLWidget::keyPressEvent(event);
    return;
  }
  const bool isShifted = event->modifiers().testFlag(Qt::ShiftModifier);
  const auto turnOrPan = [&](double x, double y) {
    if (isShifted)
      scene_.pan(24 * x * devicePixelRatioF(), 24 * y * devicePixelRatioF());
    else
      scene_.rotate(-5 * x, 5 * y);
    moved();
  };
  switch (event->key()) {
    case Qt::Key_R:
      resetCamera();
      return;
    case Qt::Key_Left:
      turnOrPan(-1, 0);
      return;
    case Qt::Key_Right:
      turnOrPan(1, 0);
      return;
    case Qt::Key_Up:
      turnOrPan(0, -1);
      return;
    case Qt::Key_Down:
      turnOrPan(0, 1);
      return;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
      setHeightScale(scene_.heightScale() *
                     (event->key() == Qt::Key_PageUp ? zoomPerNotch : 1 / zoomPerNotch));
      return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      scene_.zoom(zoomPerNotch);
      break;
    case Qt::Key_Minus:
      scene_.zoom(1 / zoomPerNotch);
      break;
    default:
      return;
  }
  moved();
}

}  // namespace trabecula::widgets
