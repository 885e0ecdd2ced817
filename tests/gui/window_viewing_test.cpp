#include "tests/gui/window_bench.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::Bench;
using trabecula::tests::drag;
using trabecula::tests::hover;
using widgets::GridLayout;
using widgets::PaneRole;

/// Window, zoom, links, regions and keys in the panes.
class WindowViewingTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void draggingChangesTheWindowOfAllPanes();
  void unlinkedWindowsStayApart();
  void zoomIsLinkedUntilSwitchedOff();
  void keysWork();
  void presetsFollowTheFile();
  void regionIsSharedByAllPanes();
  void doubleClickMaximises();
  void probeReadsAllValues();
  void aNewImageIsSeenInUnlinkedPanes();
  void keysActOnThePaneWithTheKeyboard();
  void presetAndInversionFollowTheActivePane();
  void everyActionIsInAMenuAndReachableByKeyboard();
  void cameraKeysWorkFromAPaneWithoutAPicture();
};

void WindowViewingTest::draggingChangesTheWindowOfAllPanes() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  bench.window.showCompareLayout();
  auto& grid = bench.window.grid();
  const auto before = grid.pane(0).display().window;
  const QImage picture = bench.pixels(0);
  drag(grid.pane(0).imageView(), Qt::LeftButton, {50, 50}, {110, 80});
  const auto after = grid.pane(0).display().window;
  QVERIFY(after.width > before.width);
  QVERIFY(after.centre > before.centre);
  QVERIFY(bench.pixels(0) != picture);
  for (std::size_t i = 1; i < widgets::ViewGrid::paneCount; ++i)
    QVERIFY(grid.pane(i).display().window == after);
  QTest::keyClick(&bench.window, Qt::Key_0);
  QVERIFY(grid.pane(0).display().window != after);
}

void WindowViewingTest::unlinkedWindowsStayApart() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  bench.window.showCompareLayout();
  auto& grid = bench.window.grid();
  QTest::keyClick(&bench.window, Qt::Key_W, Qt::ShiftModifier);
  QVERIFY(!grid.links().window);
  const auto before = grid.pane(1).display().window;
  drag(grid.pane(0).imageView(), Qt::LeftButton, {50, 50}, {110, 80});
  QVERIFY(grid.pane(0).display().window != before);
  QVERIFY(grid.pane(1).display().window == before);
}

void WindowViewingTest::zoomIsLinkedUntilSwitchedOff() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  bench.window.showCompareLayout();
  auto& grid = bench.window.grid();
  grid.showActualPixels();
  grid.zoomBy(2);
  QCOMPARE(grid.pane(3).imageView().camera().zoom, 2.0);
  drag(grid.pane(0).imageView(), Qt::MiddleButton, {50, 50}, {60, 70});
  QCOMPARE(grid.pane(2).imageView().camera().centre, grid.pane(0).imageView().camera().centre);
  grid.setLinks({.zoom = false, .pan = true, .window = true});
  grid.zoomBy(2);
  QCOMPARE(grid.pane(0).imageView().camera().zoom, 4.0);
  QCOMPARE(grid.pane(1).imageView().camera().zoom, 2.0);
}

void WindowViewingTest::keysWork() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto& grid = bench.window.grid();
  QTest::keyClick(&bench.window, Qt::Key_A);
  QCOMPARE(grid.pane(0).imageView().camera().zoom, 1.0);
  QTest::keyClick(&bench.window, Qt::Key_F);
  QVERIFY(grid.pane(0).imageView().isFitting());
  const QImage picture = bench.pixels(0);
  QTest::keyClick(&bench.window, Qt::Key_I);
  QVERIFY(bench.pixels(0) != picture);
  QTest::keyClick(&bench.window, Qt::Key_I);
  QCOMPARE(bench.pixels(0), picture);
  QTest::keyClick(&bench.window, Qt::Key_4, Qt::ControlModifier);
  QCOMPARE(grid.gridLayout(), GridLayout::Quad);
  QTest::keyClick(&bench.window, Qt::Key_F1);
  QVERIFY(bench.dialogs.shownText.contains(QStringLiteral("PgDown")));
}

void WindowViewingTest::presetsFollowTheFile() {
  Bench bench;
  core::Presentation presentation;
  presentation.windows = {
      {.centre = 1000, .width = 500, .function = core::VoiFunction::Linear, .explanation = "BONE"},
      {.centre = 300, .width = 100, .function = core::VoiFunction::Linear, .explanation = "SOFT"}};
  const core::Image image = tests::seededImage({.width = 64, .height = 64, .frames = 1, .bitsStored = 12})
                                .withPresentation(presentation);
  QVERIFY(bench.open(bench.write("windows.dcm", image)));
  auto& pane = bench.window.grid().pane(0);
  QCOMPARE(pane.display().window.centre, 1000.0);
  QTest::keyClick(&bench.window, Qt::Key_2);
  QCOMPARE(pane.display().window.centre, 300.0);
  QCOMPARE(pane.display().window.width, 100.0);
  // The keys belong to the image that is open now.
  QVERIFY(bench.open(bench.writeSeeded("plain.png")));
  QTest::keyClick(&bench.window, Qt::Key_2);
  QVERIFY(pane.display().window.centre != 300.0);
}

void WindowViewingTest::regionIsSharedByAllPanes() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  bench.window.showCompareLayout();
  auto& view = bench.window.grid().pane(0).imageView();
  QTest::keyClick(&bench.window, Qt::Key_R);
  const QPoint from = view.toWidget(QPointF(20.5, 20.5)).toPoint();
  const QPoint to = view.toWidget(QPointF(79.5, 59.5)).toPoint();
  drag(view, Qt::LeftButton, from, to);
  const QRect region = bench.window.model().region();
  QVERIFY(std::abs(region.left() - 20) <= 1 && std::abs(region.right() - 79) <= 1);
  // The mode ends with the region: the next drag is the window again.
  const auto window = bench.window.grid().pane(0).display().window;
  drag(view, Qt::LeftButton, {50, 50}, {90, 80});
  QVERIFY(bench.window.grid().pane(0).display().window != window);
  QCOMPARE(bench.window.model().region(), region);
}

void WindowViewingTest::doubleClickMaximises() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  bench.window.showCompareLayout();
  auto& grid = bench.window.grid();
  QTest::mouseDClick(&grid.pane(0).imageView(), Qt::LeftButton);
  QVERIFY(grid.isMaximized());
  QVERIFY(grid.pane(0).isVisible() && !grid.pane(1).isVisible());
  QTest::mouseDClick(&grid.pane(0).imageView(), Qt::LeftButton);
  QVERIFY(grid.pane(1).isVisible());
}

void WindowViewingTest::probeReadsAllValues() {
  Bench bench;
  core::Presentation presentation;
  presentation.modality = {.slope = 2, .intercept = -1000};
  const core::Image image =
      tests::seededImage({.width = 100, .height = 80, .frames = 1, .bitsStored = 12, .isSigned = true})
          .withPresentation(presentation);
  QVERIFY(bench.open(bench.write("signed.dcm", image)));
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  QTest::qWait(50);  // the panes take their places
  auto& view = bench.window.grid().pane(0).imageView();
  hover(view, view.toWidget(QPointF(30.5, 40.5)));
  const QString text = bench.window.findChild<QLabel*>(QStringLiteral("probe"))
                           ->text()
                           .replace(QChar(0x2212), QLatin1Char('-'));
  const std::int32_t stored = image.storedValue(30, 40);
  QVERIFY2(text.contains(QStringLiteral("stored %1").arg(stored, 6)), qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("decoded %1").arg(stored, 6)), qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("residual 0")), qPrintable(text));
  // The cursor rests; what lies under it changes.
  bench.window.model().setResult(nullptr);
  QVERIFY(
      !bench.window.findChild<QLabel*>(QStringLiteral("probe"))->text().contains(QStringLiteral("decoded")));
  const QString modality = QLocale().toString(2 * stored - 1000);
  QVERIFY2(text.contains(QStringLiteral("modality ") + modality), qPrintable(text));
}

void WindowViewingTest::aNewImageIsSeenInUnlinkedPanes() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto& grid = bench.window.grid();
  bench.window.showCompareLayout();
  grid.setLinks({.zoom = false, .pan = false, .window = false});
  for (std::size_t i = 0; i < widgets::ViewGrid::paneCount; ++i)
    grid.pane(i).imageView().setCamera({.centre = QPointF(9000, 9000), .zoom = 8});
  QVERIFY(bench.open(bench.writeSeeded("b.png")));
  for (std::size_t i = 0; i < widgets::ViewGrid::paneCount; ++i)
    QVERIFY(grid.pane(i).imageView().isFitting());
}

void WindowViewingTest::keysActOnThePaneWithTheKeyboard() {
  Bench bench;
  QVERIFY(QTest::qWaitForWindowActive(&bench.window));
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto& grid = bench.window.grid();
  QTRY_COMPARE(QApplication::focusWidget(), static_cast<QWidget*>(&grid.pane(0).imageView()));
  bench.window.showCompareLayout();
  QTest::keyClick(&bench.window, Qt::Key_N);
  QCOMPARE(grid.activeIndex(), std::size_t{1});
  grid.pane(0).imageView().setFocus(Qt::TabFocusReason);
  QCOMPARE(grid.activeIndex(), std::size_t{0});
  grid.setActive(3);
  QTest::keyClick(&bench.window, Qt::Key_N);
  QCOMPARE(grid.activeIndex(), std::size_t{0});
  // Writing into a field is no command.
  auto* search = bench.window.findChild<QLineEdit*>();
  search->setFocus();
  QTest::keyClicks(search, QStringLiteral("in0?"));
  QCOMPARE(search->text(), QStringLiteral("in0?"));
  QVERIFY(!grid.pane(0).display().invert);
  QCOMPARE(grid.activeIndex(), std::size_t{0});
}

void WindowViewingTest::presetAndInversionFollowTheActivePane() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto& grid = bench.window.grid();
  bench.window.showCompareLayout();
  auto* box = bench.window.findChild<QComboBox*>(QStringLiteral("presetBox"));
  QTest::keyClick(&bench.window, Qt::Key_2);
  QCOMPARE(box->currentIndex(), 2);
  drag(grid.pane(0).imageView(), Qt::LeftButton, {50, 50}, {110, 80});
  QCOMPARE(box->currentIndex(), 0);  // it is no preset any more
  grid.setLinks({.zoom = true, .pan = true, .window = false});
  QTest::keyClick(&bench.window, Qt::Key_I);
  auto* invert = bench.window.findChild<QAction*>(QStringLiteral("invert"));
  QVERIFY(invert->isChecked() && grid.pane(0).display().invert);
  grid.setActive(1);
  QVERIFY(!invert->isChecked());
  grid.setActive(0);
  QVERIFY(invert->isChecked());
}

void WindowViewingTest::everyActionIsInAMenuAndReachableByKeyboard() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QList<QAction*> inMenus;
  QMap<QString, QString> keys;
  const std::function<void(const QMenu*)> visit = [&](const QMenu* menu) {
    for (QAction* action : menu->actions()) {
      if (action->isSeparator()) continue;
      if (action->menu()) {
        visit(action->menu());
        continue;
      }
      inMenus << action;
      for (const QKeySequence& key : action->shortcuts()) {
        const QString name = key.toString();
        QVERIFY2(!keys.contains(name), qPrintable(name + QStringLiteral(": ") + keys[name] +
                                                  QStringLiteral(", ") + action->text()));
        keys[name] = action->text();
      }
    }
  };
  for (const QAction* action : bench.window.menuBar()->actions()) {
    QVERIFY2(action->text().contains(QLatin1Char('&')), qPrintable(action->text()));
    visit(action->menu());
  }
  QVERIFY(inMenus.size() > 40);
  for (const auto* bar : bench.window.findChildren<QToolBar*>())
    for (QAction* action : bar->actions())
      if (!action->isSeparator() && !qobject_cast<QWidgetAction*>(action))
        QVERIFY2(inMenus.contains(action), qPrintable(action->text()));
  // What is always offered, whatever is open, has a key of its own or a letter in its menu.
  for (const QAction* action : inMenus)
    if (!action->objectName().startsWith(QStringLiteral("recent")))
      QVERIFY2(!action->shortcut().isEmpty() || action->text().contains(QLatin1Char('&')),
               qPrintable(action->text()));
}

void WindowViewingTest::cameraKeysWorkFromAPaneWithoutAPicture() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto& grid = bench.window.grid();
  bench.window.showCompareLayout();
  grid.setActive(2);
  QVERIFY(!grid.pane(2).imageView().content());
  const auto centre = grid.pane(0).imageView().camera().centre;
  QTest::keyClick(&bench.window, Qt::Key_A);
  QCOMPARE(grid.pane(0).imageView().camera().zoom, 1.0);
  QCOMPARE(grid.pane(0).imageView().camera().centre, centre);
  QTest::keyClick(&bench.window, Qt::Key_Plus);
  QCOMPARE(grid.pane(0).imageView().camera().zoom, 1.25);
  QCOMPARE(grid.pane(0).imageView().camera().centre, centre);
}

QTEST_MAIN(WindowViewingTest)
#include "window_viewing_test.moc"
