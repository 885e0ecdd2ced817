#include <QAccessible>
#include <QDockWidget>
#include <QTabBar>
#include <QTableWidget>

#include "app/desktop/settings_dialog.h"
#include "tests/gui/window_bench.h"
#include "widgets/panel/job_panel.h"
#include "widgets/plot/chart.h"
#include "widgets/plot/window_histogram.h"
#include "widgets/surface/surface_view.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::Bench;
using widgets::PaneRole;

namespace {

/// Everything that Tab leads to and a screen reader would have no word for.
QStringList nameless(const QWidget& window) {
  QStringList found;
  for (QWidget* widget : window.findChildren<QWidget*>()) {
    // The tabs of a bar have names, the bar is Qt's own; the line of a spin box stands for the box.
    const bool isQts = qobject_cast<QTabBar*>(widget) || widget->focusProxy() ||
                       widget->objectName().startsWith(QStringLiteral("qt_"));
    if (isQts || !(widget->focusPolicy() & Qt::TabFocus) || !widget->isVisibleTo(&window)) continue;
    const QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(widget);
    if (interface && !interface->text(QAccessible::Name).isEmpty()) continue;
    found << QStringLiteral("%1 \"%2\" in %3")
                 .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                      QLatin1String(widget->parent()->metaObject()->className()));
  }
  return found;
}

}  // namespace

/// What people who do not see the window, or do not use a mouse, have of it.
class AccessibilityTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void everythingThatTabReachesHasAName();
  void panesSayWhatTheyShow();
  void keysOfFieldsAreUnique();
  void tabLeavesThePresetTable();
  void theSheetHasTheKeysOfAllWidgets();
  void theCrosshairIsInTheMenu();
};

void AccessibilityTest::everythingThatTabReachesHasAName() {
  Bench bench;
  QCOMPARE(nameless(bench.window).join(QLatin1Char('\n')), QString());
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  bench.window.showCompareLayout();
  for (auto* dock : bench.window.findChildren<QDockWidget*>()) {
    dock->show();
    dock->raise();
  }
  QCOMPARE(nameless(bench.window).join(QLatin1Char('\n')), QString());
  bench.window.openPaths({bench.folder / "missing.png"});
  QTRY_VERIFY(!bench.window.message().isEmpty());
  QCOMPARE(nameless(bench.window).join(QLatin1Char('\n')), QString());
}

void AccessibilityTest::panesSayWhatTheyShow() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  auto& pane = bench.window.grid().pane(0);
  pane.setRole(PaneRole::Decoded);
  QCOMPARE(pane.imageView().accessibleName(), QStringLiteral("Codec A"));
  QVERIFY(pane.accessibleName().contains(QStringLiteral("Codec A")));
  QVERIFY2(pane.imageView().accessibleDescription().contains(QStringLiteral("Exact")),
           qPrintable(pane.imageView().accessibleDescription()));
}

void AccessibilityTest::keysOfFieldsAreUnique() {
  Bench bench;
  QMap<QString, QStringList> users;
  const auto note = [&](const QString& text) {
    const QKeySequence key = QKeySequence::mnemonic(text);
    if (!key.isEmpty()) users[key.toString()] << text;
  };
  for (const QAction* action : bench.window.menuBar()->actions()) note(action->text());
  for (const auto* button : bench.window.findChildren<QAbstractButton*>())
    if (!qobject_cast<const QToolButton*>(button)) note(button->text());
  for (const auto* label : bench.window.findChildren<QLabel*>())
    if (label->buddy()) note(label->text());
  for (const QStringList& texts : users)
    QVERIFY2(texts.size() == 1, qPrintable(texts.join(QLatin1Char(','))));
}

void AccessibilityTest::tabLeavesThePresetTable() {
  Settings settings;
  settings.sitePresets = {
      {.title = QStringLiteral("Hip"), .window = {.centre = 100, .width = 200, .explanation = {}}}};
  SettingsDialog dialog(settings, SettingsDialog::Page::Presets, std::nullopt);
  dialog.show();
  QVERIFY(QTest::qWaitForWindowActive(&dialog));
  auto* table = dialog.findChild<QTableWidget*>(QStringLiteral("presets"));
  QTRY_VERIFY(table->isVisible());
  QCOMPARE(nameless(dialog).join(QLatin1Char('\n')), QString());
  table->setFocus();
  auto* remove = dialog.findChild<QPushButton*>(QStringLiteral("removePreset"));
  QStringList way;
  for (int i = 0; i < 12 && !remove->hasFocus(); ++i) {
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    way << QLatin1String(QApplication::focusWidget()->metaObject()->className());
  }
  QVERIFY2(remove->hasFocus(), qPrintable(way.join(QStringLiteral(" > "))));
}

void AccessibilityTest::theSheetHasTheKeysOfAllWidgets() {
  Bench bench;
  QVERIFY(QTest::qWaitForWindowActive(&bench.window));
  QTest::keyClick(&bench.window, Qt::Key_F1);
  const QString sheet = bench.dialogs.shownText;
  for (const auto& help :
       {widgets::ImageView::keyHelp(), widgets::SurfaceView::keyHelp(), widgets::WindowHistogram::keyHelp(),
        widgets::Chart::keyHelp(), widgets::JobPanel::keyHelp()}) {
    QVERIFY(!help.empty());
    for (const auto& line : help)
      QVERIFY2(sheet.contains(line.meaning.toHtmlEscaped()), qPrintable(line.keys));
  }
  QVERIFY(sheet.contains(QStringLiteral("Ctrl + left drag")));
}

void AccessibilityTest::theCrosshairIsInTheMenu() {
  Bench bench;
  QVERIFY(QTest::qWaitForWindowActive(&bench.window));
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto& view = bench.window.grid().activePane().imageView();
  QTest::keyClick(&bench.window, Qt::Key_X);
  QVERIFY(view.hasCrosshair());
  QTest::keyClick(&view, Qt::Key_Return);
  QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
  QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
  QTest::keyClick(&view, Qt::Key_Return);
  QCOMPARE(bench.window.model().region().size(), QSize(11, 11));
  QTest::keyClick(&bench.window, Qt::Key_X);
  QVERIFY(!view.hasCrosshair());
}

QTEST_MAIN(AccessibilityTest)
#include "accessibility_test.moc"
