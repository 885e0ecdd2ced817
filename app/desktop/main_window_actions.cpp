// The menus and the tool bar of MainWindow: every action has a menu entry, most a key.
#include <QAction>
#include <QActionGroup>
#include <QComboBox>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <algorithm>

#include "app/common/torch_module.h"
#include "app/desktop/empty_page.h"
#include "app/desktop/main_window.h"
#include "app/desktop/recent_names.h"
#include "app/desktop/state_store.h"
#include "app/desktop/study_controller.h"
#include "app/desktop/window_controls.h"
#include "core/codec/learned_models.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/panel/codec_panel.h"
#include "widgets/panel/job_model.h"
#include "widgets/panel/results_panel.h"
#include "widgets/panel/study_panel.h"
#include "widgets/theme/theme.h"

namespace trabecula::app {

using widgets::GridLayout;
using widgets::icon;

QAction* MainWindow::addAction(QMenu* menu, const QString& iconName, const QString& text,
                               const QKeySequence& key, const std::function<void()>& slot) {
  auto* action = new QAction(text, menu);
  if (!iconName.isEmpty()) action->setIcon(icon(iconName));
  action->setShortcut(key);
  if (!key.isEmpty()) {
    QString plain = text;
    action->setToolTip(QStringLiteral("%1 (%2)").arg(plain.remove(QLatin1Char('&')).remove(QChar(0x2026)),
                                                     key.toString(QKeySequence::NativeText)));
  }
  connect(action, &QAction::triggered, this, slot);
  menu->addAction(action);
  return action;
}

void MainWindow::buildFileMenu() {
  QMenu* menu = menuBar()->addMenu(tr("&File"));
  addAction(menu, QStringLiteral("open-file"), tr("&Open files\u2026"), QKeySequence::Open, [this] {
    openFiles();
  })->setObjectName(QStringLiteral("openFiles"));
  addAction(menu, QStringLiteral("open-folder"), tr("Open &folder\u2026"), QKeySequence(tr("Ctrl+Shift+O")),
            [this] { openFolder(); })
      ->setObjectName(QStringLiteral("openFolder"));
  recentMenu_ = menu->addMenu(icon(QStringLiteral("study")), tr("&Recent files"));
  addAction(menu, QStringLiteral("demo"), tr("Open the &demo study"), QKeySequence(tr("Ctrl+D")),
            [this] { openDemo(); });
  menu->addSeparator();
  saveCompressed_ = addAction(menu, {}, tr("Save &compressed file\u2026"), QKeySequence::Save,
                              [this] { saveCompressed(); });
  saveDecoded_ = addAction(menu, {}, tr("Save d&ecoded image\u2026"), QKeySequence(tr("Ctrl+Shift+S")),
                           [this] { saveDecoded(); });
  resultActions_.insert(resultActions_.end(), {saveCompressed_, saveDecoded_});
  buildReportActions(menu);
  imageActions_.push_back(addAction(menu, QStringLiteral("save-picture"),
                                    tr("Save &picture of the panes\u2026"), QKeySequence(tr("Ctrl+P")),
                                    [this] { savePicture(); }));
  imageActions_.push_back(addAction(menu, QStringLiteral("info"), tr("&Image information"),
                                    QKeySequence(tr("Ctrl+I")), [this] { showInformation(); }));
  menu->addSeparator();
  addAction(menu, QStringLiteral("settings"), tr("Se&ttings\u2026"), QKeySequence(tr("Ctrl+,")),
            [this] { editSettings(0); });
  addAction(menu, {}, tr("&Quit"), QKeySequence::Quit, [this] { close(); });
}

void MainWindow::buildViewMenu() {
  QMenu* menu = menuBar()->addMenu(tr("&View"));
  const auto add = [&](const char* iconName, const QString& text, const QKeySequence& key,
                       const std::function<void()>& slot) {
    imageActions_.push_back(addAction(menu, QLatin1String(iconName), text, key, slot));
    return imageActions_.back();
  };
  buildLayoutActions(menu);
  menu->addSeparator();
  add("fit", tr("&Fit"), QKeySequence(Qt::Key_F), [this] {
    grid_->fit();
  })->setObjectName(QStringLiteral("fit"));
  add("", tr("&Actual pixels (100 %)"), QKeySequence(Qt::Key_A), [this] { grid_->showActualPixels(); });
  add("zoom-in", tr("Zoom &in"), QKeySequence(Qt::Key_Plus), [this] { grid_->zoomBy(1.25); });
  add("zoom-out", tr("Zoom &out"), QKeySequence(Qt::Key_Minus), [this] { grid_->zoomBy(0.8); });
  QMenu* pan = menu->addMenu(icon(QStringLiteral("pan")), tr("&Pan"));
  constexpr double panStep = 0.1;
  addAction(pan, {}, tr("Left"), QKeySequence(tr("Alt+Left")), [this] { grid_->panBy(-panStep, 0); });
  addAction(pan, {}, tr("Right"), QKeySequence(tr("Alt+Right")), [this] { grid_->panBy(panStep, 0); });
  addAction(pan, {}, tr("Up"), QKeySequence(tr("Alt+Up")), [this] { grid_->panBy(0, -panStep); });
  addAction(pan, {}, tr("Down"), QKeySequence(tr("Alt+Down")), [this] { grid_->panBy(0, panStep); });
  menu->addSeparator();
  addAction(menu, QStringLiteral("previous"), tr("P&revious frame or image"), QKeySequence(Qt::Key_PageUp),
            [this] { stepFrameOrImage(-1); });
  addAction(menu, QStringLiteral("next"), tr("Ne&xt frame or image"), QKeySequence(Qt::Key_PageDown),
            [this] { stepFrameOrImage(1); });
  menu->addSeparator();
  buildWindowMenu(menu);
  menu->addSeparator();

  QAction* overlays = addAction(menu, {}, tr("Corner &texts"), QKeySequence(Qt::Key_T), [] {});
  overlays->setCheckable(true);
  overlays->setChecked(true);
  connect(overlays, &QAction::toggled, grid_, &widgets::ViewGrid::setOverlaysVisible);
  QAction* patient = addAction(menu, {}, tr("Patient &name"), QKeySequence(Qt::Key_P), [] {});
  patient->setObjectName(QStringLiteral("patientName"));
  patient->setCheckable(true);
  patient->setChecked(true);
  connect(patient, &QAction::toggled, grid_, &widgets::ViewGrid::setPatientVisible);
  connect(patient, &QAction::toggled, studyPanel_, &widgets::StudyPanel::setPatientVisible);
  connect(patient, &QAction::toggled, jobs_, &widgets::JobModel::setPatientVisible);
  connect(patient, &QAction::toggled, this, &MainWindow::refreshTitle);
  menu->addSeparator();
  buildDockActions(menu);
}

void MainWindow::buildLayoutActions(QMenu* view) {
  layoutGroup_ = new QActionGroup(this);
  const auto add = [&](const char* name, const QString& text, const QString& key, GridLayout layout) {
    QAction* action = addAction(view, QLatin1String(name), text, QKeySequence(key),
                                [this, layout] { grid_->setGridLayout(layout); });
    action->setCheckable(true);
    action->setData(static_cast<int>(layout));
    layoutGroup_->addAction(action);
    imageActions_.push_back(action);
  };
  add("layout-single", tr("&One pane"), tr("Ctrl+1"), GridLayout::Single);
  add("layout-side", tr("&Side by side"), tr("Ctrl+2"), GridLayout::SideBySide);
  add("layout-three", tr("T&hree panes"), tr("Ctrl+3"), GridLayout::Three);
  add("layout-quad", tr("&Four panes"), tr("Ctrl+4"), GridLayout::Quad);
  layoutGroup_->actions().constFirst()->setChecked(true);
  connect(grid_, &widgets::ViewGrid::layoutChanged, this, [this] {
    for (QAction* action : layoutGroup_->actions())
      if (action->data().toInt() == static_cast<int>(grid_->gridLayout())) action->setChecked(true);
  });
  imageActions_.push_back(addAction(view, {}, tr("&Maximise pane"), QKeySequence(Qt::Key_M),
                                    [this] { grid_->toggleMaximized(grid_->activeIndex()); }));
  imageActions_.push_back(
      addAction(view, {}, tr("&Next pane"), QKeySequence(Qt::Key_N), [this] { grid_->activateNext(); }));
}

void MainWindow::buildWindowMenu(QMenu* view) {
  presetMenu_ = view->addMenu(icon(QStringLiteral("window-level")), tr("&Window presets"));
  imageActions_.push_back(addAction(view, {}, tr("A&uto window"), QKeySequence(Qt::Key_0),
                                    [this] { windowControls_->applyAutomatic(); }));
  invertAction_ = addAction(view, QStringLiteral("invert"), tr("In&vert"), QKeySequence(Qt::Key_I),
                            [this] { toggleInvert(); });
  invertAction_->setObjectName(QStringLiteral("invert"));
  invertAction_->setCheckable(true);
  imageActions_.push_back(invertAction_);

  buildWindowSteps(view);
}

void MainWindow::buildCompressMenu() {
  QMenu* menu = menuBar()->addMenu(tr("&Compress"));
  imageActions_.push_back(addAction(menu, QStringLiteral("compress"), tr("&Compress with these settings"),
                                    QKeySequence(tr("Ctrl+Return")), [this] { compress(); }));
  imageActions_.push_back(addAction(menu, QStringLiteral("compress-all"), tr("Compress with &all codecs"),
                                    QKeySequence(tr("Ctrl+Shift+Return")), [this] { compressWithAll(); }));
  buildHistoryMenu(menu);
  menu->addSeparator();
  addAction(menu, QStringLiteral("cancel"), tr("Cancel all &jobs"), QKeySequence(tr("Ctrl+.")), [this] {
    services_.compressionJobs.cancelAll();
  })->setObjectName(QStringLiteral("cancelJobs"));
}

void MainWindow::buildCompareMenu() {
  QMenu* menu = menuBar()->addMenu(tr("C&ompare"));
  imageActions_.push_back(addAction(menu, QStringLiteral("layout-quad"), tr("&Compare layout"),
                                    QKeySequence(Qt::Key_C), [this] { showCompareLayout(); }));
  QMenu* roles = menu->addMenu(tr("Active pane &shows"));
  for (const widgets::PaneRole role : widgets::paneRoles())
    imageActions_.push_back(addAction(roles, widgets::paneRoleIcon(role), widgets::paneRoleTitle(role),
                                      QKeySequence(widgets::paneRoleKey(role)),
                                      [this, role] { grid_->activePane().setRole(role); }));
  buildComparedActions(menu);
  menu->addSeparator();
  const auto addLink = [&](const char* name, const QString& text, const QString& key) {
    QAction* action = addAction(menu, QLatin1String(name), text, QKeySequence(key), [this] {
      grid_->setLinks(
          {.zoom = linkZoom_->isChecked(), .pan = linkPan_->isChecked(), .window = linkWindow_->isChecked()});
    });
    action->setCheckable(true);
    action->setChecked(true);
    return action;
  };
  linkZoom_ = addLink("link-zoom", tr("Link &zoom"), tr("Shift+Z"));
  linkPan_ = addLink("link-pan", tr("Link &pan"), tr("Shift+P"));
  linkWindow_ = addLink("link-window", tr("Link &window"), tr("Shift+W"));
  menu->addSeparator();
  regionAction_ = addAction(menu, QStringLiteral("region"), tr("&Draw region for statistics and surface"),
                            QKeySequence(Qt::Key_R), [] {});
  regionAction_->setCheckable(true);
  imageActions_.push_back(regionAction_);
  connect(regionAction_, &QAction::toggled, grid_, &widgets::ViewGrid::setRegionMode);
  imageActions_.push_back(
      addAction(menu, {}, tr("Cross-&hair for the keyboard"), QKeySequence(Qt::Key_X), [this] {
        widgets::ImageView& view = grid_->activePane().imageView();
        view.setCrosshair(!view.hasCrosshair());
      }));
  imageActions_.push_back(addAction(menu, {}, tr("Clear re&gion"), QKeySequence(tr("Shift+R")),
                                    [this] { model_->setRegion({}); }));
  menu->addSeparator();
  buildMetricsAction(menu);
  buildPlotMenu(menu);
  menu->addSeparator();
  QAction* copy =
      addAction(menu, {}, tr("Copy the results &table"), QKeySequence::Copy, [this] { copyResults(); });
  copy->setObjectName(QStringLiteral("copyResults"));
  resultActions_.push_back(copy);
  results_->setTableActions({copy, saveCompressed_, saveDecoded_});
}

void MainWindow::buildHelpMenu() {
  QMenu* menu = menuBar()->addMenu(tr("&Help"));
  addAction(menu, QStringLiteral("help"), tr("&Keys and mouse"), {}, [this] {
    showShortcuts();
  })->setShortcuts({QKeySequence(Qt::Key_F1), QKeySequence(tr("?"))});
  addAction(menu, QStringLiteral("info"), tr("&About Trabecula"), {}, [this] { showAbout(); });
}

void MainWindow::buildToolBar() {
  QToolBar* bar = addToolBar(tr("Main tool bar"));
  bar->setObjectName(QStringLiteral("toolbar"));
  bar->setMovable(false);
  bar->setIconSize(QSize(20, 20));
  bar->addAction(findChild<QAction*>(QStringLiteral("openFiles")));
  bar->addAction(findChild<QAction*>(QStringLiteral("openFolder")));
  bar->addSeparator();
  presetBox_ = new QComboBox(bar);
  presetBox_->setObjectName(QStringLiteral("presetBox"));
  presetBox_->setMinimumWidth(190);
  presetBox_->setAccessibleName(tr("Window preset"));
  presetBox_->setToolTip(tr("Window preset (keys 1 to 9, 0 for automatic)"));
  connect(presetBox_, &QComboBox::activated, this, [this](int index) {
    if (index > 0) applyPreset(static_cast<std::size_t>(index - 1));
  });
  bar->addWidget(presetBox_);
  bar->addAction(invertAction_);
  bar->addAction(findChild<QAction*>(QStringLiteral("fit")));
  bar->addSeparator();
  bar->addActions(layoutGroup_->actions());
  bar->addSeparator();
  bar->addActions({linkZoom_, linkPan_, linkWindow_});
  bar->addSeparator();
  bar->addAction(regionAction_);
}

void MainWindow::refreshRecent() {
  const QStringList files = services_.state.recentFiles();
  const RecentNames names(services_.state, settings_.patientInPictures);
  QStringList shown;
  for (const QString& file : files) shown << names.shown(file);
  emptyPage_->setRecentFiles(files, shown);
  recentMenu_->clear();
  recentMenu_->setEnabled(!files.isEmpty());
  for (const QString& file : files) {
    QAction* action = recentMenu_->addAction(
        QFileInfo(names.shown(file)).fileName().replace(QLatin1Char('&'), QStringLiteral("&&")));
    action->setToolTip(names.shown(file));
    action->setObjectName(QStringLiteral("recent"));
    connect(action, &QAction::triggered, this, [this, file] { openPaths({file.toStdString()}); });
  }
  recentMenu_->addSeparator();
  connect(recentMenu_->addAction(tr("&Clear this list")), &QAction::triggered, this, [this] {
    RecentNames(services_.state, settings_.patientInPictures).clear();
    services_.state.clearRecentFiles();
    refreshRecent();
  });
}

void MainWindow::refreshPresets() {
  presets_.clear();
  if (model_->image())
    presets_ = windowPresets(model_->image()->image, model_->frame(), settings_.sitePresets);
  presetMenu_->clear();
  presetMenu_->setEnabled(!presets_.empty());
  presetBox_->clear();
  presetBox_->setEnabled(!presets_.empty());
  presetBox_->addItem(tr("Window preset"));
  constexpr std::size_t keys = 9;
  for (std::size_t i = 0; i < presets_.size(); ++i) {
    const QString key = i < keys ? QString::number(i + 1) : QString();
    addAction(presetMenu_, {}, presets_[i].title, QKeySequence(key), [this, i] { applyPreset(i); });
    presetBox_->addItem(key.isEmpty() ? presets_[i].title
                                      : QStringLiteral("%1  %2").arg(key, presets_[i].title));
  }
  refreshDisplayControls();
}

/// Says which preset the active pane shows, if it is one of them, and whether it is inverted.
void MainWindow::refreshDisplayControls() {
  const core::DisplaySettings& display = grid_->activePane().display();
  invertAction_->setChecked(display.invert);
  const auto shown =
      std::ranges::find_if(presets_, [&](const WindowPreset& preset) { return preset.isShownBy(display); });
  const int index = shown == presets_.end() ? -1 : static_cast<int>(shown - presets_.begin());
  presetBox_->setCurrentIndex(index + 1);
  QStringList titles;
  for (const WindowPreset& preset : presets_) titles << preset.title;
  windowControls_->panel().setPresets(titles, index);
}

void MainWindow::applyPreset(std::size_t index) {
  if (index >= presets_.size()) return;
  grid_->setDisplay(presets_[index].appliedTo(grid_->activePane().display()));
}

void MainWindow::toggleInvert() {
  core::DisplaySettings display = grid_->activePane().display();
  display.invert = !display.invert;
  grid_->setDisplay(display);
}

void MainWindow::showCompareLayout() {
  grid_->setGridLayout(GridLayout::Quad);
}

void MainWindow::findDevices() {
  services_.viewJobs.start(
      tr("Devices"),
      [](core::JobContext&) {
        addTorchEngines(core::learnedModels());
        return computeDevices();
      },
      this,
      [this](const std::vector<ComputeDevice>& devices) {
        std::vector<widgets::DeviceChoice> choices = {
            {.id = QStringLiteral("auto"), .title = tr("Automatic")}};
        QStringList gpus;
        QString cpu;
        for (const ComputeDevice& device : devices) {
          const QString title = QString::fromStdString(device.title);
          choices.push_back({.id = QString::fromStdString(device.id),
                             .title = title,
                             .usable = device.usable,
                             .reason = QString::fromStdString(device.reason)});
          if (device.id == "cpu")
            cpu = title;
          else if (device.usable)
            gpus << title;
        }
        codecPanel_->setDevices(choices);
        deviceLabel_->setText(
            tr("GPU: %1   %2").arg(gpus.isEmpty() ? tr("none") : gpus.join(QStringLiteral(", ")), cpu));
      });
}

}  // namespace trabecula::app
