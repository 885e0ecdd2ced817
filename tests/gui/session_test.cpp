#include <QCheckBox>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QSpinBox>
#include <QTableWidget>
#include <QTemporaryDir>

#include "app/desktop/history_store.h"
#include "app/desktop/recent_names.h"
#include "app/desktop/session_keeper.h"
#include "app/desktop/settings_dialog.h"
#include "core/study/image_file.h"
#include "tests/gui/window_bench.h"
#include "widgets/panel/window_panel.h"
#include "widgets/view/patient_text.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::Bench;

namespace {

/// Changes the settings as a user would who presses OK.
class SettingDialogs : public tests::AnsweringDialogs {
 public:
  std::function<bool(Settings&)> answer;
  std::optional<core::VoiWindow> shown;

  bool editSettings(QWidget*, Settings& settings, int, const core::VoiWindow* window) override {
    shown = window ? std::optional(*window) : std::nullopt;
    return answer && answer(settings);
  }
};

/// One run of the program on a state file that outlives it.
struct Run {
  explicit Run(const QString& stateFile, const QString& lock = {}, HistoryStore* history = nullptr)
      : state(stateFile),
        compressionJobs(widgets::JobRunner::Mode::Threaded),
        viewJobs(widgets::JobRunner::Mode::Threaded),
        saveJobs(widgets::JobRunner::Mode::Threaded),
        window({.state = state,
                .dialogs = dialogs,
                .compressionJobs = compressionJobs,
                .viewJobs = viewJobs,
                .saveJobs = saveJobs,
                .history = history,
                .sessionLock = lock}) {
    window.resize(1280, 800);
    window.show();
  }
  bool waitFor(const std::filesystem::path& path) {
    return QTest::qWaitFor([&] { return window.model().image() && window.model().image()->path == path; },
                           20000);
  }
  void trigger(const QString& text) {
    for (QAction* action : window.findChildren<QAction*>())
      if (action->text() == text) action->trigger();
  }

  StateStore state;
  SettingDialogs dialogs;
  widgets::JobRunner compressionJobs;
  widgets::JobRunner viewJobs;
  widgets::JobRunner saveJobs;
  MainWindow window;
};

std::filesystem::path writeDicom(const tests::TemporaryFolder& folder, const std::string& name) {
  core::StudyAttributes attributes;
  attributes.patientName = "Doe^Jane";
  attributes.patientId = "4711";
  core::JobContext context;
  core::writeImageFile(folder / name,
                       tests::seededImage({.width = 200, .height = 160, .frames = 1, .bitsStored = 12}),
                       attributes, context);
  return folder / name;
}

}  // namespace

/// What is kept from one session to the next, and what is kept from other eyes.
class SessionTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void cleanup() { widgets::applyTheme(); }
  void settingsAreKept();
  void damagedSettingsAreDefaults();
  void theThemeChangesAtOnce();
  void theDialogEditsSitePresets();
  void sitePresetsReachTheKeys();
  void aCrashedSessionIsRestored();
  void aRestoredSessionLooksAsItDid();
  void aClosedSessionIsNot();
  void aSecondProgramLeavesTheSessionAlone();
  void aSessionThatCrashesAgainAndAgainIsGivenUp();
  void patientNamesAreTakenOutOfTexts();
  void recentListsHideThePatient();
  void picturesHideThePatient();
  void functionKeysBringPanelsToTheFront();
};

void SessionTest::settingsAreKept() {
  const QTemporaryDir folder;
  const QString file = folder.filePath(QStringLiteral("state.sqlite"));
  Settings settings;
  settings.theme = widgets::Theme::Light;
  settings.threads = 3;
  settings.cacheMebibytes = 64;
  settings.historyMebibytes = 96;
  settings.hidePatient = true;
  settings.patientInPictures = true;
  settings.sitePresets = {
      {.title = QStringLiteral("Hip"), .window = {.centre = 5, .width = 7, .explanation = {}}}};
  {
    StateStore state(file);
    QVERIFY(loadSettings(state) == Settings());
    saveSettings(state, settings);
  }
  const StateStore state(file);
  QVERIFY(loadSettings(state) == settings);
}

void SessionTest::damagedSettingsAreDefaults() {
  StateStore state{QString()};
  for (const QByteArray& damaged :
       {QByteArray("{"), QByteArray("[1,2]"), QByteArray("{\"threads\":\"x\",\"theme\":7}"),
        QByteArray("\xff\xfe\x00", 3)}) {
    state.setValue(QStringLiteral("settings"), damaged);
    state.setValue(QStringLiteral("sitePresets"), damaged);
    QVERIFY(loadSettings(state) == Settings());
  }
  state.setValue(QStringLiteral("settings"), "{\"threads\":-5,\"cacheMebibytes\":1e9}");
  QCOMPARE(loadSettings(state).threads, 0);
  QCOMPARE(loadSettings(state).cacheMebibytes, maxCacheMebibytes);
}

void SessionTest::theThemeChangesAtOnce() {
  const QTemporaryDir folder;
  Run run(folder.filePath(QStringLiteral("state.sqlite")));
  QVERIFY(QTest::qWaitForWindowActive(&run.window));
  const auto ground = [&] {
    return QColor(run.window.menuBar()->grab().toImage().pixel(600, 3)).lightness();
  };
  QVERIFY(ground() < 60);
  run.dialogs.answer = [](Settings& settings) {
    settings.theme = widgets::Theme::Light;
    return true;
  };
  QTest::keyClick(&run.window, Qt::Key_Comma, Qt::ControlModifier);
  QVERIFY(ground() > 200);
  QVERIFY(loadSettings(run.state).theme == widgets::Theme::Light);
  // Cancelled: nothing changes.
  run.dialogs.answer = [](Settings& settings) {
    settings.theme = widgets::Theme::Dark;
    return false;
  };
  QTest::keyClick(&run.window, Qt::Key_Comma, Qt::ControlModifier);
  QVERIFY(ground() > 200);
}

void SessionTest::theDialogEditsSitePresets() {
  Settings settings;
  settings.sitePresets = {
      {.title = QStringLiteral("One"), .window = {.centre = 1, .width = 10, .explanation = {}}},
      {.title = QStringLiteral("Two"), .window = {.centre = 2, .width = 20, .explanation = {}}}};
  SettingsDialog dialog(settings, SettingsDialog::Page::Presets,
                        core::VoiWindow{.centre = 300, .width = 50, .explanation = {}});
  QVERIFY(dialog.settings() == settings);
  auto* table = dialog.findChild<QTableWidget*>(QStringLiteral("presets"));
  dialog.findChild<QPushButton*>(QStringLiteral("addPreset"))->click();
  QCOMPARE(dialog.settings().sitePresets.size(), std::size_t{3});
  QCOMPARE(dialog.settings().sitePresets[2].window.centre, 300.0);  // what was shown
  QVERIFY(!dialog.settings().sitePresets[2].title.isEmpty());
  table->selectRow(0);
  dialog.findChild<QPushButton*>(QStringLiteral("removePreset"))->click();
  QCOMPARE(dialog.settings().sitePresets[0].title, QStringLiteral("Two"));
  dialog.findChild<QComboBox*>(QStringLiteral("theme"))->setCurrentIndex(1);
  dialog.findChild<QSpinBox*>(QStringLiteral("threads"))->setValue(2);
  dialog.findChild<QSpinBox*>(QStringLiteral("history"))->setValue(64);
  QCOMPARE(dialog.settings().historyMebibytes, 64);
  dialog.findChild<QCheckBox*>(QStringLiteral("hidePatient"))->setChecked(true);
  const Settings changed = dialog.settings();
  QVERIFY(changed.theme == widgets::Theme::Light && changed.threads == 2 && changed.hidePatient);
}

void SessionTest::sitePresetsReachTheKeys() {
  const QTemporaryDir folder;
  const tests::TemporaryFolder images;
  Run run(folder.filePath(QStringLiteral("state.sqlite")));
  const auto file = writeDicom(images, "a.dcm");
  run.window.openPaths({file});
  QVERIFY(run.waitFor(file));
  run.dialogs.answer = [](Settings& settings) {
    settings.sitePresets = {
        {.title = QStringLiteral("Ours"), .window = {.centre = 77, .width = 9, .explanation = {}}}};
    return true;
  };
  auto* edit = run.window.windowPanel().findChild<QPushButton*>(QStringLiteral("editPresets"));
  edit->click();
  QVERIFY(run.dialogs.shown);
  auto* box = run.window.findChild<QComboBox*>(QStringLiteral("presetBox"));
  const int last = box->count() - 1;
  QVERIFY(box->itemText(last).contains(QStringLiteral("Ours")));
  QTest::keyClick(&run.window, static_cast<Qt::Key>(Qt::Key_0 + last));
  QCOMPARE(run.window.grid().pane(0).display().window.centre, 77.0);
}

void SessionTest::aCrashedSessionIsRestored() {
  const QTemporaryDir folder;
  const tests::TemporaryFolder images;
  const QString state = folder.filePath(QStringLiteral("state.sqlite"));
  const auto a = writeDicom(images, "a.dcm");
  const auto b = writeDicom(images, "b.dcm");
  {
    Run run(state);
    QVERIFY(!run.window.restoreSession());
    run.window.openPaths({a, b});
    QVERIFY(run.waitFor(a));
    QTest::keyClick(&run.window, Qt::Key_PageDown);
    QVERIFY(run.waitFor(b));
    run.window.grid().setGridLayout(widgets::GridLayout::SideBySide);
    run.window.grid().pane(1).setRole(widgets::PaneRole::PredictionHeatmap);
    QTRY_VERIFY(run.state.value(QStringLiteral("session")).contains("b.dcm"));
    QTest::qWait(700);  // the last change is written a moment later
  }                     // not closed: gone
  Run run(state);
  QVERIFY(run.window.restoreSession());
  QVERIFY(run.waitFor(b));
  QCOMPARE(run.window.grid().gridLayout(), widgets::GridLayout::SideBySide);
  QCOMPARE(run.window.grid().pane(1).role(), widgets::PaneRole::PredictionHeatmap);
  QTRY_VERIFY2(run.window.message().contains(QStringLiteral("unexpectedly")),
               qPrintable(run.window.message()));
  QTest::keyClick(&run.window, Qt::Key_PageUp);
  QVERIFY(run.waitFor(a));  // the other files are listed again, too
}

/// Window, inversion, links, camera and the results that were compared.
void SessionTest::aRestoredSessionLooksAsItDid() {
  const QTemporaryDir folder;
  const tests::TemporaryFolder images;
  const QString state = folder.filePath(QStringLiteral("state.sqlite"));
  HistoryStore history(folder.filePath(QStringLiteral("history.sqlite")));
  const auto a = writeDicom(images, "a.dcm");
  core::VoiWindow window{.centre = 700, .width = 90, .explanation = {}};
  const widgets::Camera camera{.centre = {40, 30}, .zoom = 3};
  QString keys[2];
  const auto compress = [](Run& run, const std::string& codec) {
    QSignalSpy settled(&run.window, &MainWindow::compressionSettled);
    run.window.codecPanel().selectCodec(codec);
    run.window.compress();
    return settled.count() > 0 || settled.wait(60000);
  };
  {
    Run run(state, {}, &history);
    QVERIFY(!run.window.restoreSession());
    run.window.openPaths({a});
    QVERIFY(run.waitFor(a));
    QVERIFY(compress(run, tests::Bench::codecThat(&core::CodecInfo::lossless)));
    QVERIFY(compress(run, tests::Bench::codecThat(&core::CodecInfo::nearLossless)));
    const auto first = run.window.results().model().resultAt(0);
    const auto second = run.window.results().model().resultAt(1);
    QVERIFY(first != second);
    run.window.model().setResult(first);
    run.window.model().setResultB(second);
    keys[0] = run.window.model().result()->historyKey;
    keys[1] = run.window.model().resultB()->historyKey;
    QVERIFY(!keys[0].isEmpty() && keys[0] != keys[1]);
    core::DisplaySettings display = run.window.grid().activePane().display();
    display.window = window;
    display.invert = true;
    run.window.grid().setDisplay(display);
    for (QAction* action : run.window.findChildren<QAction*>())
      if (action->text() == QStringLiteral("Link &window")) action->trigger();
    auto& view = run.window.grid().activePane().imageView();
    view.setCamera(camera);
    Q_EMIT view.cameraMoved(camera);
    QTest::qWait(700);  // written a moment later
  }                     // not closed: gone
  Run run(state, {}, &history);
  QVERIFY(run.window.restoreSession());
  QVERIFY(run.waitFor(a));
  QCOMPARE(run.window.grid().activePane().display().window.centre, 700.0);
  QCOMPARE(run.window.grid().activePane().display().window.width, 90.0);
  QVERIFY(run.window.grid().activePane().display().invert);
  QVERIFY(run.window.grid().links().zoom && !run.window.grid().links().window);
  QVERIFY(run.window.grid().activePane().imageView().camera() == camera);
  QTRY_VERIFY(run.window.model().resultB());
  QCOMPARE(run.window.model().result()->historyKey, keys[0]);
  QCOMPARE(run.window.model().resultB()->historyKey, keys[1]);
}

void SessionTest::aClosedSessionIsNot() {
  const QTemporaryDir folder;
  const tests::TemporaryFolder images;
  const QString state = folder.filePath(QStringLiteral("state.sqlite"));
  const auto a = writeDicom(images, "a.dcm");
  {
    Run run(state);
    run.window.openPaths({a});
    QVERIFY(run.waitFor(a));
    QTest::qWait(700);
    run.window.close();
  }
  Run run(state);
  QVERIFY(!run.window.restoreSession());
}

void SessionTest::aSecondProgramLeavesTheSessionAlone() {
  const QTemporaryDir folder;
  StateStore state{QString()};
  const QString lock = folder.filePath(QStringLiteral("lock"));
  SessionKeeper first(state, lock);
  first.note({.roots = {}, .current = "/first.dcm", .frame = 0, .layout = 0, .roles = {}});
  QTest::qWait(700);
  const QByteArray written = state.value(QStringLiteral("session"));
  QVERIFY(written.contains("first.dcm"));
  {
    SessionKeeper second(state, lock);
    QVERIFY(!second.takeCrashed());  // it is no crash: the first one is running
    second.note({.roots = {}, .current = "/second.dcm", .frame = 0, .layout = 0, .roles = {}});
    QTest::qWait(700);
    second.end();
  }
  QCOMPARE(state.value(QStringLiteral("session")), written);
}

void SessionTest::aSessionThatCrashesAgainAndAgainIsGivenUp() {
  StateStore state{QString()};
  {
    SessionKeeper keeper(state, {});
    keeper.note({.roots = {}, .current = "/bad.dcm", .frame = 0, .layout = 0, .roles = {}});
    QTest::qWait(700);
  }
  int restored = 0;
  for (int i = 0; i < 5; ++i) {
    SessionKeeper keeper(state, {});
    if (keeper.takeCrashed()) ++restored;
  }
  QCOMPARE(restored, 2);
  state.setValue(QStringLiteral("session"), "{\"current\": 5, \"roles\": \"x\"}");
  SessionKeeper keeper(state, {});
  QVERIFY(!keeper.takeCrashed());
}

void SessionTest::patientNamesAreTakenOutOfTexts() {
  core::StudyAttributes attributes;
  attributes.patientName = "Doe^Jane Mary^^Dr";
  attributes.patientId = "4711";
  QCOMPARE(widgets::withoutPatient(QStringLiteral("/data/DOE_jane/hip 4711.dcm"), attributes),
           QStringLiteral("/data/\u2026_\u2026/hip \u2026.dcm"));
  QCOMPARE(widgets::withoutPatient(QStringLiteral("hip.dcm"), {}), QStringLiteral("hip.dcm"));
}

void SessionTest::recentListsHideThePatient() {
  const QTemporaryDir folder;
  const tests::TemporaryFolder images;
  Run run(folder.filePath(QStringLiteral("state.sqlite")));
  const auto file = writeDicom(images, "DOE_JANE_hip.dcm");
  run.window.openPaths({file});
  QVERIFY(run.waitFor(file));
  const auto recent = [&] {
    QStringList texts;
    for (const QAction* action : run.window.findChildren<QAction*>(QStringLiteral("recent")))
      texts << action->text() << action->toolTip();
    return texts.join(QLatin1Char('\n'));
  };
  QTRY_VERIFY(recent().contains(QStringLiteral("hip.dcm")));
  QVERIFY2(!recent().contains(QStringLiteral("DOE")), qPrintable(recent()));
  run.dialogs.answer = [](Settings& settings) {
    settings.patientInPictures = true;
    return true;
  };
  QTest::keyClick(&run.window, Qt::Key_Comma, Qt::ControlModifier);
  QVERIFY(recent().contains(QStringLiteral("DOE")));
}

void SessionTest::picturesHideThePatient() {
  const QTemporaryDir folder;
  const tests::TemporaryFolder images;
  Run run(folder.filePath(QStringLiteral("state.sqlite")));
  const auto file = writeDicom(images, "a.dcm");
  run.window.openPaths({file});
  QVERIFY(run.waitFor(file));
  QTest::qWait(100);
  const QImage seen = run.window.grid().grab().toImage();
  const QImage hidden = run.window.panesPicture().toImage();
  QVERIFY(hidden != seen);
  QCOMPARE(run.window.grid().grab().toImage(), seen);  // the screen is as before
  QTest::keyClick(&run.window, Qt::Key_P);
  QCOMPARE(run.window.grid().grab().toImage(), hidden);  // one key hides it there, too
  QCOMPARE(run.window.panesPicture().toImage(), hidden);
  QCOMPARE(run.window.grid().grab().toImage(), hidden);
}

void SessionTest::functionKeysBringPanelsToTheFront() {
  const QTemporaryDir folder;
  Run run(folder.filePath(QStringLiteral("state.sqlite")));
  QVERIFY(QTest::qWaitForWindowActive(&run.window));
  int key = Qt::Key_F5;
  for (const char* name :
       {"studies", "compress", "window", "jobs", "results", "pareto", "rateDistortion", "histogram"}) {
    const QWidget* content = run.window.findChild<QDockWidget*>(QLatin1String(name))->widget();
    const bool before = content->isVisible();
    QTest::keyClick(&run.window, static_cast<Qt::Key>(key));
    QTRY_COMPARE(content->isVisible(), !before);
    if (before) QTest::keyClick(&run.window, static_cast<Qt::Key>(key));
    QTRY_VERIFY2(content->isVisible(), name);
    ++key;
  }
}

QTEST_MAIN(SessionTest)
#include "session_test.moc"
