#include "tests/gui/window_bench.h"
#include "widgets/panel/job_panel.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::Bench;
using trabecula::tests::hover;
using widgets::GridLayout;
using widgets::PaneRole;

/// What opens, what is listed, and what is said where it does not.
class WindowOpeningTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void startsEmptyAndSaysWhatToDo();
  void opensWhatIsDropped();
  void opensByTheMenu();
  void aFileThatCannotBeReadIsNamedAndTheWindowLives();
  void opensAFolderAndStepsThroughIt();
  void stepsThroughFrames();
  void colourSaysThatItIsConverted();
  void recentFilesAreKept();
  void patientNameCanBeHidden();
  void studiesStayListedWhenMoreAreOpened();
  void stepsPastAFileThatCannotBeRead();
  void quickStepsAreAllCounted();
  void saysWhatWasSkipped();
  void saysWhatWasDoneToTheValues();
  void aFolderIsListedThoughAnotherImageIsChosenMeanwhile();
  void afterAFailureTheOldImageStays();
  void aShownFileThatGoesOrChangesSaysSo();
  void leavesRoomForThePanelsOnASmallScreen();
  void aWindowFromALargerScreenFitsThisOne();
};

void WindowOpeningTest::startsEmptyAndSaysWhatToDo() {
  Bench bench;
  bool offersDemo = false;
  for (const auto* button : bench.window.findChildren<QPushButton*>())
    offersDemo = offersDemo || (button->isVisible() && button->text().contains(QStringLiteral("demo")));
  QVERIFY(offersDemo);
  QVERIFY(!bench.window.grid().isVisible());
}

void WindowOpeningTest::opensWhatIsDropped() {
  Bench bench;
  const auto path = bench.writeSeeded("a.png");
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(QString::fromStdString(path.string()))});
  QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&bench.window, &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent event(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&bench.window, &event);
  QTRY_VERIFY(bench.window.model().image());
  QVERIFY(bench.window.grid().isVisible());
  QVERIFY(bench.window.windowTitle().contains(QStringLiteral("a.png")));
}

void WindowOpeningTest::opensByTheMenu() {
  Bench bench;
  bench.dialogs.files = {QString::fromStdString(bench.writeSeeded("a.dcm").string())};
  bench.window.findChild<QAction*>(QStringLiteral("openFiles"))->trigger();
  QTRY_VERIFY(bench.window.model().image());
}

void WindowOpeningTest::aFileThatCannotBeReadIsNamedAndTheWindowLives() {
  Bench bench;
  const std::string junk = "this is no image";
  core::writeFileAtomically(bench.folder / "letter.png", core::asByteSpan(junk.data(), junk.size()));
  bench.window.openPaths({bench.folder / "letter.png"});
  QTRY_VERIFY2(bench.window.message().contains(QStringLiteral("letter.png")),
               qPrintable(bench.window.message()));
  bench.window.openPaths({bench.folder / "missing.dcm"});
  QTRY_VERIFY2(bench.window.message().contains(QStringLiteral("missing.dcm")),
               qPrintable(bench.window.message()));
  // A truncated file lists by its header and fails when its pixels are read.
  auto bytes = core::readFile(bench.writeSeeded("whole.dcm"));
  bytes.resize(bytes.size() / 2);
  core::writeFileAtomically(bench.folder / "half.dcm", bytes);
  bench.window.openPaths({bench.folder / "half.dcm"});
  QTRY_VERIFY2(bench.window.message().contains(QStringLiteral("half.dcm")),
               qPrintable(bench.window.message()));
  QVERIFY(bench.open(bench.folder / "whole.dcm"));
  QVERIFY(bench.window.message().isEmpty());
}

void WindowOpeningTest::opensAFolderAndStepsThroughIt() {
  Bench bench;
  for (const char* name : {"1.png", "2.png", "3.png"}) bench.writeSeeded(name);
  bench.window.openPaths({bench.folder.path()});
  QTRY_VERIFY(bench.window.model().image());
  QCOMPARE(bench.window.model().image()->path.filename().string(), std::string("1.png"));
  QTest::keyClick(&bench.window, Qt::Key_PageDown);
  QTRY_COMPARE(bench.window.model().image()->path.filename().string(), std::string("2.png"));
  QTest::keyClick(&bench.window, Qt::Key_PageDown);
  QTRY_COMPARE(bench.window.model().image()->path.filename().string(), std::string("3.png"));
  QTest::keyClick(&bench.window, Qt::Key_PageDown);
  QTest::qWait(50);
  QCOMPARE(bench.window.model().image()->path.filename().string(), std::string("3.png"));
  QTest::keyClick(&bench.window, Qt::Key_PageUp);
  QTRY_COMPARE(bench.window.model().image()->path.filename().string(), std::string("2.png"));
}

void WindowOpeningTest::stepsThroughFrames() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("cine.dcm", 12, 3)));
  const QImage first = bench.pixels(0);
  QTest::keyClick(&bench.window, Qt::Key_PageDown);
  QCOMPARE(bench.window.model().frame(), 1);
  QVERIFY(bench.pixels(0) != first);
  QTest::keyClick(&bench.window, Qt::Key_PageDown);
  QTest::keyClick(&bench.window, Qt::Key_PageDown);
  QCOMPARE(bench.window.model().frame(), 2);
}

void WindowOpeningTest::colourSaysThatItIsConverted() {
  Bench bench;
  const std::string ppm = std::string("P6 2 1 255\n") + std::string("\xff\x00\x00\x00\xff\x00", 6);
  core::writeFileAtomically(bench.folder / "colour.ppm", core::asByteSpan(ppm.data(), ppm.size()));
  QVERIFY(bench.open(bench.folder / "colour.ppm"));
  bool said = false;
  for (const auto* label : bench.window.grid().pane(0).findChildren<QLabel*>())
    said = said || label->text().contains(QStringLiteral("luma"));
  QVERIFY(said);
}

void WindowOpeningTest::recentFilesAreKept() {
  Bench bench;
  const auto path = bench.writeSeeded("a.png");
  QVERIFY(bench.open(path));
  QCOMPARE(bench.state.recentFiles(), QStringList{QString::fromStdString(path.string())});
}

void WindowOpeningTest::patientNameCanBeHidden() {
  Bench bench;
  core::JobContext context;
  core::StudyAttributes attributes;
  attributes.patientName = "Phantom^Test";
  attributes.studyUid = "1.2.3";
  attributes.seriesUid = "1.2.3.4";
  const core::Image image = tests::seededImage({.width = 64, .height = 64, .frames = 1, .bitsStored = 12});
  const auto file = bench.folder / "PHANTOM_1.dcm";
  core::writeImageFile(file, image, attributes, context);
  QVERIFY(bench.open(file));
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  bench.window.grid().setGridLayout(GridLayout::Single);
  auto* tree = bench.window.findChild<QTreeWidget*>();
  QVERIFY(tree->topLevelItem(0)->text(0).contains(QStringLiteral("Phantom")));
  const QImage picture = bench.pixels(0);
  QTest::keyClick(&bench.window, Qt::Key_P);
  QVERIFY(!tree->topLevelItem(0)->text(0).contains(QStringLiteral("Phantom")));
  QVERIFY(bench.pixels(0) != picture);
  // Nor in names of files: title, list, tool tips, jobs, copied table.
  const auto hides = [](const QString& text) {
    return !text.contains(QStringLiteral("phantom"), Qt::CaseInsensitive);
  };
  QVERIFY2(hides(bench.window.windowTitle()), qPrintable(bench.window.windowTitle()));
  for (QTreeWidgetItemIterator it(tree); *it; ++it) {
    QVERIFY2(hides((*it)->text(0)), qPrintable((*it)->text(0)));
    QVERIFY2(hides((*it)->toolTip(0)), qPrintable((*it)->toolTip(0)));
  }
  const auto& jobs = bench.window.findChild<widgets::JobPanel*>()->model();
  bench.dialogs.saveName = QString::fromStdString((bench.folder / "Phantom_1").string());
  QTest::keyClick(&bench.window, Qt::Key_S, Qt::ControlModifier);
  QTRY_VERIFY(!bench.saveJobs.isBusy());
  QCOMPARE(jobs.rowCount(), 2);
  for (int row = 0; row < 2; ++row)
    for (const int role :
         {static_cast<int>(widgets::JobModel::DetailRole), static_cast<int>(Qt::ToolTipRole)})
      QVERIFY(hides(jobs.index(row, 0).data(role).toString()));
  bench.window.findChild<QAction*>(QStringLiteral("copyResults"))->trigger();
  QVERIFY(hides(QApplication::clipboard()->text()));
  // And back.
  QTest::keyClick(&bench.window, Qt::Key_P);
  QVERIFY(bench.window.windowTitle().contains(QStringLiteral("PHANTOM_1.dcm")));
  QVERIFY(
      jobs.index(1, 0).data(widgets::JobModel::DetailRole).toString().contains(QStringLiteral("PHANTOM")));
}

void WindowOpeningTest::studiesStayListedWhenMoreAreOpened() {
  Bench bench;
  std::filesystem::create_directory(bench.folder / "left");
  std::filesystem::create_directory(bench.folder / "right");
  const auto left = bench.writeSeeded("left/a.png");
  const auto right = bench.writeSeeded("right/b.png");
  bench.window.openPaths({bench.folder / "left", bench.folder / "right"});
  QTRY_VERIFY(bench.window.model().image());
  const auto* panel = bench.window.findChild<widgets::StudyPanel*>();
  QCOMPARE(panel->images(), (std::vector{left, right}));
  QCOMPARE(panel->currentImage(), left);
  // One more file of a listed folder joins its study.
  const auto more = bench.writeSeeded("left/c.png");
  QVERIFY(bench.open(more));
  QCOMPARE(panel->images(), (std::vector{left, more, right}));
  QCOMPARE(panel->currentImage(), more);
  QCOMPARE(bench.window.findChild<QTreeWidget*>()->topLevelItemCount(), 2);
}

void WindowOpeningTest::stepsPastAFileThatCannotBeRead() {
  Bench bench;
  bench.writeSeeded("1.dcm");
  auto bytes = core::readFile(bench.folder / "1.dcm");
  bench.writeSeeded("3.dcm");
  bytes.resize(bytes.size() / 2);
  core::writeFileAtomically(bench.folder / "2.dcm", bytes);
  const auto shown = [&] {
    return bench.window.model().image() ? bench.window.model().image()->path.filename().string()
                                        : std::string();
  };
  QVERIFY(bench.open(bench.folder / "1.dcm"));
  for (const char* name : {"2.dcm", "3.dcm"}) bench.window.openPaths({bench.folder / name});
  QTRY_COMPARE(shown(), std::string("3.dcm"));
  auto* panel = bench.window.findChild<widgets::StudyPanel*>();
  bench.window.openPaths({bench.folder / "2.dcm"});
  QTRY_VERIFY(bench.window.message().contains(QStringLiteral("2.dcm")));
  const auto images = panel->images();
  const auto broken = std::ranges::find(images, bench.folder / "2.dcm");
  QVERIFY(broken != images.end());
  QCOMPARE(panel->currentImage(), *broken);
  const bool isLast = broken + 1 == images.end();
  QTest::keyClick(&bench.window, isLast ? Qt::Key_PageUp : Qt::Key_PageDown);
  QTRY_COMPARE(panel->currentImage(), isLast ? *(broken - 1) : *(broken + 1));
  QTRY_COMPARE(bench.window.model().image()->path, panel->currentImage());
  QTRY_VERIFY(bench.window.message().isEmpty());
}

void WindowOpeningTest::quickStepsAreAllCounted() {
  Bench bench;
  for (const char* name : {"1.png", "2.png", "3.png", "4.png"}) bench.writeSeeded(name);
  bench.window.openPaths({bench.folder.path()});
  QTRY_VERIFY(bench.window.model().image());
  for (int i = 0; i < 3; ++i) QTest::keyClick(&bench.window, Qt::Key_PageDown);
  QTRY_COMPARE(bench.window.model().image()->path.filename().string(), std::string("4.png"));
}

void WindowOpeningTest::saysWhatWasSkipped() {
  Bench bench;
  const std::string junk = "this is no image";
  core::writeFileAtomically(bench.folder / "letter.txt", core::asByteSpan(junk.data(), junk.size()));
  bench.writeSeeded("1.png");
  bench.window.openPaths({bench.folder.path()});
  QTRY_VERIFY(bench.window.model().image());
  QTRY_VERIFY2(bench.window.message().contains(QStringLiteral("letter.txt")),
               qPrintable(bench.window.message()));
}

void WindowOpeningTest::saysWhatWasDoneToTheValues() {
  Bench bench;
  const std::string ppm = std::string("P6 2 1 255\n") + std::string("\xff\x00\x00\x00\xff\x00", 6);
  core::writeFileAtomically(bench.folder / "colour.ppm", core::asByteSpan(ppm.data(), ppm.size()));
  QVERIFY(bench.open(bench.folder / "colour.ppm"));
  QTRY_VERIFY2(bench.window.statusBar()->currentMessage().contains(QStringLiteral("luma")),
               qPrintable(bench.window.statusBar()->currentMessage()));
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  bool said = false;
  for (const auto* label : bench.window.grid().pane(1).findChildren<QLabel*>())
    said = said || label->text().contains(QStringLiteral("luma"));
  QVERIFY(said);
  QVERIFY(bench.window.results().toText().contains(QStringLiteral("luma")));
  const auto* sentence = bench.window.findChild<QLabel*>(QStringLiteral("verdictSentence"));
  QVERIFY2(sentence->text().contains(QStringLiteral("luma")), qPrintable(sentence->text()));
}

/// What was asked for last is shown, but what was asked for before is listed all the same.
void WindowOpeningTest::aFolderIsListedThoughAnotherImageIsChosenMeanwhile() {
  Bench bench;
  std::filesystem::create_directory(bench.folder / "folder");
  const auto a = bench.writeSeeded("folder/a.png");
  const auto b = bench.writeSeeded("b.png");
  const std::string junk = "this is no image";
  core::writeFileAtomically(bench.folder / "folder" / "letter.txt",
                            core::asByteSpan(junk.data(), junk.size()));
  bench.window.openPaths({bench.folder / "folder"});
  bench.window.openPaths({b});
  QTRY_VERIFY(bench.window.model().image() && bench.window.model().image()->path == b);
  const auto* panel = bench.window.findChild<widgets::StudyPanel*>();
  QTRY_COMPARE(panel->images().size(), std::size_t{2});
  QTRY_VERIFY(bench.window.message().contains(QStringLiteral("letter.txt")));
  QTest::qWait(100);
  QCOMPARE(bench.window.model().image()->path, b);
  QCOMPARE(panel->currentImage(), b);
}

/// The list highlights what was asked for; the message says what is shown.
void WindowOpeningTest::afterAFailureTheOldImageStays() {
  Bench bench;
  const auto a = bench.writeSeeded("a.dcm");
  // It takes a while to read, so that the next one fails before.
  const auto slow = bench.write(
      "b.dcm", tests::seededImage({.width = 2000, .height = 2000, .frames = 3, .bitsStored = 12}));
  auto bytes = core::readFile(bench.writeSeeded("c.dcm"));
  bytes.resize(bytes.size() / 2);
  core::writeFileAtomically(bench.folder / "c.dcm", bytes);
  bench.window.studies().setCacheLimit(0);
  QVERIFY(bench.open(a));
  bench.window.studies().openImage(slow);
  QTRY_VERIFY(bench.viewJobs.isBusy());
  QTest::qWait(20);
  bench.window.studies().openImage(bench.folder / "c.dcm");
  QTRY_VERIFY(!bench.viewJobs.isBusy());
  QTest::qWait(50);
  const auto shown = QString::fromStdString(bench.window.model().image()->path.filename().string());
  QVERIFY2(bench.window.message().contains(QStringLiteral("c.dcm")), qPrintable(bench.window.message()));
  QVERIFY2(bench.window.message().contains(QStringLiteral("Still showing ") + shown),
           qPrintable(bench.window.message()));
}

void WindowOpeningTest::aShownFileThatGoesOrChangesSaysSo() {
  Bench bench;
  const auto path = bench.writeSeeded("a.dcm");
  const auto kept = core::readFile(path);
  QVERIFY(bench.open(path));
  std::filesystem::remove(path);
  QTRY_VERIFY2(bench.window.message().contains(QStringLiteral("a.dcm is no longer on the disk")),
               qPrintable(bench.window.message()));
  QCOMPARE(bench.window.model().image()->path, path);
  // Where nobody tells, compressing finds it; it is still possible.
  core::writeFileAtomically(path, kept);
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  QVERIFY(bench.window.message().contains(QStringLiteral("has changed on the disk")));
  const auto other = bench.writeSeeded("b.dcm", 12, 1, 2);
  QVERIFY(bench.open(other));
  QVERIFY(bench.window.message().isEmpty());
  bench.writeSeeded("b.dcm", 12, 1, 3);
  QTRY_VERIFY(bench.window.message().contains(QStringLiteral("b.dcm has changed")));
}

void WindowOpeningTest::leavesRoomForThePanelsOnASmallScreen() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  QTest::qWait(200);
  QCOMPARE(bench.window.size(), QSize(1280, 800));
  const auto* studies = bench.window.findChild<widgets::StudyPanel*>();
  QVERIFY2(studies->width() >= 200, qPrintable(QString::number(studies->width())));
}

void WindowOpeningTest::aWindowFromALargerScreenFitsThisOne() {
  const QSize screen = QGuiApplication::primaryScreen()->availableSize();
  Bench bench;
  {
    QWidget large;
    large.setGeometry(QRect(QPoint(screen.width() - 50, 20), screen * 2));
    bench.state.setValue(QStringLiteral("geometry"), large.saveGeometry());
  }
  MainWindow window({.state = bench.state,
                     .dialogs = bench.dialogs,
                     .compressionJobs = bench.compressionJobs,
                     .viewJobs = bench.viewJobs,
                     .saveJobs = bench.saveJobs});
  const QRect available = window.screen()->availableGeometry();
  const QSize least = window.minimumSizeHint();
  QVERIFY(window.width() <= std::max(available.width(), least.width()));
  QVERIFY(window.height() <= std::max(available.height(), least.height()));
  QCOMPARE(window.pos(), available.topLeft());
}

QTEST_MAIN(WindowOpeningTest)
#include "window_opening_test.moc"
