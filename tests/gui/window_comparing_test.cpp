#include "tests/gui/window_bench.h"
#include "widgets/surface/surface_view.h"
#include "widgets/view/colour_bar.h"
#include "widgets/view/compare_content.h"
#include "widgets/view/pane_texts.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::Bench;
using trabecula::tests::drag;
using widgets::Compared;
using widgets::GridLayout;
using widgets::MapKind;
using widgets::PaneRole;

namespace {

/// A window with a result of maximum error 3 and one of maximum error 40 or so.
struct ComparingBench : Bench {
  ComparingBench() {
    file = writeSeeded("a.png");
    isReady = open(file) && near("3");
    fine = window.model().result();
    isReady = isReady && near("30");
    coarse = window.model().result();
    isReady = isReady && fine != coarse;
  }
  bool near(const std::string& error) {
    const std::string codec = codecThat(&core::CodecInfo::nearLossless);
    return compress(codec,
                    {{core::CodecRegistry::instance().get(codec).info().parameters.front().name, error}});
  }
  widgets::ViewPane& pane(std::size_t index) { return window.grid().pane(index); }
  void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::keyClick(&window, static_cast<Qt::Key>(key), modifiers);
  }
  void selectRow(int row) {
    auto* view = window.results().findChild<QAbstractItemView*>();
    view->setCurrentIndex(view->model()->index(row, 0));
  }

  std::filesystem::path file;
  widgets::ResultPtr fine;
  widgets::ResultPtr coarse;
  bool isReady = false;
};

QImage badgeOf(const widgets::ResultsModel& table, int row) {
  return table.data(table.index(row, widgets::ResultsModel::Codec), Qt::DecorationRole)
      .value<QIcon>()
      .pixmap(20)
      .toImage();
}

}  // namespace

/// Two results side by side: which they are, the compare modes and what the headers say.
class WindowComparingTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void aChosenRowIsCodecAAndShiftBKeepsItAsB();
  void theTableMarksWhatIsShown();
  void aResultMadeAnewKeepsItsSide();
  void swapChangesSides();
  void aPaneWithoutCodecBSaysHowToChooseIt();
  void headersSayCodecSizePsnrAndVerdict();
  void holdingSpaceShowsTheOriginal();
  void arrowsFlickerBetweenCodecs();
  void arrowsGiveAMapTheOtherCodec();
  void wipeFollowsMouseAndKeys();
  void overlayOpacityHasKeys();
  void differenceAsDisplayedFollowsTheWindow();
  void aMinusBIsBetweenTheTwo();
  void bitCostSaysWhereACodecDoesNotTell();
  void hiddenPanesComputeNothing();
  void panesShareTheRowEqually();
  void shownValuesFollowTheActivePaneAndTheRegion();
  void marksStayWithTheirMap();
  void everyStreamOfACodecCanBeShown();
  void withoutOpenGlTheSurfacePaneShowsTheHeatmap();
  void statisticsAreWordsWithUnits();
  void paneMenuOffersWhatTheRoleCan();
};

void WindowComparingTest::aChosenRowIsCodecAAndShiftBKeepsItAsB() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  auto& model = bench.window.model();
  QCOMPARE(model.result(), bench.coarse);
  QVERIFY(!model.resultB());
  // The row just chosen becomes B, and A is again what it was.
  bench.press(Qt::Key_B, Qt::ShiftModifier);
  QCOMPARE(model.resultB(), bench.coarse);
  QCOMPARE(model.result(), bench.fine);
  bench.press(Qt::Key_A, Qt::ShiftModifier);
  QCOMPARE(model.result(), bench.coarse);
  bench.selectRow(0);
  QCOMPARE(model.result(), bench.fine);
  QCOMPARE(model.resultB(), bench.coarse);
  const auto* table = bench.window.results().findChild<QAbstractItemView*>();
  for (const char* name : {"useAsA", "useAsB", "swapResults"})
    QVERIFY(table->actions().contains(bench.window.findChild<QAction*>(QLatin1String(name))));
  // Another image has results of its own.
  QVERIFY(bench.open(bench.writeSeeded("b.png", 12, 1, 2)));
  QVERIFY(!model.result() && !model.resultB());
}

void WindowComparingTest::theTableMarksWhatIsShown() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  const auto& table = bench.window.results().model();
  const QImage none = badgeOf(table, 0);
  const QImage a = badgeOf(table, 1);
  QVERIFY(none != a);
  bench.press(Qt::Key_B, Qt::ShiftModifier);
  QCOMPARE(badgeOf(table, 0), a);
  QVERIFY(badgeOf(table, 1) != a && badgeOf(table, 1) != none);
}

void WindowComparingTest::aResultMadeAnewKeepsItsSide() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  auto& model = bench.window.model();
  const auto made = [&](const char* key) {
    auto result = std::make_shared<widgets::ShownResult>(*bench.fine);
    result->historyKey = QString::fromLatin1(key);
    return result;
  };
  bench.window.results().addResult(made("a"));
  bench.window.results().addResult(made("b"));
  bench.press(Qt::Key_B, Qt::ShiftModifier);
  const widgets::ResultPtr a = made("a");
  const widgets::ResultPtr b = made("b");
  bench.window.results().addResult(a, widgets::ResultsPanel::Select::No);
  bench.window.results().addResult(b, widgets::ResultsPanel::Select::No);
  QCOMPARE(model.result(), a);
  QCOMPARE(model.resultB(), b);
  const auto& table = bench.window.results().model();
  QVERIFY(badgeOf(table, 2) != badgeOf(table, 0) && badgeOf(table, 3) != badgeOf(table, 0));
}

void WindowComparingTest::swapChangesSides() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  bench.press(Qt::Key_B, Qt::ShiftModifier);
  bench.press(Qt::Key_X, Qt::ShiftModifier);
  QCOMPARE(bench.window.model().result(), bench.coarse);
  QCOMPARE(bench.window.model().resultB(), bench.fine);
}

void WindowComparingTest::aPaneWithoutCodecBSaysHowToChooseIt() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  for (const PaneRole role : {PaneRole::DecodedB, PaneRole::Original}) {
    bench.pane(1).setRole(role);
    QCOMPARE(bench.pane(1).message().contains(QStringLiteral("codec B")), role == PaneRole::DecodedB);
  }
  bench.pane(1).setRole(PaneRole::Wipe);
  bench.pane(1).setCompared(Compared::Both);
  QVERIFY(bench.pane(1).message().contains(QStringLiteral("codec B")));
  bench.press(Qt::Key_B, Qt::ShiftModifier);
  QVERIFY(bench.pane(1).message().isEmpty());
}

void WindowComparingTest::headersSayCodecSizePsnrAndVerdict() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  bench.press(Qt::Key_B, Qt::ShiftModifier);  // B is the coarse one
  for (const PaneRole role : {PaneRole::Decoded, PaneRole::ResidualHeatmap, PaneRole::Wipe, PaneRole::Overlay,
                              PaneRole::DisplayDifference, PaneRole::PredictionHeatmap}) {
    bench.pane(1).setRole(role);
    QTRY_VERIFY(bench.pane(1).message().isEmpty());
    const QString title = bench.pane(1).title();
    QVERIFY2(title.contains(bench.fine->codecTitle) && title.contains(QStringLiteral("bpp")) &&
                 title.contains(QStringLiteral("PSNR")),
             qPrintable(title));
  }
  bench.pane(1).setRole(PaneRole::DecodedB);
  QVERIFY(bench.pane(1).title() != bench.pane(2).title());
  const auto verdict = widgets::paneVerdict(bench.window.model(), {.role = PaneRole::DecodedB});
  QVERIFY(verdict && verdict->text.contains(QStringLiteral("max error")));
  QVERIFY(!widgets::paneVerdict(bench.window.model(), {.role = PaneRole::Original}));
}

void WindowComparingTest::holdingSpaceShowsTheOriginal() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  auto& view = bench.pane(1).imageView();
  view.setOverlaysVisible(false);
  bench.pane(0).imageView().setOverlaysVisible(false);
  bench.window.grid().setActive(1);
  view.setFocus();
  const auto pixelsOf = [&](const widgets::PaneContent* content) {
    return dynamic_cast<const widgets::GreyContent*>(content)->image().samples().data();
  };
  const auto* decoded = pixelsOf(view.content());
  QTest::keyPress(&view, Qt::Key_Space);
  QCOMPARE(pixelsOf(view.content()), bench.window.model().image()->image.samples().data());
  QVERIFY(bench.pane(1).title().startsWith(QStringLiteral("Original")));
  QTest::keyRelease(&view, Qt::Key_Space);
  QCOMPARE(pixelsOf(view.content()), decoded);
  // The key is let go of elsewhere.
  QTest::keyPress(&view, Qt::Key_Space);
  QFocusEvent lost(QEvent::FocusOut);
  QApplication::sendEvent(&view, &lost);
  QCOMPARE(pixelsOf(view.content()), decoded);
  QVERIFY(!bench.pane(1).isHoldingOriginal());
}

void WindowComparingTest::arrowsFlickerBetweenCodecs() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  bench.press(Qt::Key_B, Qt::ShiftModifier);
  auto& view = bench.pane(1).imageView();
  view.setOverlaysVisible(false);
  bench.window.grid().fit();
  QTest::keyClick(&view, Qt::Key_Left);
  const QImage a = view.grab().toImage();
  QTest::keyClick(&view, Qt::Key_Right);
  QCOMPARE(bench.pane(1).role(), PaneRole::DecodedB);
  const QImage b = view.grab().toImage();
  QVERIFY(a != b);
  QTest::keyClick(&view, Qt::Key_Left);
  QCOMPARE(view.grab().toImage(), a);
  QTest::keyClick(&view, Qt::Key_Up);
  QCOMPARE(bench.pane(1).role(), PaneRole::Original);
  QVERIFY(view.grab().toImage() != b);
}

void WindowComparingTest::arrowsGiveAMapTheOtherCodec() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  bench.press(Qt::Key_B, Qt::ShiftModifier);
  auto& pane = bench.pane(2);
  const auto limit = [&] {
    auto* map = pane.imageView().content() ? pane.imageView().content()->heatmap() : nullptr;
    return map ? map->limit() : 0;
  };
  QTRY_COMPARE(limit(), bench.fine->compression.roundTrip.maxAbsError);
  QTest::keyClick(&pane.imageView(), Qt::Key_Right);
  QCOMPARE(pane.compared(), Compared::B);
  QTRY_COMPARE(limit(), bench.coarse->compression.roundTrip.maxAbsError);
}

void WindowComparingTest::wipeFollowsMouseAndKeys() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  auto& pane = bench.pane(1);
  pane.setRole(PaneRole::Wipe);
  auto& view = pane.imageView();
  QVERIFY(dynamic_cast<widgets::WipeContent*>(view.content()));
  const auto window = pane.display().window;
  drag(view, Qt::LeftButton, {view.width() / 2, 20}, {view.width() / 4, 20});
  QVERIFY(std::abs(pane.wipePosition() - 0.25) < 0.01);
  QVERIFY(pane.display().window == window);
  QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
  QVERIFY(std::abs(pane.wipePosition() - 0.30) < 0.01);
  // The window of both halves is the pane's.
  core::DisplaySettings display = pane.display();
  display.window.centre += 200;
  bench.window.grid().setDisplay(display);
  auto* wipe = dynamic_cast<widgets::WipeContent*>(view.content());
  QVERIFY(wipe->left().settings() == display && wipe->right().settings() == display);
}

void WindowComparingTest::overlayOpacityHasKeys() {
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

void WindowComparingTest::differenceAsDisplayedFollowsTheWindow() {
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

void WindowComparingTest::aMinusBIsBetweenTheTwo() {
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

void WindowComparingTest::bitCostSaysWhereACodecDoesNotTell() {
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

void WindowComparingTest::hiddenPanesComputeNothing() {
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

void WindowComparingTest::panesShareTheRowEqually() {
  ComparingBench bench;
  QVERIFY(bench.isReady);
  bench.pane(0).setRole(PaneRole::DisplayDifference);
  QTest::keyClick(&bench.window, Qt::Key_3, Qt::ControlModifier);
  QCOMPARE(bench.window.grid().gridLayout(), GridLayout::Three);
  QTest::qWait(50);
  for (std::size_t i = 0; i < 3; ++i) {
    QVERIFY(bench.pane(i).isVisible());
    QVERIFY(std::abs(bench.pane(i).width() - bench.pane(0).width()) <= 1);
    QCOMPARE(bench.pane(i).y(), 0);
  }
  QVERIFY(!bench.pane(3).isVisible());
  QTest::keyClick(&bench.window, Qt::Key_4, Qt::ControlModifier);
  QTest::qWait(50);
  QVERIFY(bench.pane(2).y() > 0);
}

void WindowComparingTest::shownValuesFollowTheActivePaneAndTheRegion() {
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

void WindowComparingTest::marksStayWithTheirMap() {
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

void WindowComparingTest::everyStreamOfACodecCanBeShown() {
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

void WindowComparingTest::withoutOpenGlTheSurfacePaneShowsTheHeatmap() {
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

void WindowComparingTest::statisticsAreWordsWithUnits() {
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

void WindowComparingTest::paneMenuOffersWhatTheRoleCan() {
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
  find(QStringLiteral("Signed lo&g colours"))->trigger();
  QCOMPARE(bench.pane(2).heatmapScale(), core::ColourScale::SignedLog);
  find(QStringLiteral("\u00B11 stored units"))->trigger();
  QVERIFY(bench.pane(2).imageView().content()->heatmap()->selection());
}

QTEST_MAIN(WindowComparingTest)
#include "window_comparing_test.moc"
