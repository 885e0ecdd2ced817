#include "tests/gui/comparing_bench.h"
#include "widgets/view/compare_content.h"
#include "widgets/view/pane_texts.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::ComparingBench;
using trabecula::tests::drag;
using widgets::Compared;
using widgets::GridLayout;
using widgets::PaneRole;

namespace {

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
  void panesShareTheRowEqually();
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

QTEST_MAIN(WindowComparingTest)
#include "window_comparing_test.moc"
