#include "widgets/panel/window_panel.h"

#include <QDockWidget>
#include <QDoubleSpinBox>

#include "app/desktop/window_presets.h"
#include "core/image/window_level.h"
#include "tests/gui/window_bench.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::Bench;
using trabecula::tests::drag;
using widgets::WindowHistogram;

/// Every way to set the window: fields, handles, presets, boxes, keys, tables and functions.
class WindowPanelTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void fieldsAreKeptConsistent();
  void stepsAreTenfoldWithShiftAndAHundredfoldWithControl();
  void handlesMoveTheEndsOfTheWindow();
  void handlesMoveByKeys();
  void controlDragTakesTheWindowFromABox();
  void stepKeysWorkOnTheImage();
  void brighterIsBrighterWhateverThePolarity_data();
  void brighterIsBrighterWhateverThePolarity();
  void anotherImageStartsWithoutAHistogram();
  void eachStepIsAppliedOnce();
  void theHistogramIsCountedOnce();
  void oneClickLeadsFromALookUpTableBackToLinear();
  void functionsChangeWhatIsPainted();
  void monochrome1IsInvertedAfterTheWindow();
  void sitePresetsAreOffered();
  void saysThatTheDisplayIsNotCalibrated();
  void colourImagesHaveNoWindow();

 private:
  static core::DisplaySettings display(Bench& bench) { return bench.window.grid().pane(0).display(); }
  /// Brings the panel to the front and gives it the keyboard: keys are for what has it.
  static void focus(Bench& bench, QWidget* widget) {
    bench.window.findChild<QDockWidget*>(QStringLiteral("window"))->raise();
    QVERIFY(QTest::qWaitForWindowActive(&bench.window));
    widget->setFocus();
    QTRY_VERIFY(widget->hasFocus());
  }
  /// The middle of the pane: no corner text, no frame of what has the keyboard.
  static QImage middle(Bench& bench) {
    const QImage picture = bench.pixels(0);
    return picture.copy(picture.rect().adjusted(120, 120, -120, -120));
  }
  template <typename Field>
  static Field* field(Bench& bench, const char* name) {
    return bench.window.windowPanel().findChild<Field*>(QLatin1String(name));
  }
  static void enter(QDoubleSpinBox* box, const QString& text) {
    box->selectAll();
    QTest::keyClicks(box, text);
    QTest::keyClick(box, Qt::Key_Return);
  }
  static bool openWindowed(Bench& bench, const core::Presentation& presentation) {
    const core::Image image = tests::seededImage({.width = 160, .height = 120, .frames = 1, .bitsStored = 12})
                                  .withPresentation(presentation);
    return bench.open(bench.write("image.dcm", image));
  }
};

void WindowPanelTest::fieldsAreKeptConsistent() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto* centre = field<QDoubleSpinBox>(bench, "windowCentre");
  auto* width = field<QDoubleSpinBox>(bench, "windowWidth");
  auto* low = field<QDoubleSpinBox>(bench, "windowLow");
  auto* high = field<QDoubleSpinBox>(bench, "windowHigh");
  enter(centre, QStringLiteral("1000"));
  enter(width, QStringLiteral("400"));
  QCOMPARE(display(bench).window.centre, 1000.0);
  QCOMPARE(display(bench).window.width, 400.0);
  // LINEAR of PS3.3 C.11.2.1.2: C - W/2 is the last black value, C + W/2 - 1 the first white one.
  QCOMPARE(low->value(), 800.0);
  QCOMPARE(high->value(), 1199.0);
  enter(low, QStringLiteral("500"));
  QCOMPARE(high->value(), 1199.0);
  QCOMPARE(width->value(), 700.0);
  QCOMPARE(core::windowFraction(display(bench).window, 500), 0.0);
  QVERIFY(core::windowFraction(display(bench).window, 501) > 0.0);
  QVERIFY(core::windowFraction(display(bench).window, 1198) < 1.0);
  QCOMPARE(core::windowFraction(display(bench).window, 1199), 1.0);
  // An end that passes the other takes it along; no width is below what the function allows.
  enter(high, QStringLiteral("100"));
  QCOMPARE(low->value(), 100.0);
  QCOMPARE(width->value(), 1.0);
  // And what is set elsewhere is shown here.
  QTest::keyClick(&bench.window, Qt::Key_0);
  QCOMPARE(centre->value(), display(bench).window.centre);
}

void WindowPanelTest::stepsAreTenfoldWithShiftAndAHundredfoldWithControl() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto* centre = field<QDoubleSpinBox>(bench, "windowCentre");
  enter(centre, QStringLiteral("1000"));
  centre->setFocus();
  QTest::keyClick(centre, Qt::Key_Up);
  QCOMPARE(display(bench).window.centre, 1001.0);
  QTest::keyClick(centre, Qt::Key_Up, Qt::ShiftModifier);
  QCOMPARE(display(bench).window.centre, 1011.0);
  QTest::keyClick(centre, Qt::Key_Down, Qt::ControlModifier);
  QCOMPARE(display(bench).window.centre, 911.0);
}

void WindowPanelTest::handlesMoveTheEndsOfTheWindow() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  WindowHistogram& histogram = bench.window.windowPanel().histogram();
  QTRY_VERIFY(histogram.range().high > 1000);  // counted in the background
  const auto before = core::windowEnds(display(bench).window);
  const int y = histogram.height() / 2;
  const auto at = [&](double value) { return QPoint(qRound(histogram.xOf(value)), y); };
  drag(histogram, Qt::LeftButton, at(before.low), at(before.low + 400));
  auto after = core::windowEnds(display(bench).window);
  const double pixel = histogram.modalityAt(1) - histogram.modalityAt(0);
  QVERIFY(std::abs(after.low - before.low - 400) <= 2 * pixel);
  QCOMPARE(after.high, before.high);
  drag(histogram, Qt::LeftButton, at((after.low + after.high) / 2), at((after.low + after.high) / 2 - 300));
  const auto moved = core::windowEnds(display(bench).window);
  QVERIFY(std::abs(moved.low - after.low + 300) <= 2 * pixel);
  QCOMPARE(moved.high - moved.low, after.high - after.low);
  // The upper end stops at the lower one.
  drag(histogram, Qt::LeftButton, at(moved.high), QPoint(0, y));
  QCOMPARE(display(bench).window.width, 1.0);
  QCOMPARE(core::windowEnds(display(bench).window).low, moved.low);
}

void WindowPanelTest::handlesMoveByKeys() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  WindowHistogram& histogram = bench.window.windowPanel().histogram();
  QTRY_VERIFY(histogram.range().high > 1000);
  const auto before = core::windowEnds(display(bench).window);
  QTest::keyClick(&histogram, Qt::Key_Up);  // from both to the upper end
  QTest::keyClick(&histogram, Qt::Key_Left, Qt::ControlModifier);
  QTest::keyClick(&histogram, Qt::Key_Left);
  auto after = core::windowEnds(display(bench).window);
  QCOMPARE(after.low, before.low);
  QCOMPARE(after.high, before.high - 101);
  QTest::keyClick(&histogram, Qt::Key_Down);
  QTest::keyClick(&histogram, Qt::Key_Right, Qt::ShiftModifier);
  QCOMPARE(core::windowEnds(display(bench).window).low, before.low + 10);
}

void WindowPanelTest::controlDragTakesTheWindowFromABox() {
  Bench bench;
  // Left half 100..131, right half 3000..3031.
  core::ImageFormat format{.width = 160, .height = 120, .frames = 1, .bitsStored = 12};
  std::vector<std::uint16_t> samples(format.pixels());
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = static_cast<std::uint16_t>((i % 160 < 80 ? 100 : 3000) + (i / 160) % 32);
  QVERIFY(bench.open(bench.write("halves.png", core::Image(format, samples))));
  auto& view = bench.window.grid().pane(0).imageView();
  const auto at = [&](double x, double y) { return view.toWidget(QPointF(x, y)).toPoint(); };
  drag(view, Qt::LeftButton, at(90, 0.5), at(150, 119.5), Qt::ControlModifier);
  const auto ends = core::windowEnds(display(bench).window);
  QCOMPARE(ends.low, 3000.0);
  QCOMPARE(ends.high, 3031.0);
  QVERIFY(bench.window.model().region().isEmpty());  // it is no region
  const QImage picture = bench.pixels(0);
  QCOMPARE(qGray(picture.pixel(at(20, 60))), 0);
  // A click with Ctrl changes nothing.
  QTest::mouseClick(&view, Qt::LeftButton, Qt::ControlModifier, at(20, 60));
  QCOMPARE(core::windowEnds(display(bench).window).low, 3000.0);
  // The same from the region that is drawn, by key.
  bench.window.model().setRegion(QRect(0, 0, 40, 32));
  QTest::keyClick(&bench.window, Qt::Key_0, Qt::ControlModifier);
  QCOMPARE(core::windowEnds(display(bench).window).low, 100.0);
  QCOMPARE(core::windowEnds(display(bench).window).high, 131.0);
}

void WindowPanelTest::stepKeysWorkOnTheImage() {
  Bench bench;
  QVERIFY(QTest::qWaitForWindowActive(&bench.window));
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto& view = bench.window.grid().pane(0).imageView();
  view.setFocus();
  const auto before = display(bench).window;
  QTest::keyClick(&view, Qt::Key_Down, Qt::ControlModifier | Qt::ShiftModifier);
  QCOMPARE(display(bench).window.centre, before.centre + 1);
  QTest::keyClick(&view, Qt::Key_Up, Qt::ShiftModifier);
  QCOMPARE(display(bench).window.centre, before.centre - 9);
  QTest::keyClick(&view, Qt::Key_Down, Qt::ControlModifier);
  QCOMPARE(display(bench).window.centre, before.centre + 91);
  QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
  QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
  QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
  QCOMPARE(display(bench).window.width, before.width + 111);
  // With the keyboard elsewhere, keys that mean something there are not the image's.
  auto* studies = bench.window.findChild<QTreeWidget*>();
  studies->setFocus();
  const auto resting = display(bench).window;
  QTest::keyClick(studies, Qt::Key_Down, Qt::ShiftModifier);
  QCOMPARE(display(bench).window.centre, resting.centre);
}

void WindowPanelTest::brighterIsBrighterWhateverThePolarity_data() {
  QTest::addColumn<bool>("isMonochrome1");
  QTest::addColumn<bool>("isInverted");
  QTest::newRow("usual") << false << false;
  QTest::newRow("inverted") << false << true;
  QTest::newRow("MONOCHROME1") << true << false;
  QTest::newRow("MONOCHROME1, inverted") << true << true;
}

void WindowPanelTest::brighterIsBrighterWhateverThePolarity() {
  QFETCH(bool, isMonochrome1);
  QFETCH(bool, isInverted);
  Bench bench;
  QVERIFY(QTest::qWaitForWindowActive(&bench.window));
  core::Presentation presentation;
  if (isMonochrome1) presentation.photometric = core::Photometric::Monochrome1;
  QVERIFY(openWindowed(bench, presentation));
  if (isInverted) QTest::keyClick(&bench.window, Qt::Key_I);
  const auto meanGrey = [&] {
    const QImage picture = middle(bench);
    double sum = 0;
    for (int y = 0; y < picture.height(); ++y)
      for (int x = 0; x < picture.width(); ++x) sum += qGray(picture.pixel(x, y));
    return sum / (picture.width() * picture.height());
  };
  auto& view = bench.window.grid().pane(0).imageView();
  view.setFocus();
  const double before = meanGrey();
  QTest::keyClick(&view, Qt::Key_Up, Qt::ControlModifier);  // Brighter by 100
  const double brighter = meanGrey();
  QVERIFY2(brighter > before, qPrintable(QStringLiteral("%1 to %2").arg(before).arg(brighter)));
  QTest::keyClick(&view, Qt::Key_Down, Qt::ControlModifier);
  QCOMPARE(meanGrey(), before);
  // The mouse, too: down lowers the brightness.
  drag(view, Qt::LeftButton, view.rect().center(), view.rect().center() + QPoint(0, 60));
  QVERIFY(meanGrey() < before);
}

void WindowPanelTest::anotherImageStartsWithoutAHistogram() {
  widgets::WindowPanel panel;
  core::Presentation presentation;
  presentation.modality.slope = 4;
  panel.setImage(&presentation);
  panel.setHistogram(std::make_shared<const core::Histogram>(core::storedHistogram(
      tests::seededImage({.width = 32, .height = 32, .frames = 1, .bitsStored = 12}), 0)));
  QCOMPARE(panel.histogram().step(), 4.0);
  QVERIFY(panel.histogram().range().high > 4096);
  presentation.modality.slope = 1;
  panel.setImage(&presentation);
  QCOMPARE(panel.histogram().step(), 1.0);
  QVERIFY(panel.histogram().range().high < 4096);
}

void WindowPanelTest::eachStepIsAppliedOnce() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QSignalSpy applied(&bench.window.grid(), &widgets::ViewGrid::displayChanged);
  auto* presets = field<QComboBox>(bench, "panelPresets");
  QSignalSpy refilled(presets->model(), &QAbstractItemModel::rowsInserted);
  QTest::keyClick(&bench.window, Qt::Key_Up, Qt::ControlModifier);
  QCOMPARE(applied.count(), 1);
  QCOMPARE(refilled.count(), 0);
  // Which of them is shown is still said.
  QTest::keyClick(&bench.window, Qt::Key_0);
  QCOMPARE(presets->currentText(), QStringLiteral("Automatic"));
}

void WindowPanelTest::theHistogramIsCountedOnce() {
  Bench bench;
  bench.window.findChild<QDockWidget*>(QStringLiteral("histogram"))->hide();
  int counted = 0;
  connect(&bench.viewJobs, &widgets::JobRunner::jobStarted, this, [&](const widgets::JobHandle* job) {
    if (job->label().title == QStringLiteral("Histogram")) ++counted;
  });
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  QTRY_VERIFY(!bench.viewJobs.isBusy());
  QCOMPARE(counted, 1);
}

void WindowPanelTest::oneClickLeadsFromALookUpTableBackToLinear() {
  Bench bench;
  core::LookupTable table{.firstMapped = 0, .outputBits = 8, .entries = {}, .explanation = "Harder"};
  table.entries.resize(4096);
  for (std::size_t i = 0; i < table.entries.size(); ++i)
    table.entries[i] = static_cast<std::uint16_t>(i < 2000 ? 0 : 255);
  core::Presentation presentation;
  presentation.voiLuts = {table};
  QVERIFY(openWindowed(bench, presentation));
  auto* tables = field<QComboBox>(bench, "voiLut");
  QCOMPARE(tables->currentText(), QStringLiteral("Harder"));
  QVERIFY(!field<QDoubleSpinBox>(bench, "windowCentre")->isEnabled());
  const QImage hard = middle(bench);
  QTest::mouseClick(field<QPushButton>(bench, "backToLinear"), Qt::LeftButton);
  QVERIFY(!display(bench).voiLut);
  QVERIFY(display(bench).window.width > 100);  // the automatic window waited behind the table
  QVERIFY(middle(bench) != hard);
  QVERIFY(!field<QPushButton>(bench, "backToLinear")->isEnabled());
  QVERIFY(field<QDoubleSpinBox>(bench, "windowCentre")->isEnabled());
  focus(bench, tables);
  QTest::keyClick(tables, Qt::Key_Down);
  QCOMPARE(middle(bench), hard);
}

void WindowPanelTest::functionsChangeWhatIsPainted() {
  Bench bench;
  QVERIFY(bench.open(bench.writeSeeded("a.png")));
  auto* function = field<QComboBox>(bench, "voiFunction");
  const QImage linear = middle(bench);
  focus(bench, function);
  QTest::keyClick(function, Qt::Key_End);
  QCOMPARE(display(bench).window.function, core::VoiFunction::Sigmoid);
  const QImage sigmoid = middle(bench);
  QVERIFY(sigmoid != linear);
  QTest::keyClick(function, Qt::Key_Up);
  QCOMPARE(display(bench).window.function, core::VoiFunction::LinearExact);
  QCOMPARE(field<QDoubleSpinBox>(bench, "windowHigh")->value() -
               field<QDoubleSpinBox>(bench, "windowLow")->value(),
           display(bench).window.width);
  QTest::mouseClick(field<QPushButton>(bench, "backToLinear"), Qt::LeftButton);
  QCOMPARE(middle(bench), linear);
}

void WindowPanelTest::monochrome1IsInvertedAfterTheWindow() {
  Bench bench;
  core::Presentation presentation;
  presentation.photometric = core::Photometric::Monochrome1;
  presentation.windows = {
      {.centre = 3000, .width = 500, .function = core::VoiFunction::Sigmoid, .explanation = {}}};
  QVERIFY(openWindowed(bench, presentation));
  const core::Image& image = bench.window.model().image()->image;
  auto& view = bench.window.grid().pane(0).imageView();
  view.setCamera({.centre = QPointF(80, 60), .zoom = 4});  // each value in a block of its own
  bench.window.grid().pane(0).setOverlaysVisible(false);
  const QImage picture = bench.pixels(0);
  int seen = 0;
  for (int x = 10; x < 150; x += 7) {
    const QPointF inside = view.toWidget(QPointF(x + 0.5, 60.5));
    const QPoint at(static_cast<int>(std::floor(inside.x())), static_cast<int>(std::floor(inside.y())));
    // Inverting the value instead, before the VOI, would give another grey wherever the window is not
    // central.
    const double fraction = core::windowFraction(presentation.windows.front(), image.storedValue(x, 60));
    QCOMPARE(qGray(picture.pixel(at)), static_cast<int>(std::lround((1 - fraction) * 255)));
    if (fraction > 0.02 && fraction < 0.98) ++seen;
  }
  QVERIFY(seen > 0);
}

void WindowPanelTest::sitePresetsAreOffered() {
  const std::vector<SitePreset> presets = {
      {.title = QStringLiteral("Hip \"PACS\""),
       .window = {.centre = -20.5, .width = 700, .function = core::VoiFunction::Sigmoid, .explanation = {}}}};
  QCOMPARE(sitePresetsFromJson(sitePresetsToJson(presets)), presets);
  QVERIFY(
      sitePresetsFromJson("[{\"title\":\"x\",\"centre\":1,\"width\":0,\"function\":0}, 7, null]").empty());
  QVERIFY(sitePresetsFromJson("{broken").empty());
  const core::Image image = tests::seededImage({.width = 32, .height = 32, .frames = 1, .bitsStored = 12});
  const auto offered = windowPresets(image, 0, presets);
  QCOMPARE(offered.back().title, QStringLiteral("Site: Hip \"PACS\""));
  // Applying keeps the polarity and is recognised again.
  core::DisplaySettings shown;
  shown.invert = true;
  shown = offered.back().appliedTo(shown);
  QVERIFY(shown.invert && shown.window == presets.front().window && offered.back().isShownBy(shown));
}

void WindowPanelTest::saysThatTheDisplayIsNotCalibrated() {
  Bench bench;
  auto* note = field<QLabel>(bench, "displayNote");
  QVERIFY(note->text().contains(QStringLiteral("not calibrated")));
  QVERIFY(note->toolTip().contains(QStringLiteral("GSDF")));
  auto* standing = bench.window.statusBar()->findChild<QLabel*>(QStringLiteral("standingNote"));
  QVERIFY(standing && standing->isVisible());
  QCOMPARE(standing->text(), note->text());
}

void WindowPanelTest::colourImagesHaveNoWindow() {
  Bench bench;
  std::vector<std::uint16_t> rgb(3 * 64 * 64);
  for (std::size_t i = 0; i < rgb.size(); ++i) rgb[i] = static_cast<std::uint16_t>(i * 7 % 256);
  const core::Image image = core::imageFromColour({.width = 64, .height = 64}, rgb);
  auto file = std::make_shared<core::ImageFile>();
  file->image = image;
  bench.window.model().setImage(file);
  QVERIFY(!field<QDoubleSpinBox>(bench, "windowCentre")->isEnabled());
  const auto before = display(bench);
  QTest::keyClick(&bench.window, Qt::Key_Down, Qt::ControlModifier);
  QVERIFY(display(bench) == before);
}

QTEST_MAIN(WindowPanelTest)
#include "window_panel_test.moc"
