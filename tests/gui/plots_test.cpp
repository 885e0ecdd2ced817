#include <QCheckBox>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QSpinBox>

#include "core/analysis/residual.h"
#include "core/image/histogram.h"
#include "tests/gui/window_bench.h"
#include "widgets/plot/histogram_panel.h"
#include "widgets/plot/pareto_panel.h"
#include "widgets/plot/rate_distortion_panel.h"
#include "widgets/view/number_text.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::Bench;
using widgets::PlotPosition;

/// The plots in the window: they follow results, panes and regions, and lead back to them.
class PlotsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void paretoShowsTheResultsAndChoosesThem();
  void sweepDrawsACurveAndLeadsToTheSetting();
  void aSweepCanBeStopped();
  void nothingIsMeasuredTwice();
  void wrongRangesAreExplained();
  void histogramFollowsTheActivePane();
  void histogramIsOfTheCodecThatThePaneShows();
  void histogramOfARegion();
  void anotherImagesHistogramIsNeverShownOrSaved();
  void plotsAreSavedFromTheMenu();

 private:
  static void raise(Bench& bench, const char* dock) {
    auto* widget = bench.window.findChild<QDockWidget*>(QLatin1String(dock));
    QVERIFY(widget);
    widget->raise();
    QTRY_VERIFY(widget->widget()->isVisible());
  }
  static bool measured(Bench& bench) {
    QSignalSpy settled(&bench.window.rateDistortion(), &widgets::RateDistortionPanel::settled);
    bench.window.rateDistortion().measure();
    return settled.count() > 0 || settled.wait(60000);
  }
  /// Chooses a codec that promises a bound, so that the values are whole and few.
  static bool chooseNearLossless(Bench& bench, int from, int to, int count) {
    const std::string id = Bench::codecThat(&core::CodecInfo::nearLossless);
    auto* codec = bench.window.findChild<QComboBox*>(QStringLiteral("sweepCodec"));
    codec->setCurrentText(QString::fromStdString(core::CodecRegistry::instance().get(id).info().title));
    bench.window.findChild<QDoubleSpinBox*>(QStringLiteral("sweepFrom"))->setValue(from);
    bench.window.findChild<QDoubleSpinBox*>(QStringLiteral("sweepTo"))->setValue(to);
    bench.window.findChild<QSpinBox*>(QStringLiteral("sweepCount"))->setValue(count);
    return codec->currentIndex() >= 0;
  }
};

void PlotsTest::paretoShowsTheResultsAndChoosesThem() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto& chart = bench.window.pareto().chart();
  QVERIFY(chart.model().isEmpty());
  const std::string lossless = Bench::codecThat(&core::CodecInfo::lossless);
  QVERIFY(bench.compress(lossless));
  const auto first = bench.window.model().result();
  QVERIFY(chart.model().series[0].points.size() == 1);  // exact
  QVERIFY(chart.current());
  const std::string near = Bench::codecThat(&core::CodecInfo::nearLossless);
  const std::string name = core::CodecRegistry::instance().get(near).info().parameters.front().name;
  QVERIFY(bench.compress(near, {{name, "3"}}));
  QCOMPARE(chart.model().series[1].points.size(), std::size_t{1});  // differs: not of the front
  QCOMPARE(chart.model().series[2].points.size(), std::size_t{1});
  QCOMPARE(chart.current(), (PlotPosition{1, 0}));
  QCOMPARE(chart.model().series[0].points[0].y(), first->compression.bitsPerPixel);
  // A click on the first leads back to it, in the panes and in the table.
  raise(bench, "pareto");
  QTest::mouseClick(&chart, Qt::LeftButton, Qt::NoModifier, chart.placeOf(PlotPosition{0, 0}).toPoint());
  QCOMPARE(bench.window.model().result(), first);
  QCOMPARE(bench.window.results().currentResult(), first);
  // And another image begins anew.
  QVERIFY(bench.open(bench.writeSeeded("b.png")));
  QVERIFY(chart.model().isEmpty());
}

void PlotsTest::sweepDrawsACurveAndLeadsToTheSetting() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QVERIFY(chooseNearLossless(bench, 1, 8, 3));
  auto& panel = bench.window.rateDistortion();
  QVERIFY(measured(bench));
  const auto& series = panel.chart().model().series;
  QCOMPARE(series.size(), std::size_t{1});
  QTRY_VERIFY(panel.chart().model().series[0].points.size() >= 3);
  // By rising rate, fidelity rises.
  const auto& points = panel.chart().model().series[0].points;
  for (std::size_t i = 1; i < points.size(); ++i) {
    QVERIFY(points[i].x() > points[i - 1].x());
    QVERIFY(points[i].y() > points[i - 1].y());
  }
  auto* distortion = bench.window.findChild<QComboBox*>(QStringLiteral("sweepDistortion"));
  distortion->setCurrentIndex(1);
  QCOMPARE(panel.chart().model().series[0].points.front().y(), 8.0);  // the bound is used up
  // Choosing that point puts its setting into the form.
  raise(bench, "rateDistortion");
  QTest::mouseClick(&panel.chart(), Qt::LeftButton, Qt::NoModifier,
                    panel.chart().placeOf(PlotPosition{0, 0}).toPoint());
  const auto parameters = bench.window.codecPanel().parameters();
  QCOMPARE(bench.window.codecPanel().codec().fidelity(parameters).maxError, 8);
}

void PlotsTest::aSweepCanBeStopped() {
  Bench bench;
  core::ImageFormat large{.width = 1200, .height = 900, .frames = 1, .bitsStored = 12};
  QVERIFY(bench.open(bench.write("large.png", tests::seededImage(large))));
  QVERIFY(chooseNearLossless(bench, 1, 200, 40));
  auto& panel = bench.window.rateDistortion();
  QSignalSpy settled(&panel, &widgets::RateDistortionPanel::settled);
  panel.measure();
  QVERIFY(panel.isMeasuring());
  auto* stop = bench.window.findChild<QPushButton*>(QStringLiteral("sweepStop"));
  QVERIFY(stop->isEnabled());
  QTRY_VERIFY_WITH_TIMEOUT(
      !panel.chart().model().series.empty() && !panel.chart().model().series[0].points.empty(),
      30000);  // points arrive while the rest is measured
  stop->click();
  QVERIFY(settled.count() > 0 || settled.wait(20000));
  QVERIFY(!panel.isMeasuring() && !stop->isEnabled());
  QVERIFY(panel.chart().model().series[0].points.size() < 30);
  QVERIFY(bench.window.message().isEmpty());  // to stop is no failure
}

void PlotsTest::nothingIsMeasuredTwice() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QVERIFY(chooseNearLossless(bench, 1, 4, 4));
  QVERIFY(measured(bench));
  auto& panel = bench.window.rateDistortion();
  QTRY_COMPARE(panel.chart().model().series[0].points.size(), std::size_t{4});
  QSignalSpy started(&bench.compressionJobs, &widgets::JobRunner::jobStarted);
  panel.measure();
  QCOMPARE(started.count(), 0);
  // One value more is one value measured.
  bench.window.findChild<QDoubleSpinBox*>(QStringLiteral("sweepTo"))->setValue(5);
  QVERIFY(measured(bench));
  QTRY_VERIFY(panel.chart().model().series[0].points.size() >= 5);
  QCOMPARE(panel.chart().model().series.size(), std::size_t{1});
}

void PlotsTest::wrongRangesAreExplained() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QVERIFY(chooseNearLossless(bench, 9, 4, 4));
  bench.window.rateDistortion().measure();
  QVERIFY2(bench.window.message().contains(QStringLiteral("must rise")), qPrintable(bench.window.message()));
  QVERIFY(!bench.window.rateDistortion().isMeasuring());
}

void PlotsTest::histogramFollowsTheActivePane() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  raise(bench, "histogram");
  auto& histogram = bench.window.histogram().histogram();
  QTRY_VERIFY(histogram.chart().model().x.title == QStringLiteral("Stored value"));
  const auto statistics =
      core::histogramStatistics(core::storedHistogram(bench.window.model().image()->image, 0));
  QTRY_VERIFY(histogram.statisticsText().contains(widgets::shortNumber(statistics.mean)));
  bench.window.showCompareLayout();
  bench.window.grid().pane(1).setRole(widgets::PaneRole::PredictionHeatmap);
  bench.window.grid().setActive(1);
  QTRY_VERIFY(histogram.chart().model().x.title.contains(QStringLiteral("Prediction residual")));
  bench.window.grid().setActive(2);  // a residual, and nothing is compressed
  QTRY_VERIFY(histogram.chart().model().isEmpty());
  QCOMPARE(histogram.chart().model().emptyText, QStringLiteral("Not compressed yet."));
  // A choice of one's own no longer follows.
  bench.window.findChild<QComboBox*>(QStringLiteral("histogramSource"))->setCurrentIndex(1);
  QTRY_COMPARE(histogram.chart().model().x.title, QStringLiteral("Stored value"));
}

void PlotsTest::histogramIsOfTheCodecThatThePaneShows() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  const std::string near = Bench::codecThat(&core::CodecInfo::nearLossless);
  const std::string name = core::CodecRegistry::instance().get(near).info().parameters.front().name;
  QVERIFY(bench.compress(near, {{name, "3"}}));
  QVERIFY(bench.compress(near, {{name, "30"}}));
  auto& model = bench.window.model();
  model.setResultB(model.result());
  QVERIFY(model.result() != model.resultB());
  raise(bench, "histogram");
  auto& histogram = bench.window.histogram().histogram();
  auto& pane = bench.window.grid().activePane();
  const auto csvOf = [](const core::Histogram& counts) {
    widgets::HistogramChart chart;
    chart.setHistogram(std::make_shared<const core::Histogram>(counts), {}, {});
    return chart.toCsv();
  };
  pane.setRole(widgets::PaneRole::DecodedB);
  QTRY_COMPARE(histogram.chart().toCsv(),
               csvOf(core::storedHistogram(model.resultB()->compression.decoded, 0)));
  pane.setRole(widgets::PaneRole::Wipe);
  QTRY_VERIFY(histogram.chart().model().isEmpty());
  QVERIFY(histogram.chart().model().emptyText.contains(QStringLiteral("wipe")));
  pane.setRole(widgets::PaneRole::Overlay);
  pane.setCompared(widgets::Compared::B);
  const auto residualOf = [&](const widgets::ResultPtr& result) {
    const auto map = core::reconstructionResidual(model.image()->image, result->compression.decoded, 0);
    return csvOf(core::residualCounts(map, {.left = 0, .top = 0, .width = map.width, .height = map.height}));
  };
  QTRY_COMPARE(histogram.chart().toCsv(), residualOf(model.resultB()));
  // A choice of one's own is of the same codec as the pane.
  auto* source = bench.window.findChild<QComboBox*>(QStringLiteral("histogramSource"));
  pane.setRole(widgets::PaneRole::Original);
  source->setCurrentText(QStringLiteral("Residual"));
  QTRY_COMPARE(histogram.chart().toCsv(), residualOf(model.resultB()));
  source->setCurrentText(QStringLiteral("Codec A"));
  QTRY_COMPARE(histogram.chart().toCsv(),
               csvOf(core::storedHistogram(model.result()->compression.decoded, 0)));
  source->setCurrentText(QStringLiteral("Bit cost"));
  QTRY_VERIFY(histogram.chart().model().x.unit == QStringLiteral("bits") ||
              histogram.chart().model().emptyText.contains(QStringLiteral("cost")));
}

void PlotsTest::histogramOfARegion() {
  Bench bench;
  core::ImageFormat format{.width = 60, .height = 40, .frames = 1, .bitsStored = 12};
  std::vector<std::uint16_t> samples(format.pixels(), 7);
  samples[10 * 60 + 10] = 900;
  QVERIFY(bench.open(bench.write("one.png", core::Image(format, samples))));
  raise(bench, "histogram");
  auto* region = bench.window.findChild<QCheckBox*>(QStringLiteral("histogramRegion"));
  QVERIFY(!region->isEnabled());
  bench.window.model().setRegion(QRect(9, 9, 3, 3));
  QVERIFY(region->isEnabled());
  region->setChecked(true);
  auto& chart = bench.window.histogram().histogram().chart();
  QTRY_COMPARE(chart.toCsv(), QStringLiteral("value,pixels\n7,8\n900,1\n"));
  bench.window.model().setRegion(QRect(30, 30, 5, 4));
  QTRY_COMPARE(chart.toCsv(), QStringLiteral("value,pixels\n7,20\n"));
}

void PlotsTest::anotherImagesHistogramIsNeverShownOrSaved() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  raise(bench, "histogram");
  auto& chart = bench.window.histogram().histogram().chart();
  QTRY_VERIFY(!chart.model().isEmpty());
  auto* dock = bench.window.findChild<QDockWidget*>(QStringLiteral("histogram"));
  dock->hide();
  QVERIFY(!chart.isVisible());
  QVERIFY(bench.open(bench.writeSeeded("b.png", 12, 1, 2)));
  QVERIFY(chart.model().isEmpty());
  bench.dialogs.saveName = QString::fromStdString((bench.folder / "histogram.csv").string());
  Q_EMIT bench.window.histogram().saveRequested();
  QVERIFY(!QFile::exists(bench.dialogs.saveName));
  dock->show();
  raise(bench, "histogram");
  QTRY_VERIFY(!chart.model().isEmpty());
  Q_EMIT bench.window.histogram().saveRequested();
  QTRY_VERIFY(QFile::exists(bench.dialogs.saveName));
}

void PlotsTest::plotsAreSavedFromTheMenu() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  const auto trigger = [&](const QString& text) {
    for (QAction* action : bench.window.findChildren<QAction*>())
      if (action->text() == text) action->trigger();
  };
  trigger(QStringLiteral("&Pareto\u2026"));
  QVERIFY(bench.window.message().contains(QStringLiteral("nothing in this plot")));
  QVERIFY(bench.compress(Bench::codecThat(&core::CodecInfo::lossless)));
  bench.dialogs.saveName = QString::fromStdString((bench.folder / "pareto.csv").string());
  trigger(QStringLiteral("&Pareto\u2026"));
  QFile file(bench.dialogs.saveName);
  QTRY_VERIFY(file.exists());
  QVERIFY(file.open(QIODevice::ReadOnly));
  QVERIFY(file.readAll().startsWith("series,Encode time [s],Size [bits per pixel],label\nexact,"));
  bench.dialogs.saveName = QString::fromStdString((bench.folder / "none" / "pareto.png").string());
  trigger(QStringLiteral("&Pareto\u2026"));
  QTRY_VERIFY(bench.window.message().contains(QStringLiteral("pareto.png")));
}

QTEST_MAIN(PlotsTest)
#include "plots_test.moc"
