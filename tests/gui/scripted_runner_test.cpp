#include "app/desktop/scripted_runner.h"

#include <QTimer>

#include "tests/gui/window_bench.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::Bench;

namespace {

/// The exit code of a run, or -1 where it did not end.
int exitCode(Bench& bench, const ScriptedRun& run, const std::filesystem::path& file) {
  const ScriptedRunner runner(bench.window, run);
  QTimer::singleShot(0, &bench.window, [&] { bench.window.openPaths({file}); });
  QTimer::singleShot(60000, &bench.window, [] { QCoreApplication::exit(-1); });
  return QApplication::exec();
}

}  // namespace

/// The program's scripted pictures.
class ScriptedRunnerTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void picturesHideThePatientUnlessAskedTo();
  void aSecondCodecThatFailsIsAFailure();
};

void ScriptedRunnerTest::picturesHideThePatientUnlessAskedTo() {
  Bench bench;
  core::JobContext context;
  const auto file = bench.folder / "DOE_JANE.dcm";
  core::writeImageFile(file, tests::seededImage({.width = 64, .height = 64, .bitsStored = 12}),
                       {.patientName = "Doe^Jane", .patientId = "4711"}, context);
  const auto picture = [&](const char* name, bool withNames) {
    ScriptedRun run;
    run.screenshot = QString::fromStdString((bench.folder / name).string());
    run.withNames = withNames;
    return exitCode(bench, run, file) == 0 ? QImage(run.screenshot) : QImage();
  };
  const QImage without = picture("without.png", false);
  QVERIFY(!without.isNull());
  QCOMPARE(picture("again.png", false), without);
  const QImage with = picture("with.png", true);
  QVERIFY(with != without);
  auto* patient = bench.window.findChild<QAction*>(QStringLiteral("patientName"));
  QVERIFY(patient->isChecked());  // as before
  patient->setChecked(false);
  QCOMPARE(picture("hidden.png", false), without);
}

void ScriptedRunnerTest::aSecondCodecThatFailsIsAFailure() {
  Bench bench;
  // After the first result there is no folder for the second.
  connect(&bench.window, &MainWindow::compressionSettled, &bench.window, [&] {
    if (const auto result = bench.window.model().result())
      std::filesystem::remove_all(result->compression.output.parent_path());
  });
  ScriptedRun run;
  run.codec = Bench::codecThat(&core::CodecInfo::lossless);
  run.codecB = core::CodecRegistry::instance().codecs().back()->info().id;
  run.screenshot = QString::fromStdString((bench.folder / "x.png").string());
  QCOMPARE(exitCode(bench, run, bench.writeSeeded("a.dcm")), 1);
  QVERIFY(!std::filesystem::exists(bench.folder / "x.png"));
}

QTEST_MAIN(ScriptedRunnerTest)
#include "scripted_runner_test.moc"
