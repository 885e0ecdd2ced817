#include <QDoubleSpinBox>

#include "tests/gui/comparing_bench.h"
#include "widgets/surface/surface_view.h"
#include "widgets/view/compare_content.h"
#include "widgets/view/pane_texts.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::Bench;
using trabecula::tests::ComparingBench;
using widgets::Compared;
using widgets::MapKind;
using widgets::PaneRole;

/// The maps of two results in the panes of a window: which they are, when they are computed, what they say.
class WindowMapsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void overlayOpacityHasKeys();
  void differenceAsDisplayedFollowsTheWindow();
  void headersOfTwoSayPsnrAndVerdictOfBoth();
  void aMinusBIsBetweenTheTwo();
  void bitCostSaysWhereACodecDoesNotTell();
  void hiddenPanesComputeNothing();
  void shownValuesFollowTheActivePaneAndTheRegion();
  void marksStayWithTheirMap();
  void everyStreamOfACodecCanBeShown();
  void withoutOpenGlTheSurfacePaneShowsTheHeatmap();
  void statisticsAreWordsWithUnits();
  void paneMenuOffersWhatTheRoleCan();
};

void WindowMapsTest::overlayOpacityHasKeys() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  auto& pane = bench.pane(1);
  pane.setRole(PaneRole::Overlay);
  QTRY_VERIFY(dynamic_cast<widgets::OverlayContent*>(pane.imageView().content()));
  const double before = pane.heatmapSettings().opacity;
  const QImage picture = pane.imageView().grab().toImage();
  QTest::keyClick(&pane.imageView(), Qt::Key_Down, Qt::ShiftModifier);
  QVERIFY(std::abs(pane.heatmapSettings().opacity - (before - 0.1)) < 1e-9);
  QVERIFY(pane.imageView().grab().toImage() != picture);
  pane.setOverlayKind(MapKind::Prediction);
  QTRY_VERIFY(pane.imageView().content()->heatmap() &&
              pane.imageView().content()->heatmap()->valueMap()->title.contains(QStringLiteral("rediction")));
}

void WindowMapsTest::differenceAsDisplayedFollowsTheWindow() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  auto& pane = bench.pane(1);
  pane.setRole(PaneRole::DisplayDifference);
  QTRY_VERIFY(pane.imageView().content() && pane.imageView().content()->heatmap());
  QCOMPARE(pane.imageView().content()->heatmap()->valueMap()->unitName, QStringLiteral("grey levels"));
  core::DisplaySettings display = pane.display();
  display.window = {.centre = -1e5, .width = 10};  // all of it white
  bench.window.grid().setDisplay(display);
  QTRY_VERIFY(pane.message().contains(QStringLiteral("through this window")));
  display.window = {.centre = 2048, .width = 30};
  bench.window.grid().setDisplay(display);
  QTRY_VERIFY(pane.message().isEmpty());
  QTRY_VERIFY(pane.imageView().content()->heatmap()->valueMap()->largestMagnitude() > 100);
}

void WindowMapsTest::headersOfTwoSayPsnrAndVerdictOfBoth() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  bench.press(Qt::Key_B, Qt::ShiftModifier);
  auto& pane = bench.pane(0);
  for (const PaneRole role : {PaneRole::ResidualHeatmap, PaneRole::Wipe}) {
    pane.setRole(role);
    pane.setCompared(Compared::Both);
    const QString title = pane.title();
    for (const auto& result : {bench.fine, bench.coarse}) {
      const auto verdict = widgets::verdictOf(result->compression);
      QVERIFY2(title.contains(verdict.text) && title.contains(widgets::psnrText(*result)), qPrintable(title));
    }
    QCOMPARE(title.count(QStringLiteral("PSNR")), 2);
  }
}

void WindowMapsTest::aMinusBIsBetweenTheTwo() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  bench.press(Qt::Key_B, Qt::ShiftModifier);
  auto& pane = bench.pane(2);
  pane.setCompared(Compared::Both);
  QTRY_VERIFY(pane.shownValues().map && pane.shownValues().map->title == QStringLiteral("A minus B"));
  const auto& a = bench.fine->compression.decoded;
  const auto& b = bench.coarse->compression.decoded;
  QCOMPARE(pane.shownValues().map->at(17, 23), a.storedValue(17, 23) - b.storedValue(17, 23));
  QVERIFY(pane.title().contains(QChar(0x2212)));
  // What is of one codec only goes back to A.
  pane.setRole(PaneRole::PredictionHeatmap);
  QCOMPARE(pane.compared(), Compared::A);
}

void WindowMapsTest::bitCostSaysWhereACodecDoesNotTell() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png", 8)));
  core::JobContext context;
  const core::Image& image = bench.window.model().image()->image;
  for (const auto& codec : core::CodecRegistry::instance().codecs()) {
    const auto parameters = core::Parameters::defaults(codec->info());
    const bool tells = !codec->analyse(image, parameters, context).bitCost.empty();
    QVERIFY(bench.compress(codec->info().id));
    auto& pane = bench.window.grid().pane(2);
    pane.setRole(PaneRole::BitCostHeatmap);
    if (tells)
      QTRY_VERIFY(pane.shownValues().map && pane.shownValues().map->isAmount && pane.message().isEmpty());
    else
      QTRY_COMPARE(pane.message(), QStringLiteral("Nothing to show"));
  }
}

void WindowMapsTest::hiddenPanesComputeNothing() {
  Bench bench;
  QSignalSpy jobs(&bench.viewJobs, &widgets::JobRunner::jobStarted);
  const auto started = [&](const QString& title) {
    return std::ranges::count_if(jobs, [&](const QList<QVariant>& call) {
      const auto* job = call.at(0).value<widgets::JobHandle*>();
      return job && job->label().title == title;
    });
  };
  bench.window.grid().pane(2).setRole(PaneRole::PredictionHeatmap);
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QCOMPARE(started(QStringLiteral("Prediction residual")), 0);
  bench.window.showCompareLayout();
  QCOMPARE(started(QStringLiteral("Prediction residual")), 1);
  QTRY_VERIFY(bench.window.grid().pane(2).message().isEmpty());
}

void WindowMapsTest::shownValuesFollowTheActivePaneAndTheRegion() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  auto& grid = bench.window.grid();
  QTRY_VERIFY(grid.shownValues().map);
  QSignalSpy changed(&grid, &widgets::ViewGrid::shownValuesChanged);
  bench.window.model().setRegion(QRect(10, 10, 20, 20));
  QVERIFY(changed.count() > 0);
  QCOMPARE(grid.shownValues().region, QRect(10, 10, 20, 20));
  bench.pane(1).setRole(PaneRole::PredictionHeatmap);
  grid.setActive(1);
  QTRY_VERIFY(grid.shownValues().map && grid.shownValues().map == bench.pane(1).shownValues().map);
}

void WindowMapsTest::marksStayWithTheirMap() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  auto& pane = bench.pane(2);
  QTRY_VERIFY(pane.imageView().content() && pane.imageView().content()->heatmap());
  const QImage before = pane.imageView().grab().toImage();
  pane.setSelection(widgets::ValueSelection{.low = 1, .high = 1, .bothSigns = true});
  QVERIFY(pane.imageView().grab().toImage() != before);
  const auto* map = pane.imageView().content()->heatmap();
  std::uint64_t ones = 0;
  for (const std::int32_t value : map->map().values) ones += std::abs(value) == 1 ? 1 : 0;
  QCOMPARE(map->selectedCount(), ones);
  QVERIFY(widgets::selectionLine(*map).contains(QStringLiteral("\u00B11 stored units")));
  pane.setRole(PaneRole::PredictionHeatmap);
  QTRY_VERIFY(pane.imageView().content() && pane.imageView().content()->heatmap());
  QVERIFY(!pane.imageView().content()->heatmap()->selection());
}

void WindowMapsTest::everyStreamOfACodecCanBeShown() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png", 8)));
  core::JobContext context;
  const core::Image& image = bench.window.model().image()->image;
  for (const auto& codec : core::CodecRegistry::instance().codecs()) {
    const auto streams =
        codec->analyse(image, core::Parameters::defaults(codec->info()), context).predictionResiduals;
    if (streams.size() < 2) continue;
    QVERIFY(bench.compress(codec->info().id));
    auto& pane = bench.window.grid().pane(2);
    pane.setRole(PaneRole::PredictionHeatmap);
    for (std::size_t i = 0; i < streams.size(); ++i) {
      QTRY_VERIFY(pane.shownValues().map && pane.shownValues().map->map->values == streams[i].values);
      QVERIFY2(pane.title().contains(QString::fromStdString(streams[i].title)), qPrintable(pane.title()));
      QTest::keyClick(&pane.imageView(), Qt::Key_Right, Qt::ShiftModifier);
    }
    QCOMPARE(pane.stream(), static_cast<int>(streams.size()) - 1);
    return;
  }
  QSKIP("no codec of this build has several streams");
}

void WindowMapsTest::withoutOpenGlTheSurfacePaneShowsTheHeatmap() {
  if (widgets::SurfaceView::isOpenGlUsable()) QSKIP("this display has OpenGL");
  ComparingBench bench;
  QVERIFY(bench.isReady);
  auto& pane = bench.pane(3);
  QCOMPARE(pane.role(), PaneRole::ResidualSurface);
  QTRY_VERIFY(pane.imageView().content() && pane.imageView().content()->heatmap());
  QVERIFY(pane.imageView().isVisible());
  const auto* note = pane.findChild<QLabel*>(QStringLiteral("paneNote"));
  QVERIFY(note->isVisible() && note->text().contains(QStringLiteral("OpenGL")));
  pane.setRole(PaneRole::Original);
  QVERIFY(!note->isVisible());
}

void WindowMapsTest::statisticsAreWordsWithUnits() {
  core::ResidualMap map{.width = 2, .height = 2, .values = {0, 3, -1, 0}, .title = {}};
  const auto values = widgets::makeValueMap(std::move(map), {2, 2}, {}, QStringLiteral("stored units"));
  const QStringList lines = widgets::mapTexts(*values, {}, values->statistics);
  QVERIFY2(lines.contains(QStringLiteral("2 of 4 not 0 (50 %)")), qPrintable(lines.join(QLatin1Char('|'))));
  QVERIFY(lines[1].contains(QStringLiteral("+3")) && lines[1].contains(QStringLiteral("\u22121")));
  QVERIFY(
      widgets::mapTexts(*values, QRect(0, 0, 1, 2), std::nullopt)[0].contains(QStringLiteral("Region 1")));
  const auto costs = widgets::makeBitCostMap({4, 4, 4, 4}, {2, 2}, {}, QStringLiteral("bits"));
  QVERIFY(widgets::mapTexts(*costs, {}, costs->statistics)[1].contains(QStringLiteral("16 bits (2 bytes)")));
}

void WindowMapsTest::paneMenuOffersWhatTheRoleCan() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  QTRY_VERIFY(bench.pane(2).imageView().content());
  bench.window.grid().setActive(2);
  auto* compare = bench.window.menuBar()->actions().at(3)->menu();
  for (QAction* action : compare->actions())
    if (action->menu() && action->text().contains(QStringLiteral("se&ttings")))
      Q_EMIT action->menu()->aboutToShow();
  const auto find = [&](const QString& text) -> QAction* {
    for (QAction* action : compare->findChildren<QAction*>())
      if (action->text() == text) return action;
    return nullptr;
  };
  QVERIFY(find(QStringLiteral("\u00B12")));
  find(QStringLiteral("\u00B12"))->trigger();
  QCOMPARE(bench.pane(2).imageView().content()->heatmap()->limit(), 2);
  auto* other = compare->findChild<QDoubleSpinBox*>(QStringLiteral("limitField"));
  QVERIFY(other && other->suffix().contains(QStringLiteral("stored units")));
  other->setValue(5);
  QCOMPARE(bench.pane(2).imageView().content()->heatmap()->limit(), 5);
  find(QStringLiteral("Signed lo&g colours"))->trigger();
  QCOMPARE(bench.pane(2).heatmapScale(), core::ColourScale::SignedLog);
  find(QStringLiteral("\u00B11 stored units"))->trigger();
  QVERIFY(bench.pane(2).imageView().content()->heatmap()->selection());
}

QTEST_MAIN(WindowMapsTest)
#include "window_maps_test.moc"
