#include "tests/gui/window_bench.h"
#include "widgets/surface/surface_pane.h"
#include "widgets/surface/surface_view.h"

using namespace trabecula;
using trabecula::tests::Bench;
using widgets::PaneRole;
using widgets::SurfaceView;

namespace {

/// A window whose only pane shows a surface that has the keyboard.
struct SurfaceBench : Bench {
  bool showSurface() {
    if (!open(writeSeeded("a.png"))) return false;
    window.grid().activePane().setRole(PaneRole::PredictionSurface);
    if (!QTest::qWaitFor([&] { return view() && view()->isVisible() && view()->framesDrawn() > 0; }, 20000))
      return false;
    window.activateWindow();
    if (!QTest::qWaitForWindowActive(&window)) return false;
    view()->setFocus();
    return QTest::qWaitFor([&] { return view()->hasFocus() && !view()->isMoving(); }, 5000);
  }
  SurfaceView* view() {
    auto* pane = window.grid().activePane().surface();
    return pane ? pane->view() : nullptr;
  }
  /// As the window system sends it: shortcuts come first.
  void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::keyClick(window.windowHandle(), key, modifiers);
  }
  /// Where a point of the image is on the screen, from the left and the top.
  QPointF place() {
    const auto pin = view()->scene().pinAt(10.5, 10.5);
    return pin ? QPointF(pin->x, pin->y) : QPointF();
  }
};

}  // namespace

/// The surface's keys in the window, where some of them are shortcuts for something else.
class SurfaceWindowTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    widgets::applyTheme();
    if (!SurfaceView::isOpenGlUsable()) QSKIP("this display has no OpenGL 3.2");
  }
  void keysReachTheSurface();
};

void SurfaceWindowTest::keysReachTheSurface() {
  SurfaceBench bench;
  QVERIFY(bench.showSurface());
  auto* region = [&]() -> QAction* {
    for (QAction* action : bench.window.findChildren<QAction*>())
      if (action->shortcut() == QKeySequence(Qt::Key_R)) return action;
    return nullptr;
  }();
  QVERIFY(region && region->isCheckable());
  const QPointF home = bench.place();
  bench.press(Qt::Key_Plus);
  QTRY_VERIFY(bench.place() != home);
  bench.press(Qt::Key_R);
  QTRY_COMPARE(bench.place(), home);
  QVERIFY(!region->isChecked());
  bench.press(Qt::Key_Minus);
  QTRY_VERIFY(bench.place() != home);
  bench.press(Qt::Key_R);
  bench.press(Qt::Key_Right, Qt::ShiftModifier);
  QTRY_VERIFY(bench.place() != home);
  // Other keys stay the window's.
  bench.press(Qt::Key_M);
  QTRY_VERIFY(bench.window.grid().isMaximized());
}

int main(int argc, char** argv) {
  SurfaceView::prepareSurfaceFormat();
  QApplication application(argc, argv);
  SurfaceWindowTest test;
  return QTest::qExec(&test, argc, argv);
}

#include "surface_window_test.moc"
