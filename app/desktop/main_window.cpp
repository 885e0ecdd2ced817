#include "app/desktop/main_window.h"

#include <QCloseEvent>
#include <QComboBox>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "app/desktop/compression_controller.h"
#include "app/desktop/empty_page.h"
#include "app/desktop/file_dialogs.h"
#include "app/desktop/file_watch.h"
#include "app/desktop/recent_names.h"
#include "app/desktop/session_keeper.h"
#include "app/desktop/state_store.h"
#include "app/desktop/study_controller.h"
#include "core/image/window_level.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/panel/codec_panel.h"
#include "widgets/panel/job_panel.h"
#include "widgets/panel/results_panel.h"
#include "widgets/panel/study_panel.h"
#include "widgets/panel/window_panel.h"
#include "widgets/theme/theme.h"
#include "widgets/view/number_text.h"
#include "widgets/view/patient_text.h"

namespace trabecula::app {
namespace {

/// Stands in the status bar all the time, quietly.
QLabel* makeDisplayNote(QWidget* parent) {
  auto* note = new QLabel(widgets::displayNoteTitle(), parent);
  note->setObjectName(QStringLiteral("standingNote"));
  note->setProperty("quiet", true);
  note->setToolTip(widgets::displayNoteText());
  return note;
}

}  // namespace

using widgets::GridLayout;
using widgets::icon;

MainWindow::MainWindow(const Services& services, QWidget* parent)
    : QMainWindow(parent), services_(services), settings_(loadSettings(services.state)) {
  setWindowTitle(QStringLiteral("Trabecula"));
  setAcceptDrops(true);
  setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowTabbedDocks);
  setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  model_ = new widgets::ViewerModel(services_.viewJobs, this);
  buildPanels();
  buildFileMenu();
  buildViewMenu();
  buildCompressMenu();
  buildCompareMenu();
  buildHelpMenu();
  buildToolBar();
  buildStatusBar();
  connectControllers();
  connectModel();
  connectPlots();
  connectSession();
  refreshForImage();
  refreshPresets();
  refreshRecent();
  resize(QSize(1600, 1000).boundedTo(screen()->availableSize()));
  restoreLayout();
  // LibTorch takes its time to load: the first paint does not wait for it.
  QTimer::singleShot(0, this, &MainWindow::findDevices);
}

MainWindow::~MainWindow() {
  services_.compressionJobs.cancelAll();
  services_.viewJobs.cancelAll();
  // The compressed files that are being saved go with the window.
  services_.saveJobs.waitForWorkers(-1);
}

void MainWindow::buildPanels() {
  grid_ = new widgets::ViewGrid(*model_, this);
  emptyPage_ = new EmptyPage(this);
  pages_ = new QStackedWidget(this);
  pages_->addWidget(emptyPage_);
  pages_->addWidget(grid_);
  // A window wider than the screen is worse than a page that is cut on a small one.
  constexpr int leastPageWidth = 320;
  pages_->setMinimumWidth(leastPageWidth);

  messageBar_ = new QWidget(this);
  messageBar_->setObjectName(QStringLiteral("messageBar"));
  messageIcon_ = new QLabel(messageBar_);
  messageText_ = new QLabel(messageBar_);
  messageText_->setWordWrap(true);
  messageText_->setTextFormat(Qt::PlainText);  // names of files are no markup
  messageText_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* dismiss = new QToolButton(messageBar_);
  dismiss->setIcon(icon(QStringLiteral("cancel")));
  dismiss->setToolTip(tr("Dismiss (Esc)"));
  dismiss->setAccessibleName(tr("Dismiss the message"));
  dismiss->setShortcut(Qt::Key_Escape);
  connect(dismiss, &QToolButton::clicked, messageBar_, &QWidget::hide);
  auto* row = new QHBoxLayout(messageBar_);
  row->setContentsMargins(12, 6, 6, 6);
  row->addWidget(messageIcon_);
  row->addWidget(messageText_, 1);
  row->addWidget(dismiss);
  messageBar_->hide();

  auto* middle = new QWidget(this);
  auto* column = new QVBoxLayout(middle);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(messageBar_);
  column->addWidget(pages_, 1);
  setCentralWidget(middle);

  const auto addDock = [this](const QString& name, const QString& title, QWidget* content,
                              Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    dock->setWidget(content);
    addDockWidget(area, dock);
    return dock;
  };
  studyPanel_ = new widgets::StudyPanel(services_.viewJobs, this);
  auto* left = addDock(QStringLiteral("studies"), tr("Studies"), studyPanel_, Qt::LeftDockWidgetArea);

  codecPanel_ = new widgets::CodecPanel(core::CodecRegistry::instance(), this);
  auto* right = addDock(QStringLiteral("compress"), tr("Compress"), codecPanel_, Qt::RightDockWidgetArea);
  auto* jobPanel = new widgets::JobPanel(services_.compressionJobs, this);
  jobPanel->model().addRunner(services_.saveJobs);
  jobs_ = &jobPanel->model();
  auto* jobs = addDock(QStringLiteral("jobs"), tr("Jobs"), jobPanel, Qt::RightDockWidgetArea);
  results_ = new widgets::ResultsPanel(this);
  auto* bottom = addDock(QStringLiteral("results"), tr("Results"), results_, Qt::BottomDockWidgetArea);
  studyPanel_->setMinimumWidth(190);
  codecPanel_->setMinimumWidth(240);
  buildWindowPanel();
  buildPlots();
  resizeDocks({left, right}, {230, 290}, Qt::Horizontal);
  resizeDocks({bottom}, {235}, Qt::Vertical);
  resizeDocks({right, jobs}, {400, 280}, Qt::Vertical);
}

void MainWindow::buildStatusBar() {
  probeLabel_ = new QLabel(this);
  probeLabel_->setObjectName(QStringLiteral("probe"));
  QFont digits = probeLabel_->font();
  digits.setStyleHint(QFont::Monospace);
  digits.setFamily(QStringLiteral("DejaVu Sans Mono"));
  digits.setPixelSize(12);
  probeLabel_->setFont(digits);
  openingBar_ = new QProgressBar(this);
  openingBar_->setRange(0, 0);
  openingBar_->setAccessibleName(tr("Opening"));
  openingBar_->setFixedWidth(120);
  openingBar_->hide();
  deviceLabel_ = new QLabel(this);
  deviceLabel_->setProperty("quiet", true);
  statusBar()->addWidget(probeLabel_, 1);
  statusBar()->addPermanentWidget(openingBar_);
  statusBar()->addPermanentWidget(makeDisplayNote(this));
  statusBar()->addPermanentWidget(deviceLabel_);
  statusBar()->setSizeGripEnabled(false);
  constexpr int edge = 10;
  statusBar()->setContentsMargins(edge, 0, edge, 0);
  showProbe(std::nullopt);
}

void MainWindow::connectControllers() {
  studies_ = new StudyController(services_.viewJobs, *studyPanel_, *model_, this);
  compressions_ = new CompressionController(services_.compressionJobs, services_.history, this);
  connectHistory();
  connectSaves();

  connect(studies_, &StudyController::opening, this, [this](const QString& what) {
    openingBar_->show();
    statusBar()->showMessage(tr("Opening %1\u2026").arg(what));
  });
  connect(studies_, &StudyController::settled, this, [this] {
    openingBar_->hide();
    statusBar()->clearMessage();
    showNotes();
  });
  connect(studies_, &StudyController::opened, this, [this](const std::filesystem::path& path) {
    messageBar_->hide();
    sayNotices();
    takeFocusForImage();
    const QString file = QFileInfo(QString::fromStdString(path.string())).absoluteFilePath();
    const StateStore::Batch once(services_.state);
    services_.state.addRecentFile(file);
    RecentNames(services_.state, settings_.patientInPictures).remember(file, model_->image()->attributes);
    refreshRecent();
  });
  connect(studies_, &StudyController::failed, this, [this](const QString& text) { showMessage(text, true); });
  // Said once the first of the images that can be read is there.
  connect(studies_, &StudyController::skipped, this, [this](const QString& text) {
    notices_ << text;
    if (openingBar_->isHidden()) sayNotices();
  });
  connect(
      compressions_, &CompressionController::finished, this,
      [this](const CompressionController::ImagePtr& image, const CompressionController::ResultPtr& result) {
        // A result of an image that was closed meanwhile has nothing to stand beside.
        using widgets::ResultsPanel;
        // While all codecs are at work the panes do not jump from one to the next.
        if (image == model_->image())
          results_->addResult(result, ranking_ ? ResultsPanel::Select::IfNoneIs : ResultsPanel::Select::Yes);
        Q_EMIT compressionSettled();
      });
  connect(compressions_, &CompressionController::failed, this, [this](const QString& text) {
    showMessage(text, true);
    Q_EMIT compressionSettled();
  });

  connect(emptyPage_, &EmptyPage::openFilesRequested, this, &MainWindow::openFiles);
  connect(emptyPage_, &EmptyPage::openFolderRequested, this, &MainWindow::openFolder);
  connect(emptyPage_, &EmptyPage::demoRequested, this, &MainWindow::openDemo);
  connect(emptyPage_, &EmptyPage::recentRequested, this,
          [this](const QString& path) { openPaths({path.toStdString()}); });
  connect(codecPanel_, &widgets::CodecPanel::compressRequested, this, &MainWindow::compress);
  connect(codecPanel_, &widgets::CodecPanel::compressAllRequested, this, &MainWindow::compressWithAll);
  connect(codecPanel_, &widgets::CodecPanel::deviceChanged, this, [this](const QString& id) {
    // Bit costs of learned codecs are computed there as well.
    services_.compressionJobs.setDevice(id);
    services_.viewJobs.setDevice(id);
  });
  connect(results_, &widgets::ResultsPanel::resultSelected, model_, &widgets::ViewerModel::setResult);
  connect(model_, &widgets::ViewerModel::resultChanged, this,
          [this] { results_->setShown(model_->result(), model_->resultB()); });
}

void MainWindow::connectModel() {
  connect(model_, &widgets::ViewerModel::imageChanged, this, [this] {
    showProbe(std::nullopt);
    results_->clear();
    refreshForImage();
  });
  connect(model_, &widgets::ViewerModel::frameChanged, this, [this] {
    refreshPresets();
    showProbe(probe_);
  });
  connect(model_, &widgets::ViewerModel::resultChanged, this, [this] {
    for (QAction* action : resultActions_) action->setEnabled(model_->result() != nullptr);
    showProbe(probe_);
    // The first result deserves a place beside the original.
    if (model_->result() && grid_->gridLayout() == GridLayout::Single && !grid_->isMaximized())
      showCompareLayout();
  });
  connect(grid_, &widgets::ViewGrid::displayChanged, this, &MainWindow::refreshDisplayControls);
  connect(grid_, &widgets::ViewGrid::activeChanged, this, &MainWindow::refreshDisplayControls);
  connect(grid_, &widgets::ViewGrid::compressRequested, this, &MainWindow::compress);
  connect(grid_, &widgets::ViewGrid::frameStepped, this, &MainWindow::stepFrameOrImage);
  connect(grid_, &widgets::ViewGrid::probed, this, [this](std::optional<widgets::Probe> probe) {
    if (probe) statusBar()->clearMessage();  // the values are what the reader looks for now
    showProbe(probe);
  });
  connect(grid_, &widgets::ViewGrid::paneMenuRequested, this, &MainWindow::showPaneMenu);
  connect(grid_, &widgets::ViewGrid::regionDrawn, this, [this] { regionAction_->setChecked(false); });
}

void MainWindow::refreshForImage() {
  const auto& file = model_->image();
  pages_->setCurrentWidget(file ? static_cast<QWidget*>(grid_) : emptyPage_);
  for (QAction* action : imageActions_) action->setEnabled(file != nullptr);
  for (QAction* action : resultActions_) action->setEnabled(model_->result() != nullptr);
  codecPanel_->setImageFormat(file ? std::optional(file->image.format()) : std::nullopt);
  refreshTitle();
}

void MainWindow::refreshTitle() {
  const auto& file = model_->image();
  setWindowTitle(
      file ? tr("%1 \u2013 Trabecula").arg(shownText(QString::fromStdString(file->path.filename().string())))
           : QStringLiteral("Trabecula"));
}

/// Names of files often hold the patient's, which is hidden with the others.
QString MainWindow::shownText(const QString& text) const {
  if (isPatientVisible() || !model_->image()) return text;
  return widgets::withoutPatient(text, model_->image()->attributes);
}

void MainWindow::sayNotices() {
  if (!notices_.isEmpty()) showMessage(notices_.join(QLatin1Char('\n')), false);
  notices_.clear();
}

/// What was done to the file's values to get these; Image information keeps it.
void MainWindow::showNotes() {
  if (!model_->image()) return;
  QStringList notes;
  for (const std::string& note : model_->image()->image.notes()) notes << QString::fromStdString(note);
  constexpr int readingMs = 8000;
  if (!notes.isEmpty()) statusBar()->showMessage(notes.join(QStringLiteral(". ")), readingMs);
}

/// Keys act on the image as soon as it is there; a list or field that is being used keeps the keyboard.
void MainWindow::takeFocusForImage() {
  const QWidget* focus = focusWidget();
  if (!focus || !focus->isVisible() || pages_->isAncestorOf(focus)) grid_->activePane().takeFocus();
}

void MainWindow::openPaths(const std::vector<std::filesystem::path>& paths) {
  session_->addRoots(paths);
  studies_->open(paths);
}

void MainWindow::openDemo() {
  studies_->openDemo();
}

void MainWindow::compress() {
  if (!model_->image()) return;
  fileWatch_->check();
  try {
    compressions_->compress(model_->image(), codecPanel_->codec(), codecPanel_->parameters());
  } catch (const core::Error& error) {
    showMessage(QString::fromUtf8(error.what()), true);
    Q_EMIT compressionSettled();
  }
}

void MainWindow::stepFrameOrImage(int step) {
  const auto& file = model_->image();
  const int next = model_->frame() + step;
  // Another image may be chosen already, on its way or impossible to read: then the next step is from there.
  const bool isChosen = file && file->path == studyPanel_->currentImage();
  if (isChosen && next >= 0 && next < file->image.frames())
    model_->setFrame(next);
  else
    studies_->stepImage(step);
}

void MainWindow::showProbe(std::optional<widgets::Probe> probe) {
  probe_ = probe;
  const auto& file = model_->image();
  if (!probe || !file) {
    probeLabel_->setText(file ? tr("Move over the image to read values") : QString());
    return;
  }
  const core::Image& image = file->image;
  const std::int32_t stored = image.storedValue(probe->x, probe->y, model_->frame());
  const double modality = core::modalityValue(image.presentation().modality, stored);
  QString text = tr("x %1  y %2  |  stored %3  |  modality %4 %5")
                     .arg(probe->x, 5)
                     .arg(probe->y, 5)
                     .arg(stored, 6)
                     .arg(widgets::shortNumber(modality))
                     .arg(QString::fromStdString(image.presentation().modality.units));
  text += resultProbeText(*probe, stored);
  probeLabel_->setText(text.replace(QLatin1Char('-'), QChar(0x2212)));
}

void MainWindow::showMessage(const QString& text, bool isError) {
  messageIcon_->setPixmap(icon(isError ? QStringLiteral("inexact") : QStringLiteral("info")).pixmap(18, 18));
  messageText_->setText(text);
  messageBar_->setProperty("error", isError);
  widgets::restyle(messageBar_);
  messageBar_->show();
}

QString MainWindow::message() const {
  return messageBar_->isHidden() ? QString() : messageText_->text();
}

void MainWindow::restoreLayout() {
  restoreGeometry(services_.state.value(QStringLiteral("geometry")));
  // The screen may be another one than last time, or scaled differently.
  const QRect available = screen()->availableGeometry();
  if (!available.contains(geometry())) {
    resize(size().boundedTo(available.size()));
    move(std::clamp(x(), available.left(), available.right() + 1 - width()),
         std::clamp(y(), available.top(), available.bottom() + 1 - height()));
  }
  restoreState(services_.state.value(QStringLiteral("docks")));
  if (!services_.state.problem().isEmpty()) showMessage(services_.state.problem(), false);
}

void MainWindow::closeEvent(QCloseEvent* event) {
  // What fails to be saved is still to be read. Who closes again does not want to.
  if (services_.saveJobs.isBusy() && !closing_) {
    closing_ = true;
    showMessage(tr("Files are being saved. The window closes as soon as that is done."), false);
    event->ignore();
    return;
  }
  keepLayout();
  session_->end();
  // The window goes at once; workers stop at their next poll and leave no half-written files.
  services_.compressionJobs.cancelAll();
  services_.viewJobs.cancelAll();
  event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  std::vector<std::filesystem::path> paths;
  for (const QUrl& url : event->mimeData()->urls())
    if (url.isLocalFile()) paths.emplace_back(url.toLocalFile().toStdString());
  openPaths(paths);
  event->acceptProposedAction();
}

}  // namespace trabecula::app
