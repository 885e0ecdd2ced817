#include <QMenu>
#include <QTimer>
#include <atomic>
#include <thread>

#include "app/desktop/save_controller.h"
#include "tests/gui/window_bench.h"
#include "widgets/panel/job_panel.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::Bench;

namespace {

std::filesystem::path writeNamed(Bench& bench, const std::string& name) {
  core::JobContext context;
  core::writeImageFile(bench.folder / name,
                       tests::seededImage({.width = 160, .height = 120, .bitsStored = 12}),
                       {.patientName = "Doe^Jane", .patientId = "4711"}, context);
  return bench.folder / name;
}

bool nothingIsSaved(Bench& bench) {
  return QTest::qWaitFor([&] { return !bench.saveJobs.isBusy(); }, 20000);
}

/// What the pane's menu does when its entry is chosen.
void choosePaneMenuEntry(Bench& bench, const QString& name) {
  QTimer::singleShot(100, &bench.window, [name] {
    auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    QVERIFY(menu);
    auto* action = menu->findChild<QAction*>(name);
    QVERIFY(action);
    action->trigger();
    menu->close();
  });
  Q_EMIT bench.window.grid().paneMenuRequested(0, bench.window.mapToGlobal(QPoint(300, 300)));
}

}  // namespace

/// Everything that is saved: without names, never over an original, and to its end.
class WindowSavingTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void aPictureOfAPaneHidesThePatient();
  void suggestedNamesArePlain();
  void aPictureIsNeverWrittenOverAnOriginal();
  void namesGetASuffixAndReplaceNothingUnasked();
  void savesAreListedAndOutliveClosing();
  void aSaveThatFailsKeepsTheWindowOpen();
};

void WindowSavingTest::aPictureOfAPaneHidesThePatient() {
  Bench bench;
  QVERIFY(bench.open(writeNamed(bench, "a.dcm")));
  QTest::qWait(100);
  widgets::ViewPane& pane = bench.window.grid().pane(0);
  const QImage seen = pane.grab().toImage();
  bench.window.grid().setPatientVisible(false);
  const QImage hidden = pane.grab().toImage();
  bench.window.grid().setPatientVisible(true);
  QVERIFY(seen != hidden);
  bench.dialogs.saveName = QString::fromStdString((bench.folder / "pane.png").string());
  choosePaneMenuEntry(bench, QStringLiteral("savePane"));
  QTRY_VERIFY(std::filesystem::exists(bench.folder / "pane.png"));
  const QImage saved(bench.dialogs.saveName);
  QCOMPARE(saved.convertToFormat(QImage::Format_RGB32), hidden.convertToFormat(QImage::Format_RGB32));
  QCOMPARE(pane.grab().toImage(), seen);  // the screen is as before
}

void WindowSavingTest::suggestedNamesArePlain() {
  Bench bench;
  QVERIFY(bench.open(writeNamed(bench, "DOE_JANE.dcm")));
  choosePaneMenuEntry(bench, QStringLiteral("savePane"));
  QCOMPARE(bench.dialogs.suggestedName, QStringLiteral("original.png"));
  QTest::keyClick(&bench.window, Qt::Key_P, Qt::ControlModifier);
  QCOMPARE(bench.dialogs.suggestedName, QStringLiteral("panes.png"));
}

void WindowSavingTest::aPictureIsNeverWrittenOverAnOriginal() {
  Bench bench;
  const auto shown = bench.writeSeeded("a.png");
  const auto listed = bench.writeSeeded("b.png", 12, 1, 2);
  const auto before = core::readFile(listed);
  bench.window.openPaths({shown, listed});
  QTRY_VERIFY(bench.window.model().image());
  for (const auto& path : {shown, listed}) {
    bench.dialogs.saveName = QString::fromStdString(path.string());
    QTest::keyClick(&bench.window, Qt::Key_P, Qt::ControlModifier);
    QVERIFY(nothingIsSaved(bench));
    QTRY_VERIFY(bench.window.message().contains(QStringLiteral("never overwritten")));
    QVERIFY(bench.window.message().contains(bench.dialogs.saveName));
  }
  QVERIFY(core::readFile(listed) == before);
}

void WindowSavingTest::namesGetASuffixAndReplaceNothingUnasked() {
  QCOMPARE(suffixesOf(QStringLiteral("PNG (*.png);;SVG (*.svg)")),
           (QStringList{QStringLiteral(".png"), QStringLiteral(".svg")}));
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.dcm")));
  const auto save = [&](const char* name) {
    bench.dialogs.saveName = QString::fromStdString((bench.folder / name).string());
    QTest::keyClick(&bench.window, Qt::Key_P, Qt::ControlModifier);
    return nothingIsSaved(bench);
  };
  QVERIFY(save("x"));
  QVERIFY(!QImage(QString::fromStdString((bench.folder / "x.png").string())).isNull());
  QVERIFY(!std::filesystem::exists(bench.folder / "x"));
  QVERIFY(save("y.PNG"));
  QVERIFY(std::filesystem::exists(bench.folder / "y.PNG"));
  const auto before = std::filesystem::last_write_time(bench.folder / "x.png");
  QVERIFY(save("x"));
  QVERIFY(bench.window.message().contains(QStringLiteral("exists already")));
  QVERIFY(std::filesystem::last_write_time(bench.folder / "x.png") == before);
}

void WindowSavingTest::savesAreListedAndOutliveClosing() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.dcm")));
  auto* saves = bench.window.findChild<SaveController*>();
  std::atomic<bool> mayEnd = false;
  std::atomic<bool> isWritten = false;
  saves->start(QStringLiteral("Certificate"), {bench.folder / "x.pdf"}, [&](core::JobContext& context) {
    while (!mayEnd) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    context.checkCancelled();
    isWritten = true;
    return QString();
  });
  const auto& jobs = bench.window.findChild<widgets::JobPanel*>()->model();
  QCOMPARE(jobs.rowCount(), 1);
  QCOMPARE(jobs.index(0, 0).data().toString(), QStringLiteral("Certificate"));
  QVERIFY(jobs.canCancel(0));
  QVERIFY(!bench.window.close());
  QVERIFY(bench.window.message().contains(QStringLiteral("being saved")));
  QTest::qWait(50);
  QVERIFY(bench.window.isVisible());
  mayEnd = true;
  QTRY_VERIFY(!bench.window.isVisible());
  QVERIFY(isWritten);
}

void WindowSavingTest::aSaveThatFailsKeepsTheWindowOpen() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.dcm")));
  std::atomic<bool> mayEnd = false;
  bench.window.findChild<SaveController*>()->start(
      QStringLiteral("Certificate"), {bench.folder / "x.pdf"}, [&](core::JobContext&) -> QString {
        while (!mayEnd) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        throw core::Error(core::ErrorCategory::WriteFailed, "x.pdf: the disk is full");
      });
  QVERIFY(!bench.window.close());
  mayEnd = true;
  QVERIFY(nothingIsSaved(bench));
  QTest::qWait(50);
  QVERIFY(bench.window.isVisible());
  QVERIFY(bench.window.message().contains(QStringLiteral("disk is full")));
  QVERIFY(bench.window.close());
}

QTEST_MAIN(WindowSavingTest)
#include "window_saving_test.moc"
