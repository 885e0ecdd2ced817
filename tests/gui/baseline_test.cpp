#include <QImage>
#include <QPainter>
#include <QTest>

#include "tests/support/image_baseline.h"
#include "tests/support/seeded_image.h"
#include "widgets/view/compare_content.h"
#include "widgets/view/value_map.h"

using namespace trabecula;
using namespace trabecula::widgets;

namespace {

constexpr core::ImageFormat format{.width = 96, .height = 64, .frames = 1, .bitsStored = 12};

constexpr std::size_t indexOf(int x, int y) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(format.width) + static_cast<std::size_t>(x);
}

/// A bright disc on a slope with noise: something that has edges, and grey levels in between.
core::Image picture() {
  tests::Lcg random(7);
  std::vector<std::uint16_t> samples(format.pixels());
  for (int y = 0; y < format.height; ++y)
    for (int x = 0; x < format.width; ++x) {
      const bool isInside = (x - 40) * (x - 40) + (y - 30) * (y - 30) < 400;
      samples[indexOf(x, y)] = static_cast<std::uint16_t>((isInside ? 2400 : 400) + 12 * x + 6 * y +
                                                          static_cast<int>(random.below(64)));
    }
  return {format, std::move(samples)};
}

/// Zero nearly everywhere; along the disc's edge some units of both signs, and one far larger value.
core::ResidualMap residual() {
  core::ResidualMap map{.width = format.width, .height = format.height, .values = {}, .title = {}};
  tests::Lcg random(11);
  for (int y = 0; y < format.height; ++y)
    for (int x = 0; x < format.width; ++x) {
      const int distance = (x - 40) * (x - 40) + (y - 30) * (y - 30);
      const bool isEdge = distance > 330 && distance < 470;
      map.values.push_back(isEdge ? static_cast<std::int32_t>(random.below(17)) - 8 : 0);
    }
  map.values[indexOf(80, 10)] = 200;
  return map;
}

std::shared_ptr<GreyContent> greyOf(const core::Image& image) {
  return std::make_shared<GreyContent>(
      image, 0,
      core::DisplaySettings{.window = {.centre = 2000, .width = 3600, .explanation = {}},
                            .voiLut = std::nullopt,
                            .invert = false});
}

std::shared_ptr<HeatmapContent> heatmapOf(core::ColourScale scale, int limit) {
  auto heatmap = std::make_shared<HeatmapContent>(makeValueMap(
      residual(), {format.width, format.height}, QStringLiteral("Residual"), QStringLiteral("stored units")));
  heatmap->setScale(scale);
  heatmap->setLimit(limit);
  return heatmap;
}

/// What a pane of that size would paint under its texts, at 100 % about the middle.
QImage painted(PaneContent& content, const QSize& size = {format.width + 8, format.height + 8}) {
  QImage image(size, QImage::Format_RGB32);
  image.fill(Qt::black);
  QPainter painter(&image);
  const core::Viewport viewport{.width = size.width(),
                                .height = size.height(),
                                .originX = (format.width - size.width()) / 2.0,
                                .originY = (format.height - size.height()) / 2.0,
                                .zoom = 1};
  content.render(viewport,
                 [&](int left, int top, const QImage& strip) { painter.drawImage(left, top, strip); });
  return image;
}

void compare(PaneContent& content, const char* name) {
  const QString difference = tests::differenceFromBaseline(
      painted(content), QStringLiteral(TRABECULA_BASELINES), QLatin1String(name));
  QVERIFY2(difference.isEmpty(), qPrintable(difference));
}

}  // namespace

/// What panes paint, pixel by pixel, against pictures that were looked at: colours and positions that no
/// other test would notice. Without texts, which differ with the fonts of a machine.
class BaselineTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void greyAtItsOwnPixels() { compare(*greyOf(picture()), "grey"); }
  void heatmapLinear() { compare(*heatmapOf(core::ColourScale::Linear, 8), "heatmap-linear"); }
  void heatmapLogarithmic() { compare(*heatmapOf(core::ColourScale::SignedLog, 200), "heatmap-log"); }
  void overlay();
  void wipe();
  void bitCost();
  void aChangedPictureIsNoticed();
};

void BaselineTest::overlay() {
  OverlayContent content(greyOf(picture()), heatmapOf(core::ColourScale::Linear, 8), 0.6);
  compare(content, "overlay");
}

void BaselineTest::wipe() {
  const core::Image fine = picture();
  std::vector<std::uint16_t> coarse;
  for (const std::uint16_t sample : fine.samples())
    coarse.push_back(static_cast<std::uint16_t>(sample / 512 * 512));
  WipeContent content(greyOf(fine), greyOf({format, std::move(coarse)}), 0.4);
  compare(content, "wipe");
}

void BaselineTest::bitCost() {
  std::vector<float> bits;
  const core::ResidualMap map = residual();
  for (const std::int32_t value : map.values)
    bits.push_back(0.25F + static_cast<float>(std::min(12, std::abs(value))));
  HeatmapContent content(makeBitCostMap(bits, {format.width, format.height}, QStringLiteral("Bit cost"),
                                        QStringLiteral("bits")));
  compare(content, "bit-cost");
}

void BaselineTest::aChangedPictureIsNoticed() {
  if (qEnvironmentVariableIsSet("TRABECULA_RENEW_BASELINES")) QSKIP("baselines are being written");
  const QString folder = QStringLiteral(TRABECULA_BASELINES);
  QImage image = painted(*greyOf(picture()));
  QCOMPARE(tests::differenceFromBaseline(image, folder, QStringLiteral("grey")), QString());
  QPainter(&image).fillRect(10, 10, 3, 3, Qt::white);
  QVERIFY(!tests::differenceFromBaseline(image, folder, QStringLiteral("grey")).isEmpty());
  QVERIFY(!tests::differenceFromBaseline(image, folder, QStringLiteral("no-such")).isEmpty());
}

QTEST_MAIN(BaselineTest)
#include "baseline_test.moc"
