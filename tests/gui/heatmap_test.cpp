#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <limits>

#include "tests/support/seeded_image.h"
#include "widgets/theme/theme.h"
#include "widgets/view/colour_bar.h"
#include "widgets/view/compare_content.h"
#include "widgets/view/image_view.h"

using namespace trabecula;
using namespace trabecula::widgets;

namespace {

core::ResidualMap zeros(int width, int height) {
  core::ResidualMap map{.width = width, .height = height, .values = {}, .title = {}};
  map.values.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0);
  return map;
}

void put(core::ResidualMap& map, int x, int y, std::int32_t value) {
  map.values[static_cast<std::size_t>(y) * static_cast<std::size_t>(map.width) +
             static_cast<std::size_t>(x)] = value;
}

ValueMapPtr signedMap(core::ResidualMap map) {
  const QSize size(map.width, map.height);
  return makeValueMap(std::move(map), size, QStringLiteral("test"), QStringLiteral("stored units"));
}

std::shared_ptr<GreyContent> grey(int width, int height, std::uint16_t value) {
  const core::ImageFormat format{.width = width, .height = height, .frames = 1, .bitsStored = 8};
  return std::make_shared<GreyContent>(
      core::Image(format, std::vector<std::uint16_t>(format.pixels(), value)), 0,
      core::DisplaySettings{
          .window = {.centre = 128, .width = 256}, .voiLut = std::nullopt, .invert = false});
}

/// The viewport's pixels as the content renders them, black where it puts none.
QImage rendered(PaneContent& content, const core::Viewport& viewport) {
  QImage picture(viewport.width, viewport.height, QImage::Format_RGB32);
  picture.fill(Qt::black);
  QPainter painter(&picture);
  content.render(viewport,
                 [&](int left, int top, const QImage& strip) { painter.drawImage(left, top, strip); });
  return picture;
}

}  // namespace

/// Heatmaps, their colour bar and marks, wipe and overlay: what is painted.
class HeatmapTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { applyTheme(); }
  void zeroIsBlackAndSignsHaveTheirColours();
  void limitsAreSymmetric();
  void percentileLeavesOutliersOut();
  void automaticLimitIgnoresAFewFarOutliers();
  void markedPixelsAreWhiteAtAnyZoom();
  void aSubImageLiesOverTheWholeImage();
  void bitCostsAreCountedInBits();
  void theColourBarGivesTheValuesUnderTheCursor();
  void clickingTheBarPicksColoursAndClickingAgainLetsGo();
  void draggingTheBarPicksARange();
  void wipeShowsOneImageOnEachSide();
  void draggingTheLineMovesTheWipe();
  void overlayLeavesZerosClear();
  void overlayOpacityMixesColours();
};

void HeatmapTest::zeroIsBlackAndSignsHaveTheirColours() {
  core::ResidualMap map = zeros(4, 1);
  put(map, 1, 0, 1);
  put(map, 2, 0, -1);
  put(map, 3, 0, 100);
  HeatmapContent content(signedMap(std::move(map)));
  const QImage picture = rendered(content, {.width = 4, .height = 1});
  QCOMPARE(picture.pixel(0, 0), qRgb(0, 0, 0));
  QVERIFY(qRed(picture.pixel(1, 0)) >
          qBlue(picture.pixel(1, 0)) + 40);  // orange: positive, and seen beside 100
  QVERIFY(qBlue(picture.pixel(2, 0)) > qRed(picture.pixel(2, 0)) + 40);
  QVERIFY(qGray(picture.pixel(3, 0)) > qGray(picture.pixel(1, 0)));
}

void HeatmapTest::limitsAreSymmetric() {
  core::ResidualMap map = zeros(2, 1);
  put(map, 0, 0, 7);
  put(map, 1, 0, -3);
  HeatmapContent content(signedMap(std::move(map)));
  QCOMPARE(content.limit(), 7);
  HeatmapSettings settings;
  settings.limits = HeatmapSettings::Limits::Fixed;
  settings.fixed = 3;
  content.setSettings(settings);
  QCOMPARE(content.limit(), 3);
  QCOMPARE(content.colourOf(7), content.colourOf(3));
  QCOMPARE(content.colourOf(-50), content.colourOf(-3));
  QVERIFY(content.colourOf(3) != content.colourOf(-3));
}

void HeatmapTest::percentileLeavesOutliersOut() {
  core::ResidualMap map = zeros(100, 10);
  for (int i = 0; i < 100; ++i) put(map, i, 0, i % 2 == 0 ? 2 : -2);
  put(map, 50, 5, 900);
  HeatmapContent content(signedMap(std::move(map)));
  HeatmapSettings settings;
  settings.limits = HeatmapSettings::Limits::Percentile;
  settings.percent = 99;
  content.setSettings(settings);
  QCOMPARE(content.limit(), 2);
  settings.percent = 100;
  content.setSettings(settings);
  QCOMPARE(content.limit(), 900);
}

void HeatmapTest::automaticLimitIgnoresAFewFarOutliers() {
  core::ResidualMap map = zeros(100, 100);
  for (int y = 0; y < 100; ++y)
    for (int x = 0; x < 100; ++x) put(map, x, y, (x + y) % 21 - 10);
  put(map, 0, 0, 40000);
  QCOMPARE(HeatmapContent(signedMap(map)).limit(), 15);
  put(map, 0, 0, 50);  // not far enough to be cut off
  QCOMPARE(HeatmapContent(signedMap(map)).limit(), 50);
}

void HeatmapTest::markedPixelsAreWhiteAtAnyZoom() {
  core::ResidualMap map = zeros(1000, 1000);
  put(map, 500, 500, 1);
  put(map, 501, 500, 200);  // hides the 1 when both share a screen pixel
  HeatmapContent content(signedMap(std::move(map)));
  content.setSelection(ValueSelection{.low = 1, .high = 1});
  QCOMPARE(content.selectedCount(), std::uint64_t{1});
  for (const double zoom : {0.05, 0.3, 1.0, 4.0}) {
    core::Viewport view{.width = 60, .height = 60, .zoom = zoom};
    view.originX = view.originY = 500.5 - 30 / zoom;
    const QImage picture = rendered(content, view);
    int white = 0;
    for (int y = 0; y < 60; ++y)
      for (int x = 0; x < 60; ++x) white += picture.pixel(x, y) == markColour ? 1 : 0;
    QVERIFY2(white >= 1, qPrintable(QString::number(zoom)));
    QVERIFY(white <= std::pow(std::ceil(zoom) + 1, 2));
  }
  content.setSelection(ValueSelection{.low = 1, .high = 1, .bothSigns = true});
  content.setSelection(std::nullopt);
  const QImage plain = rendered(content, {.width = 10, .height = 10, .originX = 495, .originY = 495});
  QVERIFY(plain.pixel(5, 5) != markColour);
}

void HeatmapTest::aSubImageLiesOverTheWholeImage() {
  core::ResidualMap map = zeros(50, 40);  // of an image of 99 x 80
  put(map, 10, 20, 5);
  const auto values = makeValueMap(std::move(map), {99, 80}, {}, QStringLiteral("stored units"));
  QCOMPARE(values->pixelsPerEntry, 2);
  QCOMPARE(values->at(20, 40), 5);
  QCOMPARE(values->at(21, 41), 5);
  QCOMPARE(values->at(22, 41), 0);
  QCOMPARE(values->entriesOf(QRect(20, 40, 2, 2)), QRect(10, 20, 1, 1));
  HeatmapContent content(values);
  QCOMPARE(content.imageSize(), QSize(99, 80));
  const QImage picture = rendered(content, {.width = 99, .height = 80});
  QVERIFY(picture.pixel(20, 40) != qRgb(0, 0, 0) && picture.pixel(21, 41) != qRgb(0, 0, 0));
  QCOMPARE(picture.pixel(22, 41), qRgb(0, 0, 0));
}

void HeatmapTest::bitCostsAreCountedInBits() {
  const std::vector<float> bits = {0.5F, 3.25F, 0, std::numeric_limits<float>::quiet_NaN()};
  const auto map = makeBitCostMap(bits, {2, 2}, QStringLiteral("Bit cost"), QStringLiteral("bits"));
  QVERIFY(map->isAmount);
  QCOMPARE(map->largestMagnitude() * map->unit, 3.25);
  QCOMPARE(map->statistics.mean * 4 * map->unit, 3.75);
  HeatmapContent content(map);
  // Lightness rises with the amount.
  int last = -1;
  for (const int value : {0, 500, 1500, 3250}) {
    QVERIFY(qGray(content.colourOf(value)) > last);
    last = qGray(content.colourOf(value));
  }
}

void HeatmapTest::theColourBarGivesTheValuesUnderTheCursor() {
  core::ResidualMap map = zeros(2, 1);
  put(map, 0, 0, 4);
  HeatmapContent content(signedMap(std::move(map)));
  const QRectF strip(0, 0, 12, 400);
  const auto at = [&](double y) { return valuesBetween(content, strip, y, y); };
  QCOMPARE(at(200), (ValueSelection{.low = 0, .high = 0}));
  QCOMPARE(at(150), (ValueSelection{.low = 1, .high = 1}));
  QCOMPARE(at(250), (ValueSelection{.low = -1, .high = -1}));
  QVERIFY(at(0).contains(4) && at(0).contains(70000) && !at(0).contains(3));
  QVERIFY(at(400).contains(-4) && at(400).contains(-70000) && !at(400).contains(0));
  QCOMPARE(valuesBetween(content, strip, 110, 240), (ValueSelection{.low = -1, .high = 2}));
}

void HeatmapTest::clickingTheBarPicksColoursAndClickingAgainLetsGo() {
  core::ResidualMap map = zeros(100, 100);
  put(map, 5, 5, 2);
  put(map, 6, 6, -1);
  ImageView view;
  view.resize(400, 300);
  const auto content = std::make_shared<HeatmapContent>(signedMap(std::move(map)));
  view.setContent(content);
  view.show();
  QVERIFY(QTest::qWaitForWindowExposed(&view));
  QSignalSpy picked(&view, &ImageView::coloursPicked);
  QSignalSpy dragged(&view, &ImageView::windowDragged);
  const QRectF strip = colourBarStrip(view.rect());
  const QPoint minusOne(strip.center().x(), strip.center().y() + strip.height() / 4);
  QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, minusOne);
  QCOMPARE(picked.count(), 1);
  const auto selection = picked.at(0).at(0).value<std::optional<ValueSelection>>();
  QCOMPARE(selection, std::optional(ValueSelection{.low = -1, .high = -1}));
  QCOMPARE(dragged.count(), 0);
  const QImage before = view.grab().toImage();
  content->setSelection(selection);
  QVERIFY(view.grab().toImage() != before);
  QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, minusOne);
  QVERIFY(!picked.at(1).at(0).value<std::optional<ValueSelection>>());
}

void HeatmapTest::draggingTheBarPicksARange() {
  core::ResidualMap map = zeros(100, 100);
  put(map, 5, 5, 10);
  ImageView view;
  view.resize(400, 300);
  view.setContent(std::make_shared<HeatmapContent>(signedMap(std::move(map))));
  view.show();
  QVERIFY(QTest::qWaitForWindowExposed(&view));
  QSignalSpy picked(&view, &ImageView::coloursPicked);
  const QRectF strip = colourBarStrip(view.rect());
  const QPoint from(strip.center().x(), strip.center().y());
  const QPoint to(strip.center().x(), strip.center().y() - strip.height() / 4);
  QTest::mousePress(&view, Qt::LeftButton, Qt::NoModifier, from);
  QTest::mouseMove(&view, to);
  QTest::mouseRelease(&view, Qt::LeftButton, Qt::NoModifier, to);
  const auto range = picked.last().at(0).value<std::optional<ValueSelection>>();
  QVERIFY(range && range->contains(0) && range->contains(3) && range->contains(5));
  QVERIFY(!range->contains(-1) && !range->contains(7));
}

void HeatmapTest::wipeShowsOneImageOnEachSide() {
  WipeContent wipe(grey(100, 50, 40), grey(100, 50, 200), 0.3);
  const QImage picture = rendered(wipe, {.width = 100, .height = 50});
  QCOMPARE(qGray(picture.pixel(29, 20)), 40);
  QCOMPARE(qGray(picture.pixel(30, 20)), 200);
  wipe.setWipePosition(1);
  QCOMPARE(qGray(rendered(wipe, {.width = 100, .height = 50}).pixel(99, 20)), 40);
}

void HeatmapTest::draggingTheLineMovesTheWipe() {
  ImageView view;
  view.resize(200, 100);
  view.setOverlaysVisible(false);
  const auto wipe = std::make_shared<WipeContent>(grey(200, 100, 40), grey(200, 100, 200), 0.5);
  view.setContent(wipe);
  view.show();
  QVERIFY(QTest::qWaitForWindowExposed(&view));
  connect(&view, &ImageView::wipeMoved, &view, [&](double position) {
    wipe->setWipePosition(position);
    view.refresh();
  });
  QSignalSpy dragged(&view, &ImageView::windowDragged);
  QTest::mousePress(&view, Qt::LeftButton, Qt::NoModifier, {102, 30});
  QTest::mouseMove(&view, {150, 30});
  QTest::mouseRelease(&view, Qt::LeftButton, Qt::NoModifier, {150, 30});
  QCOMPARE(wipe->wipePosition(), std::optional(0.75));
  QCOMPARE(dragged.count(), 0);
  const QImage picture = view.grab().toImage();
  QCOMPARE(qGray(picture.pixel(140, 20)), 40);
  QCOMPARE(qGray(picture.pixel(160, 20)), 200);
  // Elsewhere a drag is for the window.
  QTest::mousePress(&view, Qt::LeftButton, Qt::NoModifier, {20, 30});
  QTest::mouseMove(&view, {30, 30});
  QTest::mouseRelease(&view, Qt::LeftButton, Qt::NoModifier, {30, 30});
  QCOMPARE(wipe->wipePosition(), std::optional(0.75));
  QCOMPARE(dragged.count(), 1);
}

void HeatmapTest::overlayLeavesZerosClear() {
  core::ResidualMap map = zeros(20, 20);
  put(map, 3, 4, -6);
  OverlayContent overlay(grey(20, 20, 100), std::make_shared<HeatmapContent>(signedMap(std::move(map))), 1);
  const QImage picture = rendered(overlay, {.width = 20, .height = 20});
  QCOMPARE(picture.pixel(10, 10), qRgb(100, 100, 100));
  QCOMPARE(picture.pixel(3, 4), overlay.heatmap()->colourOf(-6));
  // One differing pixel stays seen where 16 share a screen pixel.
  const QImage small = rendered(overlay, {.width = 5, .height = 5, .zoom = 0.25});
  QCOMPARE(small.pixel(0, 1), overlay.heatmap()->colourOf(-6));
}

void HeatmapTest::overlayOpacityMixesColours() {
  core::ResidualMap map = zeros(4, 1);
  put(map, 0, 0, 6);
  OverlayContent overlay(grey(4, 1, 200), std::make_shared<HeatmapContent>(signedMap(std::move(map))), 0.5);
  const QRgb over = overlay.heatmap()->colourOf(6);
  const QRgb mixed = rendered(overlay, {.width = 4, .height = 1}).pixel(0, 0);
  QVERIFY(std::abs(qRed(mixed) - (qRed(over) + 200) / 2) <= 2);
  QVERIFY(std::abs(qBlue(mixed) - (qBlue(over) + 200) / 2) <= 2);
  overlay.setOpacity(0);
  QVERIFY(std::abs(qGreen(rendered(overlay, {.width = 4, .height = 1}).pixel(0, 0)) - 200) <= 1);
}

QTEST_MAIN(HeatmapTest)
#include "heatmap_test.moc"
