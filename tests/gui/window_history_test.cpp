#include <QJsonDocument>
#include <QJsonObject>

#include "app/desktop/history_store.h"
#include "core/archive/certify.h"
#include "core/fixedpoint/engine.h"
#include "core/metrics/metric.h"
#include "tests/gui/window_bench.h"
#include "widgets/view/number_text.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::AnsweringDialogs;
using widgets::ResultsModel;

namespace {

/// A window with a history in a file, which can be closed and opened again.
struct HistoryBench {
  HistoryBench() { restart(); }

  void restart() {
    window.reset();
    history = std::make_unique<HistoryStore>(QString::fromStdString((folder / "history.sqlite").string()));
    window = std::make_unique<MainWindow>(MainWindow::Services{.state = state,
                                                               .dialogs = dialogs,
                                                               .compressionJobs = compressionJobs,
                                                               .viewJobs = viewJobs,
                                                               .saveJobs = saveJobs,
                                                               .history = history.get()});
    window->resize(1280, 800);
    window->show();
  }
  std::filesystem::path write(const std::string& name, std::uint64_t seed = 1) {
    core::JobContext context;
    core::writeImageFile(folder / name,
                         tests::seededImage({.width = 160, .height = 120, .bitsStored = 12}, seed),
                         {.patientName = "Doe^Jane", .patientId = "4711"}, context);
    return folder / name;
  }
  bool open(const std::filesystem::path& path) {
    window->openPaths({path});
    return QTest::qWaitFor([&] { return window->model().image() && window->model().image()->path == path; },
                           20000);
  }
  bool compress(const std::string& codec,
                const std::vector<std::pair<std::string, std::string>>& parameters = {},
                const char* action = nullptr) {
    if (!window->codecPanel().selectCodec(codec)) return false;
    for (const auto& [name, value] : parameters) window->codecPanel().setParameter(name, value);
    QSignalSpy settled(window.get(), &MainWindow::compressionSettled);
    if (action)
      window->findChild<QAction*>(QLatin1String(action))->trigger();
    else
      window->compress();
    return (settled.count() > 0 || settled.wait(60000)) && window->model().result();
  }
  const ResultsModel& table() { return window->results().model(); }

  tests::TemporaryFolder folder;
  StateStore state{QString()};
  AnsweringDialogs dialogs;
  std::unique_ptr<HistoryStore> history;
  widgets::JobRunner compressionJobs{widgets::JobRunner::Mode::Threaded};
  widgets::JobRunner viewJobs{widgets::JobRunner::Mode::Threaded};
  widgets::JobRunner saveJobs{widgets::JobRunner::Mode::Threaded};
  std::unique_ptr<MainWindow> window;
};

std::string nearLossless() {
  return tests::Bench::codecThat(&core::CodecInfo::nearLossless);
}
/// The samples of a PDF's first picture.
QByteArray firstPicture(const QByteArray& pdf) {
  const auto begin = pdf.indexOf("stream\n", pdf.indexOf("/Subtype /Image")) + 7;
  // qUncompress() wants the length that it may expect in front.
  return qUncompress(QByteArray("\x01\x00\x00\x00", 4) +
                     pdf.mid(begin, pdf.indexOf("endstream", begin) - begin));
}

/// Samples that differ by more than the rounding of smoothed letters.
int visibleDifferences(const QByteArray& a, const QByteArray& b) {
  if (a.isEmpty() || a.size() != b.size()) return -1;
  int count = 0;
  for (qsizetype i = 0; i < a.size(); ++i)
    count += std::abs(static_cast<uchar>(a.at(i)) - static_cast<uchar>(b.at(i))) > 32 ? 1 : 0;
  return count;
}

std::string nearParameter() {
  return core::CodecRegistry::instance().get(nearLossless()).info().parameters.front().name;
}

}  // namespace

/// Results that come back, results that are ranked, results that are certified.
class WindowHistoryTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void nothingIsEncodedTwice();
  void theSameSettingsAtTheSameTimeAreEncodedOnce();
  void otherSettingsAreEncoded();
  void anewMeansAnew();
  void resultsComeBackWithTheirImage();
  void resultsComeBackAfterARestart();
  void sizesOfTheSamePixelsAreTwoImages();
  void aDamagedEntryIsEncodedAnew();
  void theHistoryCanBeClearedAndTurnedOff();
  void theSettingsChangeTheHistorysSize();
  void allCodecsAreRanked();
  void lossyResultsAreNotRanked();
  void allMetricsAreMeasuredOnRequest();
  void savesTheCertificateAndTheReport();
  void theReportHasThePatientsNameOnlyIfAskedTo();
  void theReportOverwritesNoOtherJson();
  void theReportReplacesOnlyItsOwnImages();
  void theReportNoticesAChangedOriginal();
  void recalledResultsOfColourAreGrey();
  void recalledFilesAreMadeOnce();
  void resultsNameTheEngineThatWasUsed();
};

void WindowHistoryTest::nothingIsEncodedTwice() {
  HistoryBench bench;
  QVERIFY(bench.open(bench.write("a.dcm")));
  QVERIFY(bench.compress(nearLossless(), {{nearParameter(), "2"}}));
  const auto first = bench.window->model().result();
  QVERIFY(!first->recalled);
  QVERIFY(bench.compress(nearLossless(), {{nearParameter(), "2"}}));
  const auto second = bench.window->model().result();
  QVERIFY(second != first);
  QVERIFY(second->recalled);
  QCOMPARE(second->compression.encodeSeconds, first->compression.encodeSeconds);
  QCOMPARE(second->compression.decodeSeconds, first->compression.decodeSeconds);
  QCOMPARE(second->compression.bytes, first->compression.bytes);
  QCOMPARE(second->compression.bitsPerPixel, first->compression.bitsPerPixel);
  QCOMPARE(second->compression.roundTrip.differing, first->compression.roundTrip.differing);
  QVERIFY(second->compression.parameters == first->compression.parameters);
  QVERIFY(core::hasSamePixels(second->compression.decoded, first->compression.decoded));
  QVERIFY(core::readFile(second->compression.output) == core::readFile(first->compression.output));
  QCOMPARE(second->metrics.size(), first->metrics.size());
  for (std::size_t i = 0; i < first->metrics.size(); ++i) {
    QCOMPARE(second->metrics[i].metric, first->metrics[i].metric);
    QCOMPARE(second->metrics[i].value.index(), first->metrics[i].value.index());
    if (const double* number = std::get_if<double>(&first->metrics[i].value))
      QCOMPARE(std::get<double>(second->metrics[i].value), *number);
  }
  // One row, marked and said.
  QCOMPARE(bench.table().rowCount(), 1);
  const auto cell = bench.table().index(0, ResultsModel::EncodeSeconds);
  QVERIFY(!cell.data(Qt::DecorationRole).isNull());
  QVERIFY(cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("From history")));
  const auto* sentence = bench.window->findChild<QLabel*>(QStringLiteral("verdictSentence"));
  QVERIFY(sentence->text().contains(QStringLiteral("From history")));
  QVERIFY(bench.window->results().toText().contains(QStringLiteral("From history")));
}

/// Not even where both are asked for before the first is done.
void WindowHistoryTest::theSameSettingsAtTheSameTimeAreEncodedOnce() {
  HistoryBench bench;
  QVERIFY(bench.open(bench.write("a.dcm")));
  QVERIFY(bench.window->codecPanel().selectCodec(nearLossless()));
  int recalled = 0;
  int made = 0;
  connect(bench.window.get(), &MainWindow::compressionSettled, this,
          [&] { ++(bench.window->model().result()->recalled ? recalled : made); });
  for (int i = 0; i < 4; ++i) bench.window->compress();
  QTRY_COMPARE(recalled + made, 4);
  QCOMPARE(made, 1);
}

void WindowHistoryTest::otherSettingsAreEncoded() {
  HistoryBench bench;
  QVERIFY(bench.open(bench.write("a.dcm")));
  QVERIFY(bench.compress(nearLossless(), {{nearParameter(), "2"}}));
  QVERIFY(bench.compress(nearLossless(), {{nearParameter(), "3"}}));
  QVERIFY(!bench.window->model().result()->recalled);
  QVERIFY(bench.compress(tests::Bench::codecThat(&core::CodecInfo::lossless)));
  QVERIFY(!bench.window->model().result()->recalled);
  QCOMPARE(bench.table().rowCount(), 3);
}

void WindowHistoryTest::anewMeansAnew() {
  HistoryBench bench;
  QVERIFY(bench.open(bench.write("a.dcm")));
  QVERIFY(bench.compress(nearLossless()));
  QVERIFY(bench.compress(nearLossless(), {}, "compressAnew"));
  QVERIFY(!bench.window->model().result()->recalled);
  QCOMPARE(bench.table().rowCount(), 1);
}

void WindowHistoryTest::resultsComeBackWithTheirImage() {
  HistoryBench bench;
  const auto a = bench.write("a.dcm", 1);
  const auto b = bench.write("b.dcm", 2);
  QVERIFY(bench.open(a));
  QVERIFY(bench.compress(nearLossless(), {{nearParameter(), "0"}}));
  QVERIFY(bench.compress(nearLossless(), {{nearParameter(), "4"}}));
  QVERIFY(bench.open(b));
  QCOMPARE(bench.table().rowCount(), 0);
  QTRY_VERIFY(!bench.viewJobs.isBusy());
  QCOMPARE(bench.table().rowCount(), 0);
  QVERIFY(bench.open(a));
  QTRY_COMPARE(bench.table().rowCount(), 2);
  // The window still has its four panes, so the last one used stands in them.
  QVERIFY(bench.window->model().result());
  QCOMPARE(bench.window->model().result()->compression.roundTrip.maxAbsError > 0, true);
  for (int row = 0; row < 2; ++row) QVERIFY(bench.table().resultAt(row)->recalled);
}

void WindowHistoryTest::resultsComeBackAfterARestart() {
  HistoryBench bench;
  const auto a = bench.write("a.dcm");
  QVERIFY(bench.open(a));
  QVERIFY(bench.compress(nearLossless()));
  bench.restart();
  // The pixels count, not the name.
  const auto copy = bench.folder / "copy.dcm";
  std::filesystem::copy(a, copy);
  QVERIFY(bench.open(copy));
  QTRY_COMPARE(bench.table().rowCount(), 1);
  QCOMPARE(bench.table().resultAt(0)->fileName, QStringLiteral("copy.dcm"));
  // A reader with one pane asked for the image alone.
  QVERIFY(!bench.window->model().result());
  QCOMPARE(bench.window->grid().gridLayout(), widgets::GridLayout::Single);
}

void WindowHistoryTest::sizesOfTheSamePixelsAreTwoImages() {
  HistoryBench bench;
  core::JobContext context;
  const core::Image wide = tests::seededImage({.width = 40, .height = 20, .bitsStored = 12});
  const core::Image tall({.width = 20, .height = 40, .bitsStored = 12},
                         {wide.samples().begin(), wide.samples().end()});
  core::writeImageFile(bench.folder / "wide.dcm", wide, {}, context);
  core::writeImageFile(bench.folder / "tall.dcm", tall, {}, context);
  QVERIFY(bench.open(bench.folder / "wide.dcm"));
  QVERIFY(bench.compress(nearLossless()));
  QVERIFY(bench.open(bench.folder / "tall.dcm"));
  QVERIFY(bench.compress(nearLossless()));
  QVERIFY(!bench.window->model().result()->recalled);
}

void WindowHistoryTest::aDamagedEntryIsEncodedAnew() {
  HistoryBench bench;
  QVERIFY(bench.open(bench.write("a.dcm")));
  QVERIFY(bench.compress(nearLossless()));
  const QString key = bench.window->model().result()->historyKey;
  auto entry = bench.history->find(key);
  QVERIFY(entry);
  entry->file[entry->file.size() / 2] = static_cast<char>(entry->file.at(entry->file.size() / 2) ^ 1);
  QVERIFY(bench.history->add(*entry));
  QVERIFY(bench.compress(nearLossless()));
  QVERIFY(!bench.window->model().result()->recalled);
  QVERIFY(bench.compress(nearLossless()));
  QVERIFY(bench.window->model().result()->recalled);
}

void WindowHistoryTest::theHistoryCanBeClearedAndTurnedOff() {
  HistoryBench bench;
  QVERIFY(bench.open(bench.write("a.dcm")));
  QVERIFY(bench.compress(nearLossless()));
  bench.window->findChild<QAction*>(QStringLiteral("clearHistory"))->trigger();
  QTRY_COMPARE(bench.history->size(), 0);
  QVERIFY(bench.compress(nearLossless()));
  QVERIFY(!bench.window->model().result()->recalled);
  for (auto* action : bench.window->findChildren<QAction*>())
    if (action->text() == QStringLiteral("Keep nothing")) action->trigger();
  QTRY_COMPARE(bench.history->cap(), 0);
  QTRY_COMPARE(bench.history->size(), 0);
  QCOMPARE(bench.state.value(QStringLiteral("historyBytes")), QByteArray("0"));
  QVERIFY(bench.compress(nearLossless()));
  QVERIFY(!bench.window->model().result()->recalled);
  QVERIFY(bench.window->message().isEmpty());
}

void WindowHistoryTest::theSettingsChangeTheHistorysSize() {
  HistoryBench bench;
  QVERIFY(QTest::qWaitForWindowActive(bench.window.get()));
  QCOMPARE(bench.history->cap(), HistoryStore::defaultCap);
  bench.dialogs.changeSettings = [](Settings& settings) { settings.historyMebibytes = 128; };
  QTest::keyClick(bench.window.get(), Qt::Key_Comma, Qt::ControlModifier);
  QTRY_COMPARE(bench.history->cap(), qint64{128} << 20);
  QCOMPARE(bench.state.value(QStringLiteral("historyBytes")), QByteArray::number(qint64{128} << 20));
  // The menu says the same, and changes it as well.
  const auto size = [&](const char* text) {
    for (auto* action : bench.window->findChildren<QAction*>())
      if (action->text() == QLatin1String(text)) return action;
    return static_cast<QAction*>(nullptr);
  };
  QVERIFY(size("Keep up to 128 MiB")->isChecked());
  size("Keep nothing")->trigger();
  QTRY_COMPARE(bench.history->cap(), 0);
  QVERIFY(!size("Keep up to 128 MiB")->isChecked());
  bench.dialogs.changeSettings = [](Settings& settings) { settings.threads = 3; };
  QTest::keyClick(bench.window.get(), Qt::Key_Comma, Qt::ControlModifier);
  QCOMPARE(loadSettings(bench.state).historyMebibytes, 0);
  QCOMPARE(bench.history->cap(), 0);
}

void WindowHistoryTest::allCodecsAreRanked() {
  HistoryBench bench;
  QVERIFY(bench.open(bench.write("a.dcm")));
  bench.window->compressWithAll();
  QTRY_VERIFY_WITH_TIMEOUT(!bench.compressionJobs.isBusy(), 120000);
  const int codecs = static_cast<int>(core::CodecRegistry::instance().codecs().size());
  QCOMPARE(bench.table().rowCount(), codecs);
  // Shown best first: sizes never fall, and ranks count up.
  const auto* view = bench.window->results().findChild<QAbstractItemView*>();
  double before = 0;
  for (int row = 0; row < codecs; ++row) {
    const auto cell = [&](int column) { return view->model()->index(row, column); };
    QCOMPARE(cell(ResultsModel::Rank).data().toInt(), row + 1);
    const double size = cell(ResultsModel::BitsPerPixel).data(ResultsModel::exportRole).toDouble();
    QVERIFY(size >= before);
    before = size;
  }
  QCOMPARE(view->currentIndex().row(), 0);
  QVERIFY(bench.window->statusBar()->currentMessage().startsWith(QStringLiteral("Smallest exact file")));
  const auto best = bench.window->model().result();
  for (int row = 0; row < codecs; ++row)
    QVERIFY(best->compression.bytes <= bench.table().resultAt(row)->compression.bytes);
  // And again, from the history: the same rows.
  bench.window->compressWithAll();
  QTRY_VERIFY_WITH_TIMEOUT(!bench.compressionJobs.isBusy(), 60000);
  QCOMPARE(bench.table().rowCount(), codecs);
  for (int row = 0; row < codecs; ++row) QVERIFY(bench.table().resultAt(row)->recalled);
}

void WindowHistoryTest::lossyResultsAreNotRanked() {
  HistoryBench bench;
  QVERIFY(bench.open(bench.write("a.dcm")));
  QVERIFY(bench.compress(nearLossless(), {{nearParameter(), "9"}}));
  QVERIFY(bench.compress(nearLossless(), {{nearParameter(), "0"}}));
  QCOMPARE(bench.table().rankOf(0), 0);
  QCOMPARE(bench.table().rankOf(1), 1);
  QVERIFY(bench.window->results().sortByRank()->compression.roundTrip.identical);
}

/// The table has the usual ones only: all of them would make every compression wait.
void WindowHistoryTest::allMetricsAreMeasuredOnRequest() {
  HistoryBench bench;
  QVERIFY(bench.open(bench.write("a.dcm")));
  QVERIFY(bench.compress(nearLossless(), {{nearParameter(), "2"}}));
  QCOMPARE(bench.window->model().result()->metrics.size(), core::usualMetricIds().size());
  QVERIFY(core::metrics().size() > core::usualMetricIds().size());
  bench.window->findChild<QAction*>(QStringLiteral("allMetrics"))->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(!bench.dialogs.shownText.isEmpty(), 60000);
  for (const core::Metric& metric : core::metrics())
    QVERIFY2(bench.dialogs.shownText.contains(QString::fromStdString(metric.title).toHtmlEscaped()),
             metric.id.c_str());
  QVERIFY(bench.dialogs.shownText.contains(
      widgets::metricText(bench.window->model().result()->metrics.front().value)));
}

void WindowHistoryTest::savesTheCertificateAndTheReport() {
  HistoryBench bench;
  const auto original = bench.write("Doe.dcm");
  QVERIFY(bench.open(original));
  QVERIFY(bench.compress(nearLossless(), {{nearParameter(), "2"}}));
  bench.dialogs.saveName = QString::fromStdString((bench.folder / "proof.pdf").string());
  bench.window->findChild<QAction*>(QStringLiteral("saveReport"))->trigger();
  QTRY_VERIFY(std::filesystem::exists(bench.folder / "proof.pdf"));
  const auto bytes = core::readFile(bench.folder / "proof.json");
  const core::Certificate certificate = core::readCertificate(bytes);
  const auto& result = bench.window->model().result()->compression;
  QCOMPARE(certificate.roundTrip.maxAbsError, result.roundTrip.maxAbsError);
  QVERIFY(certificate.stated);
  QCOMPARE(certificate.stated->parameters.at(nearParameter()), std::string("2"));
  QVERIFY(!certificate.stated->library.empty() && !certificate.stated->device.empty());
  core::JobContext context;
  for (const auto& finding : core::checkCertificate(certificate, original, result.output, context))
    QVERIFY2(finding.agrees, finding.field.c_str());
  const QByteArray pdf(reinterpret_cast<const char*>(core::readFile(bench.folder / "proof.pdf").data()), 4);
  QCOMPARE(pdf, QByteArray("%PDF"));
}

void WindowHistoryTest::theReportHasThePatientsNameOnlyIfAskedTo() {
  HistoryBench bench;
  QVERIFY(bench.open(bench.write("Doe.dcm")));
  QVERIFY(bench.compress(nearLossless()));
  const auto report = [&](const char* name) {
    bench.dialogs.saveName = QString::fromStdString((bench.folder / name).string());
    bench.window->findChild<QAction*>(QStringLiteral("saveReport"))->trigger();
    const auto pdf = bench.folder / name;
    if (!QTest::qWaitFor([&] { return std::filesystem::exists(pdf); }, 20000)) return QByteArray();
    QFile file(QString::fromStdString(pdf.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  };
  QTRY_VERIFY(!bench.viewJobs.isBusy());
  QTest::qWait(100);  // the layout of four panes settles
  const QByteArray without = report("without.pdf");
  QVERIFY(without.contains("Round-trip certificate"));
  QVERIFY(!without.contains("Doe") && !without.contains("4711"));
  // Four panes, four pictures.
  QCOMPARE(without.count("/Subtype /Image"), 4);
  bench.window->findChild<QAction*>(QStringLiteral("namesInReports"))->setChecked(true);
  const QByteArray with = report("with.pdf");
  QVERIFY(with.contains("Patient: Doe^Jane, 4711"));
  QVERIFY(with.contains("Doe.dcm"));
  // The corner of the first pane says the name in one and not in the other; the window is as it was.
  bench.window->findChild<QAction*>(QStringLiteral("namesInReports"))->setChecked(false);
  const QByteArray again = report("again.pdf");
  QVERIFY(visibleDifferences(firstPicture(with), firstPicture(without)) > 100);
  QCOMPARE(visibleDifferences(firstPicture(again), firstPicture(without)), 0);
}

void WindowHistoryTest::theReportOverwritesNoOtherJson() {
  HistoryBench bench;
  QVERIFY(bench.open(bench.write("a.dcm")));
  QVERIFY(bench.compress(nearLossless()));
  const std::string other = "{\"mine\": true}";
  core::writeFileAtomically(bench.folder / "x.json", core::asByteSpan(other.data(), other.size()));
  bench.dialogs.saveName = QString::fromStdString((bench.folder / "x.pdf").string());
  bench.window->findChild<QAction*>(QStringLiteral("saveReport"))->trigger();
  QTRY_VERIFY(bench.window->message().contains(QStringLiteral("is no certificate")));
  QCOMPARE(core::readFile(bench.folder / "x.json").size(), other.size());
  QVERIFY(!std::filesystem::exists(bench.folder / "x.pdf"));
}

/// A suffix in capitals is one, and the JSON beside it is a proof of its own image only.
void WindowHistoryTest::theReportReplacesOnlyItsOwnImages() {
  HistoryBench bench;
  const auto report = [&](const char* name) {
    bench.dialogs.saveName = QString::fromStdString((bench.folder / name).string());
    bench.window->findChild<QAction*>(QStringLiteral("saveReport"))->trigger();
    return QTest::qWaitFor([&] { return !bench.saveJobs.isBusy(); }, 20000);
  };
  QVERIFY(bench.open(bench.write("a.dcm", 1)));
  QVERIFY(bench.compress(nearLossless()));
  QVERIFY(report("x.PDF"));
  QVERIFY(std::filesystem::exists(bench.folder / "x.PDF"));
  QVERIFY(!std::filesystem::exists(bench.folder / "x.PDF.pdf"));
  QVERIFY(report("x.PDF"));
  QVERIFY2(bench.window->message().isEmpty(), qPrintable(bench.window->message()));
  const auto json = core::readFile(bench.folder / "x.json");
  QVERIFY(bench.open(bench.write("b.dcm", 2)));
  QVERIFY(bench.compress(nearLossless()));
  QVERIFY(report("x.PDF"));
  QVERIFY(bench.window->message().contains(QStringLiteral("choose another name")));
  QVERIFY(core::readFile(bench.folder / "x.json") == json);
  // A name without a suffix is not the one that the dialog asked about.
  QFile::copy(QString::fromStdString((bench.folder / "x.PDF").string()),
              QString::fromStdString((bench.folder / "y.pdf").string()));
  QVERIFY(report("y"));
  QVERIFY(bench.window->message().contains(QStringLiteral("exists already")));
  QVERIFY(!std::filesystem::exists(bench.folder / "y.json"));
}

/// A colour study is compressed as its grey values: so it is shown, from the history too.
void WindowHistoryTest::recalledResultsOfColourAreGrey() {
  HistoryBench bench;
  std::string ppm = "P6 64 64 255\n";
  for (int i = 0; i < 64 * 64; ++i) ppm += {static_cast<char>(i), static_cast<char>(i / 7), 'x'};
  const auto path = bench.folder / "colour.ppm";
  core::writeFileAtomically(path, core::asByteSpan(ppm.data(), ppm.size()));
  QVERIFY(bench.open(path));
  QVERIFY(bench.compress(nearLossless()));
  QVERIFY(bench.window->model().result()->compression.roundTrip.identical);
  const auto painted = [&] {
    widgets::ViewPane& pane = bench.window->grid().pane(1);
    pane.setRole(widgets::PaneRole::Decoded);
    return pane.imageView().grab().toImage();
  };
  bench.window->showCompareLayout();
  QTest::qWait(100);
  const QImage first = painted();
  QVERIFY(bench.compress(nearLossless()));
  QVERIFY(bench.window->model().result()->recalled);
  QTest::qWait(100);
  QCOMPARE(painted(), first);
}

/// Going back and forth makes no more files.
void WindowHistoryTest::recalledFilesAreMadeOnce() {
  HistoryBench bench;
  const auto a = bench.write("a.dcm", 1);
  const auto b = bench.write("b.dcm", 2);
  for (const auto& path : {a, b}) {
    QVERIFY(bench.open(path));
    QVERIFY(bench.compress(nearLossless()));
  }
  std::optional<std::size_t> files;
  for (int i = 0; i < 3; ++i) {
    for (const auto& path : {a, b}) {
      QVERIFY(bench.open(path));
      QTRY_COMPARE(bench.table().rowCount(), 1);
      QVERIFY(bench.table().resultAt(0)->recalled);
    }
    const auto folder = bench.table().resultAt(0)->compression.output.parent_path();
    const auto count = static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
    if (!files) files = count;
    QCOMPARE(count, *files);
  }
}

/// The table, the history, the report and the certificate say what computed the networks.
void WindowHistoryTest::resultsNameTheEngineThatWasUsed() {
  /// A device that computes as the processor does, and is none.
  class OtherDevice : public core::fixedpoint::Engine {
   public:
    std::string name() const override { return "Other device (cuda:7)"; }
    std::vector<core::fixedpoint::FeatureMap> run(const core::fixedpoint::Network& network,
                                                  std::span<const core::fixedpoint::FeatureMap> inputs,
                                                  int threads) const override {
      most_ = std::max(most_.load(), ++running_);
      auto maps = core::fixedpoint::makeCpuEngine()->run(network, inputs, threads);
      --running_;
      return maps;
    }
    mutable std::atomic<int> running_ = 0;
    mutable std::atomic<int> most_ = 0;
  };
  const std::string learned = tests::Bench::codecThat(&core::CodecInfo::usesGpu);
  if (learned.empty()) QSKIP("no codec of this build has work for a GPU");
  const auto engine = std::make_shared<OtherDevice>();
  core::fixedpoint::addEngine(engine);
  HistoryBench bench;
  QTest::qWait(50);
  QTRY_VERIFY(!bench.viewJobs.isBusy());  // the devices of this machine are found
  bench.window->codecPanel().setDevices({{.id = QStringLiteral("cpu"), .title = QStringLiteral("CPU")},
                                         {.id = QStringLiteral("cuda:7"), .title = QStringLiteral("Other")}});
  QVERIFY(bench.open(bench.write("a.dcm")));
  QVERIFY(bench.window->codecPanel().selectCodec(learned));
  const auto chooseDevice = [&] {
    for (auto* box : bench.window->codecPanel().findChildren<QComboBox*>())
      if (box->accessibleName() == QStringLiteral("Device")) box->setCurrentIndex(1);
  };
  chooseDevice();
  QCOMPARE(bench.window->codecPanel().deviceId(), QStringLiteral("cuda:7"));
  QVERIFY(bench.compress(learned));
  QCOMPARE(bench.window->model().result()->device, QStringLiteral("Other device (cuda:7)"));
  QVERIFY(engine->most_ > 0);
  bench.dialogs.saveName = QString::fromStdString((bench.folder / "proof.pdf").string());
  bench.window->findChild<QAction*>(QStringLiteral("saveReport"))->trigger();
  QTRY_VERIFY(std::filesystem::exists(bench.folder / "proof.pdf"));
  const auto certificate = core::readCertificate(core::readFile(bench.folder / "proof.json"));
  QCOMPARE(certificate.stated->device, std::string("Other device (cuda:7)"));
  QVERIFY(bench.compress(learned));
  QVERIFY(bench.window->model().result()->recalled);
  QCOMPARE(bench.window->model().result()->device, QStringLiteral("Other device (cuda:7)"));
  // Codecs without networks do not use it; two jobs share it one after the other.
  QVERIFY(bench.compress(nearLossless()));
  QCOMPARE(bench.window->model().result()->device, QStringLiteral("CPU"));
  QVERIFY(bench.window->codecPanel().selectCodec(learned));
  auto* anew = bench.window->findChild<QAction*>(QStringLiteral("compressAnew"));
  chooseDevice();  // codecs without networks offer none
  QCOMPARE(bench.window->codecPanel().deviceId(), QStringLiteral("cuda:7"));
  // Maps of panes are other jobs.
  for (std::size_t i = 0; i < widgets::ViewGrid::paneCount; ++i)
    bench.window->grid().pane(i).setRole(widgets::PaneRole::Original);
  QTRY_VERIFY(!bench.viewJobs.isBusy());
  engine->most_ = 0;
  anew->trigger();
  anew->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(!bench.compressionJobs.isBusy(), 60000);
  QCOMPARE(engine->most_.load(), 1);
  core::fixedpoint::disableEngine(engine->name(), "the test is over");
}

void WindowHistoryTest::theReportNoticesAChangedOriginal() {
  HistoryBench bench;
  QVERIFY(bench.open(bench.write("a.dcm", 1)));
  QVERIFY(bench.compress(nearLossless()));
  bench.write("a.dcm", 2);
  bench.dialogs.saveName = QString::fromStdString((bench.folder / "x.pdf").string());
  bench.window->findChild<QAction*>(QStringLiteral("saveReport"))->trigger();
  QTRY_VERIFY(bench.window->message().contains(QStringLiteral("has changed")));
  QVERIFY(!std::filesystem::exists(bench.folder / "x.json"));
}

QTEST_MAIN(WindowHistoryTest)
#include "window_history_test.moc"
