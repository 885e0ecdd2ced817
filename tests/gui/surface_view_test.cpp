#include <QApplication>
#include <QSignalSpy>
#include <QWheelEvent>

#include "tests/gui/surface_bench.h"

namespace trabecula::widgets {

/// What the surface shows, and what mouse and keys do to it.
class SurfaceViewTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void showsASpikeOverAPlane();
  void rotatingChangesThePicture();
  void mouseWheelAndKeysMoveTheCamera();
  void oneDifferingPixelSurvivesDecimation();
  void zerosAreAFlatPlane();
  void heightScaleChangesThePicture();
  void hoveringFindsThePixelThatStandsThere();
  void aMarkerNeverDrawsTheSurfaceAnew();
  void bitCostsHaveTheirUnit();
  void heightsHaveKeys();
};

void SurfaceViewTest::showsASpikeOverAPlane() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic up = spike(128, 128, 40);
  pane->setSurface(prepareSurface(up.field()));
  QVERIFY(pane->showsSurface());
  QVERIFY(!pane->view()->accessibleName().isEmpty());
  const QImage positive = settledPicture(*pane->view());
  QCOMPARE(positive.size(), pane->size() * pane->devicePixelRatioF());
  QVERIFY(litPixelsInTheMiddle(positive) > 1000);
  QVERIFY(colouredPixels(positive).positive > 30);
  QCOMPARE(colouredPixels(positive).negative, 0);
  QCOMPARE(pane->view()->scene().fullScale(), 40.0);

  const Synthetic down = spike(128, 128, -40);
  pane->setSurface(prepareSurface(down.field()));
  const QImage negative = settledPicture(*pane->view());
  QVERIFY(differingPixels(positive, negative) > 100);
  // From above the plane hides what hangs below it, but for the dot at its foot; from the side all is seen.
  QVERIFY(colouredPixels(negative).negative > 5);
  pane->view()->rotate(0, -45);
  const ColouredPixels below = colouredPixels(settledPicture(*pane->view()));
  QVERIFY(below.negative > 30);
  QCOMPARE(below.positive, 0);
}

void SurfaceViewTest::rotatingChangesThePicture() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic data = spike(128, 96, 7);
  pane->setSurface(prepareSurface(data.field()));
  const QImage before = settledPicture(*pane->view());
  pane->view()->rotate(40, 0);
  const QImage turned = settledPicture(*pane->view());
  QVERIFY(differingPixels(before, turned) > 2000);
  pane->resetCamera();
  const QImage back = settledPicture(*pane->view());
  QVERIFY(differingPixels(before, back) < 50);
}

void SurfaceViewTest::mouseWheelAndKeysMoveTheCamera() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  SurfaceView& view = *pane->view();
  const Synthetic data = spike(128, 96, 7);
  pane->setSurface(prepareSurface(data.field()));
  const QImage start = settledPicture(view);
  const auto changesThePicture = [&](const auto& act) {
    act();
    const bool changed = differingPixels(start, settledPicture(view)) > 500;
    QTest::keyClick(&view, Qt::Key_R);
    return changed && differingPixels(start, settledPicture(view)) < 50;
  };
  const auto drag = [&](Qt::MouseButton button, Qt::KeyboardModifiers modifiers) {
    QTest::mousePress(&view, button, modifiers, {300, 200});
    // QTest::mouseMove carries no buttons on every platform; say what a drag is.
    QMouseEvent move(QEvent::MouseMove, QPointF(360, 230), view.mapToGlobal(QPointF(360, 230)), Qt::NoButton,
                     button, modifiers);
    QCoreApplication::sendEvent(&view, &move);
    QTest::mouseRelease(&view, button, modifiers, {360, 230});
  };
  const auto wheel = [&](int delta) {
    QWheelEvent event(QPointF(300, 200), view.mapToGlobal(QPointF(300, 200)), {}, QPoint(0, delta),
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&view, &event);
  };
  QVERIFY(changesThePicture([&] { drag(Qt::LeftButton, Qt::NoModifier); }));
  QVERIFY(changesThePicture([&] { drag(Qt::MiddleButton, Qt::NoModifier); }));
  QVERIFY(changesThePicture([&] { drag(Qt::LeftButton, Qt::ShiftModifier); }));
  QVERIFY(changesThePicture([&] { wheel(240); }));
  QVERIFY(changesThePicture([&] { QTest::keyClick(&view, Qt::Key_Left); }));
  QVERIFY(changesThePicture([&] { QTest::keyClick(&view, Qt::Key_Minus); }));
  // Parts of a notch add up to one.
  wheel(60);
  QVERIFY(!view.isMoving());
  wheel(60);
  QVERIFY(view.isMoving());
}

void SurfaceViewTest::oneDifferingPixelSurvivesDecimation() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  Synthetic data(2000, 1500);
  data.at(1333, 700) = 1;
  pane->setSurface(prepareSurface(data.field()));
  QCOMPARE(pane->view()->scene().pointColumns(), 512);
  QCOMPARE(pane->view()->scene().pointRows(), 512);
  QCOMPARE(pane->view()->scene().fullScale(), 1.0);
  QVERIFY(colouredPixels(settledPicture(*pane->view())).positive > 20);
  // Still there beside a value that dwarfs it, and while moving.
  data.at(1333, 700) = -1;
  data.at(200, 200) = 5000;
  pane->setSurface(prepareSurface(data.field()));
  pane->view()->rotate(5, 20);
  QVERIFY(pane->view()->isMoving());
  const ColouredPixels moving = colouredPixels(pane->view()->grabPicture());
  QVERIFY(moving.positive > 20);
}

void SurfaceViewTest::zerosAreAFlatPlane() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic data(300, 200);
  pane->setSurface(prepareSurface(data.field()));
  const QImage picture = settledPicture(*pane->view());
  QCOMPARE(pane->view()->scene().fullScale(), 0.0);
  QVERIFY(litPixelsInTheMiddle(picture) > 5000);
  QCOMPARE(colouredPixels(picture).positive, 0);
  QCOMPARE(colouredPixels(picture).negative, 0);
}

void SurfaceViewTest::heightScaleChangesThePicture() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic data = spike(100, 100, 9);
  pane->setSurface(prepareSurface(data.field()));
  const QImage before = settledPicture(*pane->view());
  pane->view()->setHeightScale(0.3);
  QVERIFY(differingPixels(before, settledPicture(*pane->view())) > 500);
  pane->view()->setHeightScale(1000);
  QCOMPARE(pane->view()->scene().heightScale(), 20.0);
  pane->view()->setHeightScale(-3);
  QCOMPARE(pane->view()->scene().heightScale(), 0.05);
}

void SurfaceViewTest::hoveringFindsThePixelThatStandsThere() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  SurfaceView& view = *pane->view();
  Synthetic flat(40, 30);
  Synthetic peak(40, 30);
  for (int y = 0; y < 30; ++y)
    for (int x = 0; x < 40; ++x) peak.at(x, y) = std::max(0, 20 - std::abs(x - 25) - std::abs(y - 10));
  QSignalSpy left(&view, &SurfaceView::hoverLeft);
  for (Synthetic* data : {&flat, &peak}) {
    pane->setSurface(prepareSurface(data->field()));
    settledPicture(view);
    QSignalSpy hovered(&view, &SurfaceView::hovered);
    for (const QPoint pixel : {QPoint(5, 25), QPoint(25, 10), QPoint(33, 20), QPoint(12, 14)}) {
      const auto pin = view.scene().pinAt(100 + pixel.x() + 0.5, 200 + pixel.y() + 0.5);
      QVERIFY(pin);
      QTest::mouseMove(&view, (QPointF(pin->x, pin->y) / view.devicePixelRatioF()).toPoint());
      QTRY_VERIFY(!hovered.isEmpty());
      const QRect cell = hovered.takeLast().at(0).toRect();
      // The cursor stands on whole screen pixels.
      QVERIFY2(cell.adjusted(-1, -1, 1, 1).contains(QPoint(100, 200) + pixel),
               qPrintable(QStringLiteral("%1 %2").arg(cell.x()).arg(cell.y())));
      hovered.clear();
    }
  }
  left.clear();
  QTest::mouseMove(&view, {2, 2});
  QTRY_VERIFY(!left.isEmpty());
  QVERIFY(!view.scene().pinAt(99, 210));
  QVERIFY(!view.scene().pinAt(110, 231));
}

void SurfaceViewTest::aMarkerNeverDrawsTheSurfaceAnew() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  SurfaceView& view = *pane->view();
  const Synthetic data = spike(200, 200, 9);
  pane->setSurface(prepareSurface(data.field()));
  settledPicture(view);
  QTest::qWait(50);
  const QImage before = pane->grab().toImage();
  const int frames = view.framesDrawn();
  for (int i = 0; i < 20; ++i) {
    view.setMarker(QPointF(150 + i, 260));
    QTest::qWait(10);
  }
  QCOMPARE(view.framesDrawn(), frames);
  QVERIFY(view.marker().isVisible());
  QVERIFY(differingPixels(before, pane->grab().toImage()) > 20);
  const auto pin = view.marker().pin();
  view.rotate(20, 0);
  settledPicture(view);
  QTRY_VERIFY(view.marker().pin() && view.marker().pin()->x != pin->x);
  view.setMarker(std::nullopt);
  QVERIFY(!view.marker().isVisible());
  view.setMarker(QPointF(0, 0));  // not on this field
  QVERIFY(!view.marker().isVisible());
}

void SurfaceViewTest::bitCostsHaveTheirUnit() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  Synthetic data(50, 40);
  for (std::int32_t& value : data.values) value = 1500;
  data.at(20, 20) = 4250;
  SurfaceField field = data.field();
  field.unit = 0.001;
  field.units = "bits";
  field.colours = SurfaceColours::Sequential;
  field.pixelsPerValue = 2;
  pane->setSurface(prepareSurface(field));
  settledPicture(*pane->view());
  QVERIFY(std::abs(pane->view()->scene().fullScale() - 4.25) < 1e-6);
  // Two image pixels a value each way.
  QVERIFY(pane->view()->scene().pinAt(100 + 99, 200 + 79));
  QVERIFY(!pane->view()->scene().pinAt(100 + 101, 200));
}

void SurfaceViewTest::heightsHaveKeys() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic data = spike(64, 64, 9);
  pane->setSurface(prepareSurface(data.field()));
  QTest::keyClick(pane->view(), Qt::Key_PageUp, Qt::ShiftModifier);
  QVERIFY(pane->view()->scene().heightScale() > 1.1);
  QTest::keyClick(pane->view(), Qt::Key_PageDown, Qt::ShiftModifier);
  QVERIFY(std::abs(pane->view()->scene().heightScale() - 1) < 1e-9);
}

}  // namespace trabecula::widgets

int main(int argc, char** argv) {
  trabecula::widgets::SurfaceView::prepareSurfaceFormat();
  QApplication application(argc, argv);
  trabecula::widgets::SurfaceViewTest test;
  return QTest::qExec(&test, argc, argv);
}

#include "surface_view_test.moc"
