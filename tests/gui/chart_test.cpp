#include "widgets/plot/chart.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QMouseEvent>
#include <QPainter>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "widgets/plot/pareto.h"
#include "widgets/plot/value_histogram.h"
#include "widgets/theme/theme.h"

using namespace trabecula;
using namespace trabecula::widgets;

namespace {

ChartModel twoSeries() {
  ChartModel model;
  model.x = {.title = QStringLiteral("Time"),
             .unit = QStringLiteral("s"),
             .low = 0.1,
             .high = 100,
             .logarithmic = true};
  model.y = {.title = QStringLiteral("Size"), .unit = QStringLiteral("bpp"), .low = 0, .high = 10};
  model.series = {{.title = QStringLiteral("one"),
                   .kind = PlotSeries::Kind::Points,
                   .points = {{1, 5}, {10, 2}},
                   .labels = {QStringLiteral("A"), QStringLiteral("B")},
                   .details = {QStringLiteral("first"), QStringLiteral("second")},
                   .ink = 0},
                  {.title = QStringLiteral("two"),
                   .kind = PlotSeries::Kind::Points,
                   .points = {{3, 8}},
                   .details = {QStringLiteral("third")},
                   .ink = 1,
                   .hollow = true}};
  return model;
}

void hover(QWidget& widget, const QPointF& position) {
  QMouseEvent event(QEvent::MouseMove, position, widget.mapToGlobal(position), Qt::NoButton, Qt::NoButton,
                    Qt::NoModifier);
  QApplication::sendEvent(&widget, &event);
}

double contrast(const QColor& a, const QColor& b) {
  const auto luminance = [](const QColor& colour) {
    const auto linear = [](double value) {
      return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
  };
  const double light = std::max(luminance(a), luminance(b));
  return (light + 0.05) / (std::min(luminance(a), luminance(b)) + 0.05);
}

std::shared_ptr<const core::Histogram> smallHistogram() {
  return std::make_shared<const core::Histogram>(
      core::Histogram{.minValue = -3, .counts = {0, 1000, 0, 1, 10, 0}, .total = 1011});
}

}  // namespace

class ChartTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { applyTheme(); }
  void axesGoToValuesAndBack();
  void logarithmicTicksAreRound();
  void paintsPointsWhereTheyBelong();
  void readsOutAndChoosesTheNearestPoint();
  void walksThroughPointsByKeys();
  void savesPictures();
  void savesTables();
  void saysWhatWillAppear();
  void bothThemesHaveEnoughContrast();
  void paretoFrontLeavesOutWhatIsBeaten();
  void histogramBarsHoldEveryPixel();
  void histogramShowsASinglePixelAmongMany();
  void histogramReadsOutAndSavesEveryValue();
  void histogramCountsThousandthsInTheirUnit();

 private:
  static void show(Chart& chart) {
    chart.resize(480, 300);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
  }
};

void ChartTest::axesGoToValuesAndBack() {
  PlotAxis axis{.title = {}, .unit = {}, .low = 0.01, .high = 100, .logarithmic = true};
  QCOMPARE(axis.place(1), 0.5);
  QCOMPARE(axis.valueAt(0.25), 0.1);
  QVERIFY(axis.place(0) < 0);
  fitAxis(axis, {0, 4, 9, std::nan("")});
  QVERIFY(axis.low > 0 && axis.low < 4 && axis.high > 9);
  axis.logarithmic = false;
  fitAxis(axis, {2, 7});
  QVERIFY(axis.low >= 0 && axis.low < 2 && axis.high > 7);
  fitAxis(axis, {});
  QVERIFY(axis.high > axis.low);
}

void ChartTest::logarithmicTicksAreRound() {
  const PlotAxis narrow{.title = {}, .unit = {}, .low = 0.8, .high = 25, .logarithmic = true};
  QCOMPARE(narrow.ticks(8), (std::vector<double>{1, 2, 5, 10, 20}));
  const PlotAxis wide{.title = {}, .unit = {}, .low = 1e-3, .high = 1e3, .logarithmic = true};
  QVERIFY(wide.ticks(5).size() <= 6);
  for (const double tick : wide.ticks(5)) QCOMPARE(std::log10(tick), std::round(std::log10(tick)));
  const PlotAxis octave{.title = {}, .unit = {}, .low = 3, .high = 4.4, .logarithmic = true};
  QVERIFY(octave.ticks(4).size() >= 2);
}

void ChartTest::paintsPointsWhereTheyBelong() {
  Chart chart;
  chart.setModel(twoSeries());
  show(chart);
  const QImage picture = chart.grab().toImage();
  const QPoint filled = chart.placeOf(PlotPosition{0, 0}).toPoint();
  QCOMPARE(QColor(picture.pixel(filled)), plotColour(0));
  // A hollow marker shows the ground in its middle and its colour around it.
  const QPoint hollow = chart.placeOf(PlotPosition{1, 0}).toPoint();
  QCOMPARE(QColor(picture.pixel(hollow)), colours::panel);
  // Equal factors are equally far apart.
  const double decade = chart.placeOf(QPointF(10, 0)).x() - chart.placeOf(QPointF(1, 0)).x();
  QVERIFY(std::abs(chart.placeOf(QPointF(100, 0)).x() - chart.placeOf(QPointF(10, 0)).x() - decade) < 1e-6);
  QVERIFY(chart.placeOf(QPointF(1, 8)).y() < chart.placeOf(QPointF(1, 2)).y());
}

void ChartTest::readsOutAndChoosesTheNearestPoint() {
  Chart chart;
  chart.setModel(twoSeries());
  show(chart);
  const QImage before = chart.grab().toImage();
  const QPointF at = chart.placeOf(PlotPosition{0, 1});
  hover(chart, at + QPointF(4, -3));
  QVERIFY(chart.grab().toImage() != before);
  hover(chart, at + QPointF(0, 60));
  QCOMPARE(chart.grab().toImage(), before);
  QSignalSpy chosen(&chart, &Chart::pointChosen);
  QTest::mouseClick(&chart, Qt::LeftButton, Qt::NoModifier, (at + QPointF(3, 3)).toPoint());
  QCOMPARE(chosen.count(), 1);
  QCOMPARE(chart.current(), (PlotPosition{0, 1}));
  QTest::mouseClick(&chart, Qt::LeftButton, Qt::NoModifier, (at + QPointF(0, 60)).toPoint());
  QCOMPARE(chosen.count(), 1);
}

void ChartTest::walksThroughPointsByKeys() {
  Chart chart;
  chart.setModel(twoSeries());
  show(chart);
  QSignalSpy chosen(&chart, &Chart::pointChosen);
  QTest::keyClick(&chart, Qt::Key_Right);
  QCOMPARE(chart.current(), (PlotPosition{0, 0}));
  QTest::keyClick(&chart, Qt::Key_Right);
  QCOMPARE(chart.current(), (PlotPosition{1, 0}));  // the next to the right, of whatever series
  QCOMPARE(chart.accessibleDescription(), QStringLiteral("third"));
  QTest::keyClick(&chart, Qt::Key_End);
  QCOMPARE(chart.current(), (PlotPosition{0, 1}));
  QTest::keyClick(&chart, Qt::Key_Right);
  QCOMPARE(chart.current(), (PlotPosition{0, 1}));
  QCOMPARE(chosen.count(), 0);
  QTest::keyClick(&chart, Qt::Key_Return);
  QCOMPARE(chosen.count(), 1);
  // A model without that point forgets it.
  ChartModel one = twoSeries();
  one.series.resize(1);
  one.series[0].points.resize(1);
  chart.setModel(one);
  QVERIFY(!chart.current());
}

void ChartTest::savesPictures() {
  Chart chart;
  chart.setModel(twoSeries());
  show(chart);
  const QImage picture = QImage::fromData(chart.encoded(QStringLiteral(".png")), "PNG");
  QCOMPARE(picture.size(), QSize(960, 600));
  QCOMPARE(QColor(picture.pixel((chart.placeOf(PlotPosition{0, 0}) * 2).toPoint())), plotColour(0));
  QSvgRenderer renderer(chart.encoded(QStringLiteral(".SVG")));
  QVERIFY(renderer.isValid());
  QImage drawn(480, 300, QImage::Format_RGB32);
  QPainter painter(&drawn);
  renderer.render(&painter);
  painter.end();
  QCOMPARE(QColor(drawn.pixel(chart.placeOf(PlotPosition{0, 0}).toPoint())), plotColour(0));
}

void ChartTest::savesTables() {
  ChartModel model = twoSeries();
  model.series[0].labels[0] = QStringLiteral("a \"b\", c");
  Chart chart;
  chart.setModel(model);
  QCOMPARE(chart.encoded(QStringLiteral(".csv")), chart.toCsv().toUtf8());
  QCOMPARE(chart.toCsv(), QStringLiteral("series,Time [s],Size [bpp],label\n"
                                         "one,1,5,\"a \"\"b\"\", c\"\none,10,2,B\ntwo,3,8,\n"));
}

void ChartTest::saysWhatWillAppear() {
  Chart chart;
  ChartModel model;
  chart.setModel(model);
  show(chart);
  const QImage nothing = chart.grab().toImage();
  model.emptyText = QStringLiteral("Results appear here.");
  chart.setModel(model);
  QVERIFY(chart.grab().toImage() != nothing);
  // Keys and clicks on nothing do nothing.
  QTest::keyClick(&chart, Qt::Key_Right);
  QTest::keyClick(&chart, Qt::Key_Return);
  QVERIFY(!chart.current());
}

void ChartTest::bothThemesHaveEnoughContrast() {
  for (const Theme theme : {Theme::Light, Theme::Dark}) {
    applyTheme(theme);
    for (const QColor& text :
         {colours::text, colours::quietText, colours::accent, colours::good, colours::bad, colours::unknown})
      for (const QColor& ground : {colours::panel, colours::window})
        QVERIFY2(contrast(text, ground) >= 4.5, qPrintable(text.name() + QLatin1Char(' ') + ground.name()));
    // WCAG asks 3:1 of what is no text.
    for (int ink = 0; ink < 5; ++ink) QVERIFY(contrast(plotColour(ink), colours::panel) >= 3);
    Chart chart;
    chart.setModel(twoSeries());
    chart.resize(300, 200);
    QCOMPARE(QColor(chart.grab().toImage().pixel(1, 1)), colours::panel);
    // Icons follow, also those that were made before.
    QVERIFY(!icon(QStringLiteral("fit")).pixmap(24, 24).isNull());
    QVERIFY(icon(QStringLiteral("no-such-icon")).isNull());
  }
  const QIcon kept = icon(QStringLiteral("fit"));
  const QImage dark = kept.pixmap(24, 24).toImage();
  applyTheme(Theme::Light);
  QVERIFY(kept.pixmap(24, 24).toImage() != dark);
  applyTheme(Theme::Dark);
  QCOMPARE(kept.pixmap(24, 24).toImage(), dark);
}

void ChartTest::paretoFrontLeavesOutWhatIsBeaten() {
  using Indices = std::vector<std::size_t>;
  QCOMPARE(paretoFront({}), Indices());
  QCOMPARE(paretoFront({{1, 5}, {2, 6}, {3, 4}, {3, 3}, {9, 3}, {10, 1}}), (Indices{0, 3, 5}));
  QCOMPARE(paretoFront({{2, 2}, {2, 2}}), Indices{0});
}

void ChartTest::histogramBarsHoldEveryPixel() {
  core::Histogram histogram{.minValue = -32768, .counts = std::vector<std::uint64_t>(65536), .total = 0};
  for (std::size_t i = 100; i < 50000; ++i) histogram.total += histogram.counts[i] = i % 7;
  const auto bars = histogramBars(histogram, 1000);
  QVERIFY(bars.size() <= 1001);
  double sum = 0;
  for (const QPointF& bar : bars) sum += bar.y();
  QCOMPARE(sum, static_cast<double>(histogram.total));
  QVERIFY(histogramBars({}, 10).empty());
}

void ChartTest::histogramShowsASinglePixelAmongMany() {
  HistogramChart chart;
  chart.setHistogram(smallHistogram(), QStringLiteral("Value"), {});
  show(chart);
  const auto barAt = [&](double value) {
    const QPointF foot = chart.placeOf(QPointF(value + 0.5, chart.model().y.low));
    return QColor(chart.grab().toImage().pixel(foot.toPoint() - QPoint(0, 3)));
  };
  QCOMPARE(barAt(-2), plotColour(0));
  QCOMPARE(barAt(0), plotColour(0));  // one pixel of a thousand
  QVERIFY(barAt(-1) != plotColour(0));
  chart.setLogarithmic(false);
  QVERIFY(barAt(0) != plotColour(0));
}

void ChartTest::histogramReadsOutAndSavesEveryValue() {
  ValueHistogram histogram;
  histogram.resize(500, 300);
  histogram.setHistogram(smallHistogram(), QStringLiteral("Residual"),
                         {.name = QStringLiteral("stored units")});
  histogram.show();
  QVERIFY(QTest::qWaitForWindowExposed(&histogram));
  QCOMPARE(histogram.chart().toCsv(), QStringLiteral("value,pixels\n-2,1000\n0,1\n1,10\n"));
  QVERIFY2(histogram.statisticsText().contains(QStringLiteral("1,011 pixels")),
           qPrintable(histogram.statisticsText()));
  const QImage before = histogram.chart().grab().toImage();
  hover(histogram.chart(), histogram.chart().placeOf(QPointF(-1.5, 10)));
  QVERIFY(histogram.chart().grab().toImage() != before);
  histogram.setHistogram(nullptr, {}, {});
  QVERIFY(histogram.statisticsText().isEmpty());
}

void ChartTest::histogramCountsThousandthsInTheirUnit() {
  // Bit costs are counted in thousandths of a bit: 250 pixels of 0.5 bit and 750 of 2.5 bits.
  core::Histogram counts{.minValue = 500, .counts = std::vector<std::uint64_t>(2001), .total = 1000};
  counts.counts.front() = 250;
  counts.counts.back() = 750;
  ValueHistogram histogram;
  histogram.resize(600, 300);
  histogram.setHistogram(std::make_shared<const core::Histogram>(counts), QStringLiteral("Bit cost"),
                         {.name = QStringLiteral("bits"), .step = 0.001, .isAmount = true});
  const QString text = histogram.statisticsText();
  QVERIFY2(text.contains(QStringLiteral("Mean 2 bits")), qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("standard deviation 0.8660")), qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("range 0.5000 to 2.500")), qPrintable(text));
  // An order-0 entropy of thousandths would be one of our rounding.
  QVERIFY2(!text.contains(QStringLiteral("entropy")), qPrintable(text));
  QCOMPARE(histogram.chart().model().x.low, 0.5);
  QVERIFY(std::abs(histogram.chart().model().x.high - 2.5) < 0.01);
  QCOMPARE(histogram.chart().model().x.unit, QStringLiteral("bits"));
  QCOMPARE(histogram.chart().toCsv(), QStringLiteral("value [bits],pixels\n0.5,250\n2.5,750\n"));
}

QTEST_MAIN(ChartTest)
#include "chart_test.moc"
