// The parts of MainWindow that show numbers: the window panel, the keys that step it, and the plots.
#include <QAction>
#include <QDockWidget>
#include <QMenu>
#include <QScrollArea>
#include <QStatusBar>

#include "app/desktop/main_window.h"
#include "app/desktop/save_controller.h"
#include "app/desktop/window_controls.h"
#include "core/support/file_io.h"
#include "widgets/panel/codec_panel.h"
#include "widgets/panel/results_panel.h"
#include "widgets/plot/histogram_panel.h"
#include "widgets/plot/pareto_panel.h"
#include "widgets/plot/rate_distortion_panel.h"
#include "widgets/theme/theme.h"

namespace trabecula::app {
namespace {

/// A large panel must not make the window large.
QScrollArea* inScrollArea(QWidget* panel) {
  auto* area = new QScrollArea;
  area->setFrameShape(QFrame::NoFrame);
  area->setFocusPolicy(Qt::NoFocus);  // what is in it has the keyboard
  area->setWidgetResizable(true);
  area->setWidget(panel);
  return area;
}

}  // namespace

widgets::WindowPanel& MainWindow::windowPanel() {
  return windowControls_->panel();
}

/// A dock behind the one called `beside`, as a tab.
void MainWindow::addTab(const QString& beside, const QString& name, const QString& title, QWidget* content) {
  auto* first = findChild<QDockWidget*>(beside);
  auto* dock = new QDockWidget(title, this);
  dock->setObjectName(name);
  dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
  dock->setWidget(content);
  addDockWidget(dockWidgetArea(first), dock);
  tabifyDockWidget(first, dock);
  first->raise();
  // The tab says what it is; a title below it would say so again.
  for (QDockWidget* tab : {first, dock}) tab->setTitleBarWidget(new QWidget(tab));
}

void MainWindow::buildDockActions(QMenu* menu) {
  int key = Qt::Key_F5;
  for (const char* name :
       {"studies", "compress", "window", "jobs", "results", "pareto", "rateDistortion", "histogram"})
    addDockAction(menu, findChild<QDockWidget*>(QLatin1String(name)), QKeySequence(key++));
}

/// Brings a panel to the front and gives it the keyboard; hides it where it is in front already.
void MainWindow::addDockAction(QMenu* menu, QDockWidget* dock, const QKeySequence& key) {
  QAction* action = addAction(menu, {}, dock->windowTitle(), key, [this, dock] {
    if (dock->widget()->isVisible())
      dock->hide();
    else
      showDock(dock->objectName());
  });
  action->setCheckable(true);
  connect(dock, &QDockWidget::visibilityChanged, action, &QAction::setChecked);
}

void MainWindow::showDock(const QString& name) {
  auto* dock = findChild<QDockWidget*>(name);
  dock->show();
  dock->raise();
  for (QWidget* next = dock->widget()->nextInFocusChain(); dock->widget()->isAncestorOf(next);
       next = next->nextInFocusChain()) {
    if (!next->isEnabled() || !(next->focusPolicy() & Qt::TabFocus)) continue;
    next->setFocus(Qt::ShortcutFocusReason);
    break;
  }
}

void MainWindow::buildWindowPanel() {
  windowControls_ = new WindowControls(*model_, *grid_, services_.viewJobs, this);
  setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
  addTab(QStringLiteral("compress"), QStringLiteral("window"), tr("Window"),
         inScrollArea(&windowControls_->panel()));
  // Wide enough not to scroll sideways.
  findChild<QDockWidget*>(QStringLiteral("window"))
      ->setMinimumWidth(windowControls_->panel().minimumSizeHint().width());
  connect(&windowControls_->panel(), &widgets::WindowPanel::presetChosen, this,
          [this](int index) { applyPreset(static_cast<std::size_t>(index)); });
}

void MainWindow::buildPlots() {
  pareto_ = new widgets::ParetoPanel(this);
  rateDistortion_ =
      new widgets::RateDistortionPanel(core::CodecRegistry::instance(), services_.compressionJobs, this);
  histogram_ = new widgets::HistogramPanel(*model_, services_.viewJobs, this);
  const QString results = QStringLiteral("results");
  addTab(results, QStringLiteral("pareto"), tr("Pareto"), pareto_);
  addTab(results, QStringLiteral("rateDistortion"), tr("Rate and distortion"), inScrollArea(rateDistortion_));
  addTab(results, QStringLiteral("histogram"), tr("Histogram"), histogram_);
}

void MainWindow::connectPlots() {
  const widgets::ResultsModel* results = &results_->model();
  connect(results, &QAbstractItemModel::rowsInserted, this, &MainWindow::refreshPareto);
  connect(results, &QAbstractItemModel::dataChanged, this, &MainWindow::refreshPareto);
  connect(results, &QAbstractItemModel::rowsRemoved, this, &MainWindow::refreshPareto);
  connect(results, &QAbstractItemModel::modelReset, this, &MainWindow::refreshPareto);
  connect(results, &widgets::ResultsModel::resultReplaced, model_, &widgets::ViewerModel::replaceResult);
  connect(model_, &widgets::ViewerModel::resultChanged, this,
          [this] { pareto_->setCurrentResult(model_->result()); });
  connect(model_, &widgets::ViewerModel::imageChanged, this,
          [this] { rateDistortion_->setImage(model_->image()); });
  connect(pareto_, &widgets::ParetoPanel::resultChosen, results_, &widgets::ResultsPanel::selectResult);
  connect(pareto_, &widgets::ParetoPanel::saveRequested, this,
          [this] { savePlot(pareto_->chart(), QStringLiteral("pareto")); });
  connect(rateDistortion_, &widgets::RateDistortionPanel::saveRequested, this,
          [this] { savePlot(rateDistortion_->chart(), QStringLiteral("rate-distortion")); });
  connect(rateDistortion_, &widgets::RateDistortionPanel::failed, this,
          [this](const QString& text) { showMessage(text, true); });
  connect(rateDistortion_, &widgets::RateDistortionPanel::settingChosen, this, &MainWindow::takeSetting);
  connect(histogram_, &widgets::HistogramPanel::saveRequested, this,
          [this] { savePlot(histogram_->histogram().chart(), QStringLiteral("histogram")); });
  const auto follow = [this] {
    widgets::ViewPane& pane = grid_->activePane();
    histogram_->setActivePane(pane.role(), pane.compared(), pane.shownValues().map);
  };
  connect(grid_, &widgets::ViewGrid::activeChanged, histogram_, follow);
  connect(grid_, &widgets::ViewGrid::shownValuesChanged, histogram_, follow);
  for (std::size_t i = 0; i < widgets::ViewGrid::paneCount; ++i)
    connect(&grid_->pane(i), &widgets::ViewPane::roleChanged, histogram_, follow);
}

void MainWindow::refreshPareto() {
  std::vector<widgets::ViewerModel::ResultPtr> results;
  for (int row = 0; row < results_->model().rowCount(); ++row)
    results.push_back(results_->model().resultAt(row));
  pareto_->setResults(std::move(results));
}

/// A point of a curve becomes the codec form's setting, ready to be compressed with.
void MainWindow::takeSetting(const QString& codecId, const core::Parameters& parameters) {
  if (!codecPanel_->selectCodec(codecId.toStdString())) return;
  for (const auto& [name, value] : parameters.values())
    codecPanel_->setParameter(name, core::toString(value));
  findChild<QDockWidget*>(QStringLiteral("compress"))->raise();
  statusBar()->showMessage(tr("This setting is in the form: press Compress to see it"), 6000);
}

void MainWindow::savePlot(const widgets::Chart& chart, const QString& name) {
  if (chart.model().isEmpty()) {
    showMessage(tr("There is nothing in this plot yet. %1").arg(chart.model().emptyText).trimmed(), false);
    return;
  }
  const auto target = saves_->chooseTarget(tr("Save plot"), neutralName(name, QStringLiteral(".png")),
                                           tr("PNG (*.png);;SVG (*.svg);;CSV (*.csv)"));
  if (!target) return;
  // Painted here: charts belong to this thread.
  const QByteArray bytes = chart.encoded(QString::fromStdString(target->extension().string()));
  saves_->write(*target, [bytes](const std::filesystem::path& to, core::JobContext&) {
    core::writeFileAtomically(to,
                              core::asByteSpan(bytes.constData(), static_cast<std::size_t>(bytes.size())));
  });
}

void MainWindow::buildPlotMenu(QMenu* compare) {
  imageActions_.push_back(
      addAction(compare, {}, tr("&Measure rate and distortion"), QKeySequence(tr("Ctrl+Shift+R")), [this] {
        showDock(QStringLiteral("rateDistortion"));
        rateDistortion_->measure();
      }));
  QMenu* save = compare->addMenu(widgets::icon(QStringLiteral("save-picture")), tr("Sa&ve plot"));
  addAction(save, {}, tr("&Pareto\u2026"), {},
            [this] { savePlot(pareto_->chart(), QStringLiteral("pareto")); });
  addAction(save, {}, tr("&Rate and distortion\u2026"), {},
            [this] { savePlot(rateDistortion_->chart(), QStringLiteral("rate-distortion")); });
  addAction(save, {}, tr("&Histogram\u2026"), {}, [this] {
    // Counted only while it is seen.
    if (!histogram_->isVisible()) showDock(QStringLiteral("histogram"));
    savePlot(histogram_->histogram().chart(), QStringLiteral("histogram"));
  });
}

/// Steps of ten stored values with Shift and a hundred with Ctrl, one with both: arrows alone belong to the
/// comparison. Those with Shift alone work on the images only, where they mean nothing else.
void MainWindow::buildWindowSteps(QMenu* view) {
  imageActions_.push_back(addAction(view, {}, tr("Window from the drawn re&gion"), QKeySequence(tr("Ctrl+0")),
                                    [this] { windowControls_->applyBox(model_->region()); }));
  QMenu* steps = view->addMenu(tr("Window &steps"));
  const auto add = [&](const QString& text, const QString& key, double centre, double width) {
    QAction* action = addAction(steps, {}, text, QKeySequence(key),
                                [this, centre, width] { windowControls_->step(centre, width); });
    imageActions_.push_back(action);
    if (!key.startsWith(QStringLiteral("Shift"))) return;
    action->setShortcutContext(Qt::WidgetShortcut);
    for (std::size_t i = 0; i < widgets::ViewGrid::paneCount; ++i)
      grid_->pane(i).imageView().addAction(action);
  };
  const struct {
    const char* prefix;
    int count;
  } sizes[] = {{"Ctrl+Shift+", 1}, {"Shift+", 10}, {"Ctrl+", 100}};
  for (const auto& [prefix, count] : sizes) {
    const QString keys = QLatin1String(prefix);
    add(tr("&Brighter by %1").arg(count), keys + QStringLiteral("Up"), -count, 0);
    add(tr("&Darker by %1").arg(count), keys + QStringLiteral("Down"), count, 0);
    add(tr("&Wider by %1").arg(count), keys + QStringLiteral("Right"), 0, count);
    add(tr("&Narrower by %1").arg(count), keys + QStringLiteral("Left"), 0, -count);
    if (count < 100) steps->addSeparator();
  }
}

}  // namespace trabecula::app
