#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>
#include <QWheelEvent>
#include <algorithm>
#include <future>
#include <memory>

#include "core/support/error.h"
#include "widgets/surface/surface_pane.h"

namespace trabecula::widgets {
namespace {

struct Synthetic {
  int width;
  int height;
  std::vector<std::int32_t> values;

  Synthetic(int w, int h)
      : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}
  std::int32_t& at(int x, int y) {
    return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
  SurfaceField field() const {
    return {.width = width,
            .height = height,
            .values = std::span<const std::int32_t>(values),
            .title = "Reconstruction residual",
            .units = "stored units",
            .originX = 100,
            .originY = 200,
            .colours = SurfaceColours::Diverging,
            .fullScale = {}};
  }
};

/// A flat field with one value in the middle.
Synthetic spike(int width, int height, std::int32_t value) {
  Synthetic result(width, height);
  result.at(width / 2, height / 2) = value;
  return result;
}

/// Pixels that are clearly orange or clearly blue: positive and negative values.
struct ColouredPixels {
  int positive = 0;
  int negative = 0;
};

/// Left of the colour bar, in logical units of the picture.
ColouredPixels colouredPixels(const QImage& picture, double widthShare = 0.78) {
  ColouredPixels result;
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < static_cast<int>(picture.width() * widthShare); ++x) {
      const QColor colour = picture.pixelColor(x, y);
      if (colour.red() > colour.blue() + 40) ++result.positive;
      if (colour.blue() > colour.red() + 40) ++result.negative;
    }
  return result;
}

int differingPixels(const QImage& a, const QImage& b) {
  int count = 0;
  for (int y = 0; y < std::min(a.height(), b.height()); ++y)
    for (int x = 0; x < std::min(a.width(), b.width()); ++x)
      if (a.pixel(x, y) != b.pixel(x, y)) ++count;
  return count;
}

/// Pixels in the middle third that are not the black background.
int litPixelsInTheMiddle(const QImage& picture) {
  int count = 0;
  for (int y = picture.height() / 3; y < picture.height() * 2 / 3; ++y)
    for (int x = picture.width() / 3; x < picture.width() * 2 / 3; ++x)
      if (qGray(picture.pixel(x, y)) > 8) ++count;
  return count;
}

/// Waits until the fine surface is on the screen.
QImage settledPicture(SurfaceView& view) {
  QTest::qWait(30);
  for (int i = 0; i < 200 && view.isMoving(); ++i) QTest::qWait(20);
  return view.grabPicture();
}

bool isOffscreen() {
  return QGuiApplication::platformName() == QLatin1String("offscreen");
}

}  // namespace

class SurfaceViewTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void withoutOpenGlAPageExplains();
  void emptyStateShowsTheText();
  void showsASpikeOverAPlane();
  void rotatingChangesThePicture();
  void mouseWheelAndKeysMoveTheCamera();
  void oneDifferingPixelSurvivesDecimation();
  void zerosAreAFlatPlane();
  void heightScaleChangesThePicture();
  void refusesFieldsOfTheWrongSize();
  void resizeHideAndShow();
  void reparenting();
  void destroyedWhileVisible();
  void twoViewsAtOnce();
  void hoveringFindsThePixelThatStandsThere();
  void aMarkerNeverDrawsTheSurfaceAnew();
  void takesSurfacesBuiltOnAnotherThread();
  void bitCostsHaveTheirUnit();
  void heightsHaveKeys();

 private:
  static bool hasOpenGl() { return SurfaceView::isOpenGlUsable(); }
  static std::unique_ptr<SurfacePane> shownPane(const QSize& size = {640, 480}) {
    auto pane = std::make_unique<SurfacePane>();
    pane->resize(size);
    pane->show();
    if (!QTest::qWaitForWindowExposed(pane.get())) return nullptr;
    return pane;
  }
};

#define REQUIRE_OPENGL() \
  if (!hasOpenGl()) QSKIP("this display has no OpenGL 3.2")

void SurfaceViewTest::withoutOpenGlAPageExplains() {
  if (!isOffscreen()) QSKIP("only on a platform without OpenGL");
  QVERIFY(!SurfaceView::isOpenGlUsable());
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic data = spike(64, 64, 5);
  pane->setField(data.field());
  QCOMPARE(pane->view(), nullptr);
  QVERIFY(pane->message().contains(QLatin1String("OpenGL")));
  QVERIFY(pane->grabPicture().isNull());
  QVERIFY(!pane->grab().isNull());
  pane->resetCamera();
  pane->setHeightScale(2);
  QSignalSpy asked(pane.get(), &SurfacePane::showHeatmapRequested);
  auto* const button = pane->findChild<QPushButton*>();
  QVERIFY(button && button->isVisible());
  QTest::mouseClick(button, Qt::LeftButton);
  QCOMPARE(asked.count(), 1);
}

void SurfaceViewTest::emptyStateShowsTheText() {
  const auto pane = shownPane();
  QVERIFY(pane);
  pane->clear(QStringLiteral("0 of 65,536 pixels differ"));
  QCOMPARE(pane->message(), QStringLiteral("0 of 65,536 pixels differ"));
  QVERIFY(pane->findChild<QLabel*>()->isVisible());
  QVERIFY(!pane->findChild<QPushButton*>()->isVisible());
  QVERIFY(!pane->showsSurface());
}

void SurfaceViewTest::showsASpikeOverAPlane() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic up = spike(128, 128, 40);
  pane->setField(up.field());
  QVERIFY(pane->showsSurface());
  QVERIFY(!pane->view()->accessibleName().isEmpty());
  const QImage positive = settledPicture(*pane->view());
  QCOMPARE(positive.size(), pane->size() * pane->devicePixelRatioF());
  QVERIFY(litPixelsInTheMiddle(positive) > 1000);
  QVERIFY(colouredPixels(positive).positive > 30);
  QCOMPARE(colouredPixels(positive).negative, 0);
  QCOMPARE(pane->view()->scene().fullScale(), 40.0);

  const Synthetic down = spike(128, 128, -40);
  pane->setField(down.field());
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
  pane->setField(data.field());
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
  pane->setField(data.field());
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
  pane->setField(data.field());
  QCOMPARE(pane->view()->scene().pointColumns(), 512);
  QCOMPARE(pane->view()->scene().pointRows(), 512);
  QCOMPARE(pane->view()->scene().fullScale(), 1.0);
  QVERIFY(colouredPixels(settledPicture(*pane->view())).positive > 20);
  // Still there beside a value that dwarfs it, and while moving.
  data.at(1333, 700) = -1;
  data.at(200, 200) = 5000;
  pane->setField(data.field());
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
  pane->setField(data.field());
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
  pane->setField(data.field());
  const QImage before = settledPicture(*pane->view());
  pane->setHeightScale(0.3);
  QVERIFY(differingPixels(before, settledPicture(*pane->view())) > 500);
  pane->setHeightScale(1000);
  QCOMPARE(pane->view()->scene().heightScale(), 20.0);
  pane->setHeightScale(-3);
  QCOMPARE(pane->view()->scene().heightScale(), 0.05);
}

void SurfaceViewTest::refusesFieldsOfTheWrongSize() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic data(10, 10);
  SurfaceField field = data.field();
  field.width = 11;
  QVERIFY_THROWS_EXCEPTION(core::Error, pane->setField(field));
  const Synthetic row = spike(300, 1, 3);
  pane->setField(row.field());
  QVERIFY(colouredPixels(settledPicture(*pane->view())).positive > 5);
  const Synthetic one = spike(1, 1, -3);
  pane->setField(one.field());
  QVERIFY(!settledPicture(*pane->view()).isNull());
}

void SurfaceViewTest::resizeHideAndShow() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic data = spike(128, 128, 40);
  pane->setField(data.field());
  for (const QSize size : {QSize(320, 240), QSize(900, 300), QSize(700, 600)}) {
    pane->resize(size);
    QTRY_COMPARE(settledPicture(*pane->view()).size(), size * pane->devicePixelRatioF());
    QVERIFY(colouredPixels(settledPicture(*pane->view()), 0.68).positive > 10);
  }
  pane->hide();
  QTest::qWait(20);
  pane->show();
  QVERIFY(QTest::qWaitForWindowExposed(pane.get()));
  QVERIFY(litPixelsInTheMiddle(settledPicture(*pane->view())) > 1000);
  pane->clear(QStringLiteral("nothing"));
  pane->setField(data.field());
  QVERIFY(litPixelsInTheMiddle(settledPicture(*pane->view())) > 1000);
}

void SurfaceViewTest::reparenting() {
  REQUIRE_OPENGL();
  auto first = std::make_unique<QWidget>();
  auto* const pane = new SurfacePane;
  auto* const layout = new QVBoxLayout(first.get());
  layout->addWidget(pane);
  first->resize(500, 400);
  first->show();
  QVERIFY(QTest::qWaitForWindowExposed(first.get()));
  const Synthetic data = spike(128, 128, 40);
  pane->setField(data.field());
  QVERIFY(litPixelsInTheMiddle(settledPicture(*pane->view())) > 1000);
  QWidget second;
  auto* const otherLayout = new QVBoxLayout(&second);
  otherLayout->addWidget(pane);
  second.resize(500, 400);
  second.show();
  QVERIFY(QTest::qWaitForWindowExposed(&second));
  first.reset();
  QVERIFY(litPixelsInTheMiddle(settledPicture(*pane->view())) > 1000);
}

void SurfaceViewTest::destroyedWhileVisible() {
  REQUIRE_OPENGL();
  const Synthetic data = spike(64, 64, 4);
  for (int i = 0; i < 3; ++i) {
    auto pane = shownPane({300, 300});
    QVERIFY(pane);
    pane->setField(data.field());
    if (i > 0) settledPicture(*pane->view());
    if (i > 1) pane->view()->rotate(10, 0);
    pane.reset();
    QTest::qWait(10);
  }
}

void SurfaceViewTest::twoViewsAtOnce() {
  REQUIRE_OPENGL();
  const Synthetic up = spike(64, 64, 4);
  const Synthetic flat(64, 64);
  const auto a = shownPane({400, 300});
  auto b = shownPane({400, 300});
  QVERIFY(a && b);
  a->setField(up.field());
  b->setField(flat.field());
  for (int i = 0; i < 3; ++i) {
    QVERIFY(colouredPixels(settledPicture(*a->view()), 0.7).positive > 10);
    QCOMPARE(colouredPixels(settledPicture(*b->view()), 0.7).positive, 0);
    a->view()->rotate(5, 0);
    b->view()->rotate(5, 0);
  }
  b.reset();
  QVERIFY(colouredPixels(settledPicture(*a->view()), 0.7).positive > 10);
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
    pane->setField(data->field());
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
  pane->setField(data.field());
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

void SurfaceViewTest::takesSurfacesBuiltOnAnotherThread() {
  REQUIRE_OPENGL();
  const auto pane = shownPane();
  QVERIFY(pane);
  const Synthetic data = spike(600, 400, 9);
  auto built = std::async(std::launch::async, [&] { return prepareSurface(data.field()); });
  pane->setSurface(built.get());
  QVERIFY(colouredPixels(settledPicture(*pane->view())).positive > 20);
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
  pane->setField(field);
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
  pane->setField(data.field());
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
