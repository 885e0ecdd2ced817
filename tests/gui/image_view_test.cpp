#include "widgets/view/image_view.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "core/image/window_level.h"
#include "tests/support/seeded_image.h"
#include "widgets/theme/theme.h"

using namespace trabecula;
using namespace trabecula::widgets;

namespace {

std::shared_ptr<GreyContent> greyContent(int width, int height) {
  const core::Image image =
      tests::seededImage({.width = width, .height = height, .frames = 1, .bitsStored = 12});
  return std::make_shared<GreyContent>(
      image, 0,
      core::DisplaySettings{
          .window = {.centre = 2048, .width = 4096}, .voiLut = std::nullopt, .invert = false});
}

std::shared_ptr<HeatmapContent> heatmapContent(int width, int height, int x, int y, std::int32_t value) {
  auto map = std::make_shared<core::ResidualMap>();
  map->width = width;
  map->height = height;
  map->values.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0);
  map->values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] =
      value;
  return std::make_shared<HeatmapContent>(map);
}

void wheel(ImageView& view, const QPointF& position, int delta,
           Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
  QWheelEvent event(position, view.mapToGlobal(position), QPoint(), QPoint(0, delta), Qt::NoButton, modifiers,
                    Qt::NoScrollPhase, false);
  QApplication::sendEvent(&view, &event);
}

int colouredPixels(const QImage& picture, const QRect& area) {
  int count = 0;
  for (int y = area.top(); y <= area.bottom(); ++y)
    for (int x = area.left(); x <= area.right(); ++x)
      if (qRed(picture.pixel(x, y)) + qGreen(picture.pixel(x, y)) + qBlue(picture.pixel(x, y)) > 60) ++count;
  return count;
}

}  // namespace

class ImageViewTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void fitsAndFitsAgainAfterResize();
  void wheelZoomsAtTheCursor();
  void wheelGoesToWholeZoomsExactly();
  void controlWheelStepsFrames();
  void middleDragPans();
  void leftDragReportsWindowSteps();
  void shiftDragDrawsARegionInsideTheImage();
  void probesImagePositions();
  void paintsStoredValuesThroughTheWindow();
  void paintsEveryRowOfALargePane();
  void oneDifferingPixelIsVisibleAtAnyZoom();
  void invertsColourImages();
  void theKeyboardHasACrosshair();

 private:
  static void show(ImageView& view, const std::shared_ptr<PaneContent>& content,
                   const QSize& size = {400, 300}) {
    view.resize(size);
    view.setContent(content);
    view.setOverlaysVisible(false);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
  }
};

void ImageViewTest::fitsAndFitsAgainAfterResize() {
  ImageView view;
  show(view, greyContent(800, 600));
  view.fit();
  QCOMPARE(view.camera().zoom, 0.5);
  view.resize(200, 300);
  QCOMPARE(view.camera().zoom, 0.25);
  view.setCamera({.centre = QPointF(10, 10), .zoom = 1});
  view.resize(400, 300);
  QCOMPARE(view.camera().zoom, 1.0);
}

void ImageViewTest::wheelZoomsAtTheCursor() {
  ImageView view;
  show(view, greyContent(800, 600));
  QSignalSpy moved(&view, &ImageView::cameraMoved);
  const QPointF cursor(100, 70);
  const QPointF before = view.toImage(cursor);
  wheel(view, cursor, 3 * 120);
  QCOMPARE(moved.count(), 1);
  QVERIFY(view.camera().zoom > 0.5);
  const QPointF after = view.toImage(cursor);
  QVERIFY(std::abs(before.x() - after.x()) < 0.01 && std::abs(before.y() - after.y()) < 0.01);
}

void ImageViewTest::wheelGoesToWholeZoomsExactly() {
  ImageView view;
  show(view, greyContent(800, 600));
  for (int i = 0; i < 4; ++i) wheel(view, QPointF(200, 150), 120);
  QCOMPARE(view.camera().zoom, 1.0);
  for (int i = 0; i < 4; ++i) wheel(view, QPointF(200, 150), 120);
  QCOMPARE(view.camera().zoom, 2.0);
}

void ImageViewTest::controlWheelStepsFrames() {
  ImageView view;
  show(view, greyContent(80, 60));
  QSignalSpy steps(&view, &ImageView::frameStepped);
  wheel(view, QPointF(10, 10), -60, Qt::ControlModifier);
  QCOMPARE(steps.count(), 0);  // half a notch is kept, not lost
  wheel(view, QPointF(10, 10), -60, Qt::ControlModifier);
  QCOMPARE(steps.count(), 1);
  QCOMPARE(steps.at(0).at(0).toInt(), 1);
}

void ImageViewTest::middleDragPans() {
  ImageView view;
  show(view, greyContent(800, 600));
  view.setCamera({.centre = QPointF(400, 300), .zoom = 2});
  QTest::mousePress(&view, Qt::MiddleButton, Qt::NoModifier, QPoint(100, 100));
  QTest::mouseMove(&view, QPoint(120, 90));
  QTest::mouseRelease(&view, Qt::MiddleButton, Qt::NoModifier, QPoint(120, 90));
  QCOMPARE(view.camera().centre, QPointF(390, 305));
}

void ImageViewTest::leftDragReportsWindowSteps() {
  ImageView view;
  show(view, greyContent(800, 600));
  QSignalSpy dragged(&view, &ImageView::windowDragged);
  QTest::mousePress(&view, Qt::LeftButton, Qt::NoModifier, QPoint(100, 100));
  QTest::mouseMove(&view, QPoint(130, 110));
  QTest::mouseRelease(&view, Qt::LeftButton, Qt::NoModifier, QPoint(130, 110));
  QCOMPARE(dragged.count(), 1);
  QCOMPARE(dragged.at(0).at(0).toPointF(), QPointF(30, 10));
  QTest::mouseMove(&view, QPoint(150, 110));
  QCOMPARE(dragged.count(), 1);
}

void ImageViewTest::shiftDragDrawsARegionInsideTheImage() {
  ImageView view;
  show(view, greyContent(100, 100), QSize(100, 100));
  QSignalSpy drawn(&view, &ImageView::regionDrawn);
  QTest::mousePress(&view, Qt::LeftButton, Qt::ShiftModifier, QPoint(20, 30));
  QTest::mouseMove(&view, QPoint(60, 80));
  QTest::mouseRelease(&view, Qt::LeftButton, Qt::ShiftModifier, QPoint(60, 80));
  QCOMPARE(drawn.count(), 1);
  QCOMPARE(drawn.at(0).at(0).toRect(), QRect(QPoint(20, 30), QPoint(60, 80)));
  // A drag beyond the border is clipped; a click clears.
  QTest::mousePress(&view, Qt::LeftButton, Qt::ShiftModifier, QPoint(90, 90));
  QTest::mouseRelease(&view, Qt::LeftButton, Qt::ShiftModifier, QPoint(140, 150));
  QCOMPARE(drawn.at(1).at(0).toRect(), QRect(QPoint(90, 90), QPoint(99, 99)));
  QTest::mouseClick(&view, Qt::LeftButton, Qt::ShiftModifier, QPoint(50, 50));
  QVERIFY(drawn.at(2).at(0).toRect().isEmpty());
}

void ImageViewTest::probesImagePositions() {
  ImageView view;
  show(view, greyContent(100, 50), QSize(200, 200));
  QSignalSpy probed(&view, &ImageView::probed);
  QSignalSpy left(&view, &ImageView::probeLeft);
  QTest::mouseMove(&view, QPoint(100, 100));
  QCOMPARE(probed.count(), 1);
  QCOMPARE(probed.at(0).at(0).toPointF(), QPointF(50, 25));
  QTest::mouseMove(&view, QPoint(100, 10));  // above the image
  QCOMPARE(left.count(), 1);
}

void ImageViewTest::paintsStoredValuesThroughTheWindow() {
  ImageView view;
  const auto content = greyContent(128, 96);
  show(view, content, QSize(128, 96));
  view.setCamera({.centre = QPointF(64, 48), .zoom = 1});
  const auto expected = [&](int x, int y) {
    const auto lut = core::displayLut(content->image().format(), {}, content->settings());
    return QRgb(lut[static_cast<std::size_t>(content->image().storedValue(x, y))]);
  };
  QImage picture = view.grab().toImage();
  for (const QPoint& point : {QPoint(3, 5), QPoint(40, 20), QPoint(60, 40)})
    QCOMPARE(picture.pixel(point), expected(point.x(), point.y()));
  core::DisplaySettings narrow = content->settings();
  narrow.window = {.centre = 1000, .width = 100};
  content->setSettings(narrow);
  picture = view.grab().toImage();
  QCOMPARE(picture.pixel(40, 20), expected(40, 20));
}

void ImageViewTest::paintsEveryRowOfALargePane() {
  // More than one strip, and an empty border all around.
  ImageView view;
  const auto content = greyContent(700, 401);
  show(view, content, QSize(720, 421));
  view.setCamera({.centre = QPointF(350, 200.5), .zoom = 1});
  const auto lut = core::displayLut(content->image().format(), {}, content->settings());
  const QImage picture = view.grab().toImage();
  for (int y = 0; y < 401; ++y)
    for (const int x : {0, 311, 699})
      QCOMPARE(picture.pixel(x + 10, y + 10),
               QRgb(lut[static_cast<std::size_t>(content->image().storedValue(x, y))]));
  for (const QPoint& outside : {QPoint(9, 200), QPoint(710, 200), QPoint(300, 9), QPoint(300, 411)})
    QCOMPARE(picture.pixel(outside), colours::imageArea.rgb());
}

void ImageViewTest::oneDifferingPixelIsVisibleAtAnyZoom() {
  for (const double zoom : {0.03, 0.21, 0.7, 1.0, 6.0}) {
    ImageView view;
    const auto content = heatmapContent(2001, 1503, 1000, 750, -1);
    content->setLimit(64);
    show(view, content, QSize(400, 300));
    view.setCamera({.centre = QPointF(1000.5, 750.5), .zoom = zoom});
    const QImage picture = view.grab().toImage();
    QVERIFY2(colouredPixels(picture, QRect(190, 140, 20, 20)) >= 1, qPrintable(QString::number(zoom)));
  }
}

void ImageViewTest::invertsColourImages() {
  const std::vector<std::uint16_t> rgb = {255, 0, 0, 0, 0, 255};
  const core::Image image = core::imageFromColour({.width = 2, .height = 1}, rgb);
  auto content = std::make_shared<GreyContent>(
      image, 0, core::DisplaySettings{.window = {}, .voiLut = {}, .invert = false});
  ImageView view;
  show(view, content, QSize(100, 60));
  view.setCamera({.centre = QPointF(1, 0.5), .zoom = 50});
  QCOMPARE(QColor(view.grab().toImage().pixel(25, 30)), QColor(255, 0, 0));
  content->setSettings({.window = {}, .voiLut = {}, .invert = true});
  QCOMPARE(QColor(view.grab().toImage().pixel(25, 30)), QColor(0, 255, 255));
}

void ImageViewTest::theKeyboardHasACrosshair() {
  ImageView view;
  show(view, greyContent(80, 60));
  view.fit();
  QSignalSpy probed(&view, &ImageView::probed);
  QSignalSpy region(&view, &ImageView::regionDrawn);
  QSignalSpy box(&view, &ImageView::windowBoxDrawn);
  const auto pixel = [&] { return probed.last().at(0).toPointF(); };
  // Without it, arrows are the pane's.
  QTest::keyClick(&view, Qt::Key_Right);
  QCOMPARE(probed.count(), 0);
  const QImage bare = view.grab().toImage();
  view.setCrosshair(true);
  QVERIFY(view.grab().toImage() != bare);
  QCOMPARE(pixel(), QPointF(40.5, 30.5));
  QTest::keyClick(&view, Qt::Key_Right);
  QTest::keyClick(&view, Qt::Key_Up, Qt::ShiftModifier);
  QCOMPARE(pixel(), QPointF(41.5, 20.5));
  QTest::keyClick(&view, Qt::Key_Return);
  QTest::keyClick(&view, Qt::Key_Left, Qt::ShiftModifier);
  QTest::keyClick(&view, Qt::Key_Down);
  QTest::keyClick(&view, Qt::Key_Return);
  QCOMPARE(region.count(), 1);
  QCOMPARE(region.last().at(0).toRect(), QRect(QPoint(31, 20), QPoint(41, 21)));
  // The same for a window, and a corner can be taken back.
  QTest::keyClick(&view, Qt::Key_W);
  QTest::keyClick(&view, Qt::Key_Escape);
  QVERIFY(view.hasCrosshair());
  QTest::keyClick(&view, Qt::Key_W);
  QTest::keyClick(&view, Qt::Key_Right);
  QTest::keyClick(&view, Qt::Key_W);
  QCOMPARE(box.last().at(0).toRect(), QRect(31, 21, 2, 1));
  // It stays on the image, and in sight.
  for (int i = 0; i < 10; ++i) QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
  QCOMPARE(pixel().y(), 59.5);
  view.setCamera({.centre = QPointF(5, 5), .zoom = 16});
  QTest::keyClick(&view, Qt::Key_Right);
  QVERIFY(view.rect().contains(view.toWidget(pixel()).toPoint()));
  QTest::keyClick(&view, Qt::Key_Escape);
  QVERIFY(!view.hasCrosshair());
}

QTEST_MAIN(ImageViewTest)
#include "image_view_test.moc"
