// What MainWindow keeps between sessions: settings, layout, and what was open when the program crashed.
#include <QAction>
#include <QApplication>
#include <algorithm>

#include "app/desktop/compression_controller.h"
#include "app/desktop/file_dialogs.h"
#include "app/desktop/file_watch.h"
#include "app/desktop/history_store.h"
#include "app/desktop/main_window.h"
#include "app/desktop/session_keeper.h"
#include "app/desktop/settings_dialog.h"
#include "app/desktop/state_store.h"
#include "app/desktop/study_controller.h"
#include "app/desktop/window_controls.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/panel/study_panel.h"
#include "widgets/panel/window_panel.h"

namespace trabecula::app {

using widgets::GridLayout;

namespace {

/// What is read of a stored number may be anything.
template <typename Enum>
std::optional<Enum> checked(int value, Enum last) {
  if (value < 0 || value > static_cast<int>(last)) return std::nullopt;
  return static_cast<Enum>(value);
}

/// What was seen of the image that is open again.
void restoreView(const Session& session, widgets::ViewerModel& model, widgets::ViewGrid& grid) {
  model.setFrame(session.frame);
  core::DisplaySettings display = grid.activePane().display();
  display.invert = session.invert;
  if (session.window) {
    display.window = *session.window;
    display.voiLut.reset();
  }
  grid.setDisplay(display);
  if (!session.camera) return;
  widgets::ImageView& view = grid.activePane().imageView();
  view.setCamera(*session.camera);
  Q_EMIT view.cameraMoved(*session.camera);  // the linked panes follow
}

/// Its results, of those that the history has.
void chooseResults(const Session& session, const std::vector<CompressionController::ResultPtr>& results,
                   widgets::ViewerModel& model) {
  const auto named = [&](const QString& key) {
    const auto found = std::ranges::find_if(
        results, [&](const auto& result) { return !key.isEmpty() && result->historyKey == key; });
    return found == results.end() ? nullptr : *found;
  };
  if (const auto result = named(session.resultA)) model.setResult(result);
  if (const auto result = named(session.resultB)) model.setResultB(result);
}

}  // namespace

void MainWindow::connectSession() {
  session_ = new SessionKeeper(services_.state, services_.sessionLock, this);
  connectFileWatch();
  connect(session_, &SessionKeeper::saving, this, &MainWindow::keepLayout);
  connect(model_, &widgets::ViewerModel::imageChanged, this, &MainWindow::noteSession);
  connect(model_, &widgets::ViewerModel::frameChanged, this, &MainWindow::noteSession);
  connect(model_, &widgets::ViewerModel::resultChanged, this, &MainWindow::noteSession);
  connect(grid_, &widgets::ViewGrid::layoutChanged, this, &MainWindow::noteSession);
  connect(grid_, &widgets::ViewGrid::displayChanged, this, &MainWindow::noteSession);
  for (const QAction* link : {linkZoom_, linkPan_, linkWindow_})
    connect(link, &QAction::triggered, this, &MainWindow::noteSession);
  for (std::size_t i = 0; i < widgets::ViewGrid::paneCount; ++i) {
    connect(&grid_->pane(i), &widgets::ViewPane::roleChanged, this, &MainWindow::noteSession);
    connect(&grid_->pane(i).imageView(), &widgets::ImageView::cameraMoved, this, &MainWindow::noteSession);
  }
  connect(&windowControls_->panel(), &widgets::WindowPanel::editPresetsRequested, this,
          [this] { editSettings(static_cast<int>(SettingsDialog::Page::Presets)); });
  applySettings(settings_);
  findChild<QAction*>(QStringLiteral("patientName"))->setChecked(!settings_.hidePatient);
}

/// The image stays as it was opened; what is proved of it later would be of another file.
void MainWindow::connectFileWatch() {
  fileWatch_ = new FileWatch(this);
  const auto name = [this] {
    return shownText(QString::fromStdString(model_->image()->path.filename().string()));
  };
  connect(model_, &widgets::ViewerModel::imageChanged, this,
          [this] { fileWatch_->watch(model_->image() ? model_->image()->path : std::filesystem::path()); });
  connect(fileWatch_, &FileWatch::gone, this, [this, name] {
    showMessage(tr("%1 is no longer on the disk; it is shown from memory.").arg(name()), false);
  });
  connect(fileWatch_, &FileWatch::changed, this, [this, name] {
    showMessage(tr("%1 has changed on the disk; what is shown is what was opened.").arg(name()), false);
  });
  connect(qApp, &QGuiApplication::applicationStateChanged, fileWatch_, &FileWatch::check);
}

void MainWindow::noteSession() {
  if (!model_->image() || model_->image()->path.empty()) return;
  std::error_code ignored;  // then the path is empty, and there is nothing to restore
  Session session{.roots = {},
                  .current = std::filesystem::absolute(model_->image()->path, ignored),
                  .frame = model_->frame(),
                  .layout = static_cast<int>(grid_->gridLayout()),
                  .roles = {},
                  .links = grid_->links()};
  const core::DisplaySettings& display = grid_->activePane().display();
  if (!display.voiLut) session.window = display.window;
  session.invert = display.invert;
  const widgets::ImageView& view = grid_->activePane().imageView();
  if (!view.isFitting()) session.camera = view.camera();
  if (model_->result()) session.resultA = model_->result()->historyKey;
  if (model_->resultB()) session.resultB = model_->resultB()->historyKey;
  for (std::size_t i = 0; i < widgets::ViewGrid::paneCount; ++i)
    session.roles.push_back(static_cast<int>(grid_->pane(i).role()));
  session_->note(session);
}

void MainWindow::keepLayout() {
  services_.state.setValue(QStringLiteral("geometry"), saveGeometry());
  services_.state.setValue(QStringLiteral("docks"), saveState());
}

bool MainWindow::restoreSession() {
  const std::optional<Session> session = session_->takeCrashed();
  if (!session) return false;
  if (const auto layout = checked(session->layout, GridLayout::Quad)) grid_->setGridLayout(*layout);
  for (std::size_t i = 0; i < std::min(session->roles.size(), widgets::ViewGrid::paneCount); ++i)
    if (const auto role = checked(session->roles[i], widgets::paneRoles().back()))
      grid_->pane(i).setRole(*role);
  // Said with the image, once it is there.
  notices_ << tr(
      "The program ended unexpectedly. What was open then is opened again; what the history has of its "
      "results comes back.");
  linkZoom_->setChecked(session->links.zoom);
  linkPan_->setChecked(session->links.pan);
  linkWindow_->setChecked(session->links.window);
  grid_->setLinks(session->links);
  connect(
      studies_, &StudyController::opened, this,
      [this, session = *session](const std::filesystem::path& opened) {
        if (opened == session.current) restoreView(session, *model_, *grid_);
      },
      Qt::SingleShotConnection);
  connect(
      compressions_, &CompressionController::recalled, this,
      [this, session = *session](const CompressionController::ImagePtr& image,
                                 const std::vector<CompressionController::ResultPtr>& results) {
        if (image == model_->image() && image->path == session.current)
          chooseResults(session, results, *model_);
      },
      Qt::SingleShotConnection);
  // In the order in which they were opened: the list is to be the same.
  std::vector<std::filesystem::path> paths = session->roots;
  paths.push_back(session->current);
  studies_->open(paths, session->current);
  return true;
}

void MainWindow::editSettings(int page) {
  Settings settings = settings_;
  const core::VoiWindow shown = grid_->activePane().display().window;
  if (!services_.dialogs.editSettings(this, settings, page, model_->image() ? &shown : nullptr)) return;
  requireKept(saveSettings(services_.state, settings));
  applySettings(settings);
}

void MainWindow::requireKept(bool isKept) {
  if (!isKept)
    showMessage(tr("This setting holds until the program ends: it could not be written down."), true);
}

void MainWindow::applySettings(const Settings& settings) {
  const bool newTheme = settings.theme != settings_.theme;
  settings_ = settings;
  if (newTheme) widgets::applyTheme(settings_.theme);
  services_.compressionJobs.setThreads(settings_.threads);
  services_.viewJobs.setThreads(settings_.threads);
  services_.saveJobs.setThreads(settings_.threads);
  constexpr std::uint64_t mebibyte = 1U << 20U;
  const qint64 historyBytes = qint64{settings_.historyMebibytes} << 20;
  if (services_.history && services_.history->cap() != historyBytes) setHistoryCap(historyBytes);
  studies_->setCacheLimit(static_cast<std::uint64_t>(settings_.cacheMebibytes) * mebibyte);
  refreshPresets();
  refreshRecent();
}

QPixmap MainWindow::panesPicture() {
  return withPatient(settings_.patientInPictures, [this] { return grid_->grab(); });
}

QPixmap MainWindow::windowPicture(bool withNames) {
  auto* action = findChild<QAction*>(QStringLiteral("patientName"));
  const bool before = action->isChecked();
  action->setChecked(withNames);
  QPixmap picture = grab();
  action->setChecked(before);
  return picture;
}

bool MainWindow::isPatientVisible() const {
  const auto* action = findChild<QAction*>(QStringLiteral("patientName"));
  return action != nullptr && action->isChecked();
}

}  // namespace trabecula::app
