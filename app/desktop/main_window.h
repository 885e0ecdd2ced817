#pragma once

#include <QMainWindow>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/desktop/settings.h"
#include "app/desktop/window_presets.h"
#include "widgets/view/view_grid.h"

class QActionGroup;
class QComboBox;
class QDockWidget;
class QLabel;
class QMenu;
class QProgressBar;
class QStackedWidget;

namespace trabecula::widgets {
class Chart;
class CodecPanel;
class HistogramPanel;
class JobModel;
class JobRunner;
class ParetoPanel;
class RateDistortionPanel;
class ResultsPanel;
class StudyPanel;
class WindowPanel;
}  // namespace trabecula::widgets

namespace trabecula::core {
struct ReportPicture;
}

namespace trabecula::app {

class CompressionController;
class EmptyPage;
class FileDialogs;
class FileWatch;
class SessionKeeper;
class HistoryStore;
class SaveController;
class StateStore;
class StudyController;
class WindowControls;

/// The main window: studies on the left, panes in the middle, codec and jobs on the right, results below.
/// It only connects parts; the work is done by the controllers.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  /// What the window is built on; outlives it. Tests give a synchronous runner and dialogs that answer.
  struct Services {
    StateStore& state;
    FileDialogs& dialogs;
    widgets::JobRunner& compressionJobs;  ///< listed in the job panel
    widgets::JobRunner& viewJobs;         ///< opening, thumbnails, maps: short, not listed
    widgets::JobRunner& saveJobs;         ///< listed; the window is not closed before they are done
    HistoryStore* history = nullptr;      ///< earlier results; null where none are kept
    QString sessionLock = {};             ///< whose session is kept; empty where there is only this window
  };

  explicit MainWindow(const Services& services, QWidget* parent = nullptr);
  ~MainWindow() override;

  widgets::ViewerModel& model() { return *model_; }
  widgets::ViewGrid& grid() { return *grid_; }
  widgets::CodecPanel& codecPanel() { return *codecPanel_; }
  widgets::ResultsPanel& results() { return *results_; }
  widgets::WindowPanel& windowPanel();
  widgets::ParetoPanel& pareto() { return *pareto_; }
  widgets::RateDistortionPanel& rateDistortion() { return *rateDistortion_; }
  widgets::HistogramPanel& histogram() { return *histogram_; }
  StudyController& studies() { return *studies_; }

  void openPaths(const std::vector<std::filesystem::path>& paths);
  void openDemo();
  /// Compresses the open image with the codec panel's settings.
  void compress();
  void compressWithAll();
  void showCompareLayout();
  /// Opens again what was open when the program ended without being closed; false where it was closed.
  bool restoreSession();
  /// The panes as they are seen, without the patient's name unless the settings want it.
  QPixmap panesPicture();
  /// The whole window, with or without the patient's name.
  QPixmap windowPicture(bool withNames);
  /// Whether anything that panes show is still computed.
  bool isBusyForPanes() const;
  /// The last message of the message bar; empty where there is none.
  QString message() const;

 Q_SIGNALS:
  /// A compression ended, well or not.
  void compressionSettled();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void buildPanels();
  void addTab(const QString& beside, const QString& name, const QString& title, QWidget* content);
  void buildDockActions(QMenu* menu);
  void addDockAction(QMenu* menu, QDockWidget* dock, const QKeySequence& key);
  void showDock(const QString& name);
  void buildWindowPanel();
  void buildPlots();
  void buildPlotMenu(QMenu* compare);
  void buildFileMenu();
  void buildViewMenu();
  void buildWindowMenu(QMenu* view);
  void buildWindowSteps(QMenu* view);
  void buildLayoutActions(QMenu* view);
  void buildCompressMenu();
  void buildHistoryMenu(QMenu* compress);
  void buildReportActions(QMenu* menu);
  void buildMetricsAction(QMenu* menu);
  void buildCompareMenu();
  void buildHelpMenu();
  void buildToolBar();
  void buildStatusBar();
  void connectControllers();
  void connectHistory();
  void connectModel();
  void findDevices();

  QAction* addAction(QMenu* menu, const QString& icon, const QString& text, const QKeySequence& key,
                     const std::function<void()>& slot);
  void connectPlots();
  void connectSession();
  void noteSession();
  void keepLayout();
  void requireKept(bool isKept);
  void editSettings(int page);
  void applySettings(const Settings& settings);
  void refreshPareto();
  void takeSetting(const QString& codecId, const core::Parameters& parameters);
  void savePlot(const widgets::Chart& chart, const QString& name);
  void refreshForImage();
  void refreshRecent();
  void showNotes();
  void refreshTitle();
  QString shownText(const QString& text) const;
  void sayNotices();
  void takeFocusForImage();
  void refreshPresets();
  void refreshDisplayControls();
  void applyPreset(std::size_t index);
  void toggleInvert();
  void stepFrameOrImage(int step);
  void showProbe(std::optional<widgets::Probe> probe);
  QString resultProbeText(const widgets::Probe& probe, std::int32_t stored) const;
  void buildComparedActions(QMenu* menu);
  void useSelectedAs(widgets::Compared which);
  void showMessage(const QString& text, bool isError);
  void showPaneMenu(std::size_t index, const QPoint& position);
  void openFiles();
  void openFolder();
  void saveCompressed();
  void saveDecoded();
  void savePicture();
  void saveReport();
  void showAllMetrics();
  std::vector<core::ReportPicture> panePictures(bool withNames);
  void connectSaves();
  QString neutralName(const QString& what, const QString& suffix) const;
  /// What `grab` returns while the panes show the patient's name, or do not.
  template <typename Grab>
  auto withPatient(bool visible, const Grab& grab);
  bool isPatientVisible() const;
  void compressAnew();
  void finishRanking();
  void setHistoryCap(qint64 bytes);
  void refreshHistorySizes();
  void connectFileWatch();
  void clearHistory();
  void savePaneAsPicture(widgets::ViewPane& pane);
  void showInformation();
  void showAbout();
  void showShortcuts();
  void copyResults();
  void restoreLayout();
  bool requireResult();

  Services services_;
  Settings settings_;
  SessionKeeper* session_ = nullptr;
  FileWatch* fileWatch_ = nullptr;
  widgets::ViewerModel* model_ = nullptr;
  widgets::ViewGrid* grid_ = nullptr;
  widgets::StudyPanel* studyPanel_ = nullptr;
  widgets::CodecPanel* codecPanel_ = nullptr;
  widgets::ResultsPanel* results_ = nullptr;
  widgets::JobModel* jobs_ = nullptr;
  StudyController* studies_ = nullptr;
  CompressionController* compressions_ = nullptr;
  SaveController* saves_ = nullptr;
  WindowControls* windowControls_ = nullptr;
  widgets::ParetoPanel* pareto_ = nullptr;
  widgets::RateDistortionPanel* rateDistortion_ = nullptr;
  widgets::HistogramPanel* histogram_ = nullptr;
  EmptyPage* emptyPage_ = nullptr;
  QStackedWidget* pages_ = nullptr;
  QWidget* messageBar_ = nullptr;
  QLabel* messageIcon_ = nullptr;
  QLabel* messageText_ = nullptr;
  QLabel* probeLabel_ = nullptr;
  QLabel* deviceLabel_ = nullptr;
  QProgressBar* openingBar_ = nullptr;
  QMenu* recentMenu_ = nullptr;
  QMenu* presetMenu_ = nullptr;
  QComboBox* presetBox_ = nullptr;
  QActionGroup* layoutGroup_ = nullptr;
  QActionGroup* historySizes_ = nullptr;
  std::vector<QAction*> imageActions_;   ///< enabled while an image is open
  std::vector<QAction*> resultActions_;  ///< enabled while a result is shown
  QAction* invertAction_ = nullptr;
  QAction* saveCompressed_ = nullptr;
  QAction* saveDecoded_ = nullptr;
  QAction* linkZoom_ = nullptr;
  QAction* linkPan_ = nullptr;
  QAction* linkWindow_ = nullptr;
  QAction* regionAction_ = nullptr;
  std::vector<WindowPreset> presets_;
  std::optional<widgets::Probe> probe_;  ///< where the cursor is
  QStringList notices_;                  ///< to be said with the next image
  /// The image that all codecs compress, until the last is done.
  std::shared_ptr<const core::ImageFile> ranking_;
  bool startingAll_ = false;
  bool closing_ = false;  ///< as soon as everything is saved
};

template <typename Grab>
auto MainWindow::withPatient(bool visible, const Grab& grab) {
  grid_->setPatientVisible(visible);
  auto grabbed = grab();
  grid_->setPatientVisible(isPatientVisible());
  return grabbed;
}

}  // namespace trabecula::app
