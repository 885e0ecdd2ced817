#include "tests/gui/window_bench.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::Bench;
using trabecula::tests::drag;
using trabecula::tests::hover;
using widgets::GridLayout;
using widgets::PaneRole;

/// Compressing, cancelling, results and saving.
class WindowCompressingTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void losslessShowsTheProofAndOffersThePrediction();
  void lossyShowsTheResidual();
  void compressAllFillsTheTable();
  void choosingARowShowsThatResult();
  void cancelLeavesNoResult();
  void closesDuringARunningJob();
  void savesTheCompressedFileButNeverOverTheOriginal();
  void resultsHaveTheirFormatsExtension();
  void aFailedSaveSaysSo();
  void worksOnTheSynchronousRunner();
  void aResultDuringADragDoesNoHarm();
  void compressFollowsTheChosenCodec();
  void theChosenResultHasItsVerdictAsASentence();
  void theTableCanBeCopiedInFull();
};

void WindowCompressingTest::losslessShowsTheProofAndOffersThePrediction() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  auto& grid = bench.window.grid();
  const auto& result = bench.window.model().result()->compression;
  QVERIFY(result.verified && result.roundTrip.identical);
  QCOMPARE(grid.gridLayout(), GridLayout::Quad);
  QCOMPARE(grid.pane(2).role(), PaneRole::ResidualHeatmap);
  QVERIFY2(grid.pane(2).message().startsWith(QStringLiteral("0 of")), qPrintable(grid.pane(2).message()));
  QCOMPARE(grid.pane(3).role(), PaneRole::PredictionSurface);
  for (auto* button : grid.pane(2).findChildren<QPushButton*>())
    if (button->isVisible() && button->text().contains(QStringLiteral("residual"))) button->click();
  QCOMPARE(grid.pane(2).role(), PaneRole::PredictionHeatmap);
  QTRY_VERIFY(grid.pane(2).message().isEmpty());
  // What the decoded pane paints are the original's values.
  const auto* decoded = dynamic_cast<const widgets::GreyContent*>(grid.pane(1).imageView().content());
  QVERIFY(decoded);
  QVERIFY(core::hasSamePixels(decoded->image(), bench.window.model().image()->image));
}

void WindowCompressingTest::lossyShowsTheResidual() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  const std::string codec = Bench::codecThat(&core::CodecInfo::nearLossless);
  const auto& parameters = core::CodecRegistry::instance().get(codec).info().parameters;
  QVERIFY(bench.compress(codec, {{parameters.front().name, "3"}}));
  const auto& result = bench.window.model().result()->compression;
  QVERIFY(!result.roundTrip.identical);
  QVERIFY(result.roundTrip.maxAbsError >= 1 && result.roundTrip.maxAbsError <= 3);
  auto& pane = bench.window.grid().pane(2);
  QTRY_VERIFY(pane.message().isEmpty());
  const auto* heatmap = dynamic_cast<const widgets::HeatmapContent*>(pane.imageView().content());
  QVERIFY(heatmap);
  QCOMPARE(heatmap->limit(), result.roundTrip.maxAbsError);
  const QImage linear = bench.pixels(2);
  pane.setHeatmapLimit(64);
  QVERIFY(bench.pixels(2) != linear);
}

void WindowCompressingTest::compressAllFillsTheTable() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  bench.window.compressWithAll();
  const auto& table = bench.window.results().model();
  const int codecs = static_cast<int>(core::CodecRegistry::instance().codecs().size());
  QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), codecs, 60000);
  const QStringList lines = bench.window.results().toText().split(QLatin1Char('\n'));
  QCOMPARE(lines.size(), codecs + 1);
  for (int row = 0; row < codecs; ++row) {
    QVERIFY(table.resultAt(row)->compression.verified);
    const auto size =
        table.data(table.index(row, widgets::ResultsModel::BitsPerPixel), Qt::DisplayRole).toString();
    QVERIFY(size.toDouble() > 0);
  }
}

void WindowCompressingTest::choosingARowShowsThatResult() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  const std::string codec = Bench::codecThat(&core::CodecInfo::nearLossless);
  const std::string parameter = core::CodecRegistry::instance().get(codec).info().parameters.front().name;
  QVERIFY(bench.compress(codec, {{parameter, "5"}}));
  const auto first = bench.window.model().result();
  QVERIFY(bench.compress(codec, {{parameter, "0"}}));
  QVERIFY(bench.window.model().result() != first);
  QCOMPARE(bench.window.grid().pane(3).role(), PaneRole::PredictionSurface);
  auto* view = bench.window.results().findChild<QAbstractItemView*>();
  view->setCurrentIndex(view->model()->index(0, 0));
  QCOMPARE(bench.window.model().result(), first);
  QCOMPARE(bench.window.grid().pane(3).role(), PaneRole::ResidualSurface);
}

void WindowCompressingTest::cancelLeavesNoResult() {
  Bench bench;
  const core::Image image = tests::noiseImage({.width = 1500, .height = 1500, .frames = 4, .bitsStored = 16});
  QVERIFY(bench.open(bench.write("noise.dcm", image)));
  QSignalSpy idle(&bench.compressionJobs, &widgets::JobRunner::idle);
  bench.window.compress();
  QVERIFY(bench.compressionJobs.isBusy());
  bench.window.findChild<QAction*>(QStringLiteral("cancelJobs"))->trigger();
  QVERIFY(idle.count() > 0 || idle.wait(120000));
  QVERIFY(!bench.window.model().result());
  QCOMPARE(bench.window.results().model().rowCount(), 0);
  QVERIFY(bench.window.message().isEmpty());
}

void WindowCompressingTest::closesDuringARunningJob() {
  Bench bench;
  const core::Image image = tests::noiseImage({.width = 1200, .height = 1200, .frames = 3, .bitsStored = 16});
  QVERIFY(bench.open(bench.write("noise.dcm", image)));
  bench.window.compress();
  QVERIFY(bench.compressionJobs.isBusy());
  QVERIFY(bench.window.close());
  QVERIFY(!bench.window.isVisible());
  // The bench goes out of scope with the job still on its way.
}

void WindowCompressingTest::savesTheCompressedFileButNeverOverTheOriginal() {
  Bench bench;
  const auto original = bench.writeSeeded("a.png");
  const auto before = core::readFile(original);
  QVERIFY(bench.open(original));
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  auto trigger = [&] { QTest::keyClick(&bench.window, Qt::Key_S, Qt::ControlModifier); };
  const std::string suffix = bench.window.model().result()->compression.output.extension().string();
  const auto copy = bench.folder / ("copy" + suffix);
  bench.dialogs.saveName = QString::fromStdString((bench.folder / "copy").string());
  trigger();
  QTRY_VERIFY(std::filesystem::exists(copy));
  QTRY_COMPARE(std::filesystem::file_size(copy), bench.window.model().result()->compression.bytes);
  // Under whatever name.
  const auto link = bench.folder / ("link" + suffix);
  std::filesystem::create_hard_link(original, link);
  bench.dialogs.saveName = QString::fromStdString(link.string());
  trigger();
  QTRY_VERIFY(bench.window.message().contains(QStringLiteral("never overwritten")));
  QVERIFY(core::readFile(original) == before);
}

void WindowCompressingTest::resultsHaveTheirFormatsExtension() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("1.2.840.113.dcm")));
  for (const auto& codec : core::CodecRegistry::instance().codecs()) {
    QVERIFY(bench.compress(codec->info().id));
    QCOMPARE(bench.window.model().result()->compression.output.extension().string(),
             codec->info().nativeFile.extension);
  }
}

void WindowCompressingTest::aFailedSaveSaysSo() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  bench.dialogs.saveName = QStringLiteral("/no/such/folder/a.bin");
  QTest::keyClick(&bench.window, Qt::Key_S, Qt::ControlModifier);
  QTRY_VERIFY(bench.window.message().contains(QStringLiteral("/no/such/folder/a.bin")));
}

void WindowCompressingTest::worksOnTheSynchronousRunner() {
  Bench bench(widgets::JobRunner::Mode::Synchronous);
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  QVERIFY(bench.window.model().result()->compression.verified);
}

void WindowCompressingTest::aResultDuringADragDoesNoHarm() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto& grid = bench.window.grid();
  bench.window.showCompareLayout();
  grid.pane(2).setRole(PaneRole::PredictionHeatmap);
  QTRY_VERIFY(grid.pane(2).message().isEmpty());
  auto& view = grid.pane(2).imageView();
  QTest::mousePress(&view, Qt::LeftButton, Qt::ShiftModifier, {30, 30});
  QTest::mouseMove(&view, {50, 50});
  // The picture goes away under the mouse.
  grid.pane(2).setRole(PaneRole::ResidualHeatmap);
  QVERIFY(!view.content());
  QTest::mouseMove(&view, {60, 60});
  QTest::mouseRelease(&view, Qt::LeftButton, Qt::ShiftModifier, {60, 60});
  QVERIFY(bench.window.model().region().isEmpty());
}

void WindowCompressingTest::compressFollowsTheChosenCodec() {
  Bench bench;
  const auto& codecs = core::CodecRegistry::instance().codecs();
  const auto narrow =
      std::ranges::min_element(codecs, {}, [](const auto& codec) { return codec->info().maxBits; });
  const auto wide =
      std::ranges::max_element(codecs, {}, [](const auto& codec) { return codec->info().maxBits; });
  const core::ImageFormat format{
      .width = 8, .height = 8, .frames = 1, .bitsStored = (*narrow)->info().maxBits + 1};
  auto& panel = bench.window.codecPanel();
  const auto* button = panel.findChild<QPushButton*>(QStringLiteral("compressButton"));
  panel.selectCodec((*narrow)->info().id);
  panel.setImageFormat(format);
  QVERIFY(!button->isEnabled());
  panel.selectCodec((*wide)->info().id);
  QCOMPARE(button->isEnabled(), (*wide)->info().maxBits >= format.bitsStored);
}

void WindowCompressingTest::theChosenResultHasItsVerdictAsASentence() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  const auto* sentence = bench.window.findChild<QLabel*>(QStringLiteral("verdictSentence"));
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  QVERIFY(sentence->isVisible());
  QVERIFY2(sentence->text().contains(QStringLiteral("all 19,200 pixels agree")),
           qPrintable(sentence->text()));
  const std::string codec = Bench::codecThat(&core::CodecInfo::nearLossless);
  const std::string parameter = core::CodecRegistry::instance().get(codec).info().parameters.front().name;
  QVERIFY(bench.compress(codec, {{parameter, "3"}}));
  QVERIFY2(sentence->text().contains(QStringLiteral("Not exact:")), qPrintable(sentence->text()));
}

void WindowCompressingTest::theTableCanBeCopiedInFull() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto* copy = bench.window.findChild<QAction*>(QStringLiteral("copyResults"));
  QVERIFY(!copy->isEnabled());
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  copy->trigger();
  const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'));
  QCOMPARE(lines.size(), 2);
  const QStringList header = lines[0].split(QLatin1Char('\t'));
  const QStringList cells = lines[1].split(QLatin1Char('\t'));
  QCOMPARE(cells.size(), header.size());
  QCOMPARE(cells[0], QStringLiteral("a.png"));
  const auto bitsPerPixel = header.indexOf(QStringLiteral("Size [bpp]"));
  QVERIFY(bitsPerPixel > 0);
  QCOMPARE(cells[bitsPerPixel].toDouble(), bench.window.model().result()->compression.bitsPerPixel);
  const auto* table = bench.window.results().findChild<QAbstractItemView*>();
  QVERIFY(table->actions().contains(copy));
}

QTEST_MAIN(WindowCompressingTest)
#include "window_compressing_test.moc"
