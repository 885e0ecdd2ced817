#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include "core/analysis/residual.h"
#include "tests/support/seeded_image.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/plot/value_histogram.h"
#include "widgets/surface/surface_pane.h"
#include "widgets/theme/theme.h"
#include "widgets/view/view_grid.h"

using namespace trabecula;
using namespace trabecula::widgets;

namespace {

/// A grid of four panes on an image and a result that differs in one pixel.
struct LinkBench {
  LinkBench() : model(runner), grid(model) {
    auto file = std::make_shared<core::ImageFile>();
    file->image = tests::seededImage({.width = 120, .height = 90, .frames = 1, .bitsStored = 12});
    std::vector<std::uint16_t> samples(file->image.samples().begin(), file->image.samples().end());
    samples[50 * 120 + 70] ^= 1;
    auto result = std::make_shared<ShownResult>();
    result->compression.decoded = core::Image(file->image.format(), std::move(samples));
    result->compression.roundTrip = {.identical = false, .differing = 1, .maxAbsError = 1};
    grid.resize(900, 700);
    grid.setGridLayout(GridLayout::Quad);
    grid.show();
    model.setImage(file);
    model.setResult(result);
  }
  SurfaceView* surface() { return grid.pane(3).surface() ? grid.pane(3).surface()->view() : nullptr; }
  bool settle() {
    return QTest::qWaitForWindowExposed(&grid) && QTest::qWaitFor([&] {
             return surface() && surface()->isVisible() && surface()->framesDrawn() > 0 &&
                    !surface()->isMoving();
           });
  }

  JobRunner runner{JobRunner::Mode::Threaded};
  ViewerModel model;
  ViewGrid grid;
};

}  // namespace

/// The surface among the other panes, with OpenGL.
class SurfaceLinkTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    applyTheme();
    if (!SurfaceView::isOpenGlUsable()) QSKIP("this display has no OpenGL 3.2");
  }
  void hoveringOverTheSurfaceMarksThePixelInTheOtherPanes();
  void hoveringOverAnImageMarksThePlaceOnTheSurface();
  void theSurfaceFollowsTheRegion();
  void everyMapCanBeASurface();
  void theHistogramOfTheShownValuesStandsBeside();
  void withoutWorkingOpenGlTheHeatmapIsShown();
};

void SurfaceLinkTest::hoveringOverTheSurfaceMarksThePixelInTheOtherPanes() {
  LinkBench bench;
  QVERIFY(bench.settle());
  QSignalSpy probed(&bench.grid, &ViewGrid::probed);
  const auto pin = bench.surface()->scene().pinAt(70.5, 50.5);
  QVERIFY(pin);
  const QImage before = bench.grid.pane(0).imageView().grab().toImage();
  QTest::mouseMove(bench.surface(),
                   (QPointF(pin->x, pin->y) / bench.surface()->devicePixelRatioF()).toPoint());
  QTRY_VERIFY(!probed.isEmpty());
  const auto probe = probed.last().at(0).value<std::optional<Probe>>();
  QVERIFY(probe && std::abs(probe->x - 70) <= 1 && std::abs(probe->y - 50) <= 1);
  QVERIFY(bench.grid.pane(0).imageView().grab().toImage() != before);
}

void SurfaceLinkTest::hoveringOverAnImageMarksThePlaceOnTheSurface() {
  LinkBench bench;
  QVERIFY(bench.settle());
  auto& view = bench.grid.pane(0).imageView();
  QTest::mouseMove(&view, view.toWidget({30.5, 40.5}).toPoint());
  QTRY_VERIFY(bench.surface()->marker().isVisible());
  const auto expected = bench.surface()->scene().pinAt(30.5, 40.5);
  QVERIFY(std::abs(bench.surface()->marker().pin()->x * bench.surface()->devicePixelRatioF() - expected->x) <
          8);
  QTest::mouseMove(&view, {1, 1});
  QTRY_VERIFY(!bench.surface()->marker().isVisible());
}

void SurfaceLinkTest::theSurfaceFollowsTheRegion() {
  LinkBench bench;
  QVERIFY(bench.settle());
  QCOMPARE(bench.surface()->scene().pointColumns(), 120);
  bench.model.setRegion(QRect(60, 40, 20, 30));
  QTRY_COMPARE(bench.surface()->scene().pointColumns(), 20);
  QVERIFY(bench.surface()->scene().pinAt(60.5, 40.5));
  QVERIFY(!bench.surface()->scene().pinAt(59, 40.5));
}

void SurfaceLinkTest::everyMapCanBeASurface() {
  LinkBench bench;
  QVERIFY(bench.settle());
  bench.model.setResult(nullptr);
  bench.grid.pane(3).setRole(PaneRole::PredictionSurface);
  const auto map = core::medianEdgeResidual(bench.model.image()->image, 0);
  QTRY_VERIFY(bench.surface()->isVisible() && bench.grid.pane(3).message().isEmpty());
  QTRY_VERIFY(bench.surface()->scene().fullScale() > 1);
  QVERIFY(bench.surface()->scene().fullScale() <= core::largestMagnitude(map));
}

void SurfaceLinkTest::theHistogramOfTheShownValuesStandsBeside() {
  LinkBench bench;
  QVERIFY(bench.settle());
  bench.model.setResult(nullptr);
  bench.grid.pane(3).setRole(PaneRole::PredictionSurface);
  bench.grid.toggleMaximized(3);
  auto* histogram = bench.grid.pane(3).findChild<ValueHistogram*>(QStringLiteral("surfaceHistogram"));
  QVERIFY(histogram);
  const auto map = core::medianEdgeResidual(bench.model.image()->image, 0);
  const auto csvOf = [&](const core::FrameRegion& region) {
    HistogramChart chart;
    chart.setHistogram(std::make_shared<const core::Histogram>(core::residualCounts(map, region)), {}, {});
    return chart.toCsv();
  };
  QTRY_COMPARE(histogram->chart().toCsv(), csvOf({.left = 0, .top = 0, .width = 120, .height = 90}));
  QVERIFY(histogram->isVisible() && histogram->chart().isLogarithmic());
  for (const char* word : {"Mean", "standard deviation", "entropy", "stored units"})
    QVERIFY2(histogram->statisticsText().contains(QLatin1String(word)),
             qPrintable(histogram->statisticsText()));
  bench.model.setRegion(QRect(60, 40, 20, 30));
  QTRY_COMPARE(histogram->chart().toCsv(), csvOf({.left = 60, .top = 40, .width = 20, .height = 30}));
  // In its own half, not over the surface; and only where it is wanted and has room.
  QVERIFY(!bench.surface()->geometry().isEmpty());
  QVERIFY(histogram->geometry().intersected(bench.surface()->parentWidget()->geometry()).isEmpty());
  bench.grid.pane(3).setHistogramWanted(false);
  QVERIFY(!histogram->isVisible());
  bench.grid.pane(3).setHistogramWanted(true);
  QVERIFY(histogram->isVisible());
  bench.grid.resize(260, 260);
  QTRY_VERIFY(!histogram->isVisible());
}

void SurfaceLinkTest::withoutWorkingOpenGlTheHeatmapIsShown() {
  LinkBench bench;
  QVERIFY(bench.settle());
  // As the view says when OpenGL cannot be initialised.
  Q_EMIT bench.surface()->unusable();
  QTRY_VERIFY(!bench.surface());
  auto& pane = bench.grid.pane(3);
  QVERIFY(pane.imageView().isVisible());
  QVERIFY(pane.imageView().content() && pane.imageView().content()->heatmap());
  const auto* note = pane.findChild<QLabel*>(QStringLiteral("paneNote"));
  QVERIFY(note->isVisible() && note->text().contains(QStringLiteral("OpenGL")));
  // And stays so for the next map.
  bench.model.setRegion(QRect(60, 40, 20, 30));
  QVERIFY(pane.imageView().isVisible());
}

int main(int argc, char** argv) {
  SurfaceView::prepareSurfaceFormat();
  QApplication application(argc, argv);
  SurfaceLinkTest test;
  return QTest::qExec(&test, argc, argv);
}

#include "surface_link_test.moc"
