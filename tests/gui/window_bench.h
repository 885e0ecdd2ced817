#pragma once

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMimeData>
#include <QMouseEvent>
#include <QPushButton>
#include <QScreen>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTest>
#include <QToolBar>
#include <QToolButton>
#include <QTreeWidget>
#include <QUrl>
#include <QWidgetAction>
#include <algorithm>
#include <functional>

#include "app/desktop/file_dialogs.h"
#include "app/desktop/main_window.h"
#include "app/desktop/settings.h"
#include "app/desktop/state_store.h"
#include "app/desktop/study_controller.h"
#include "core/phantom/phantom.h"
#include "core/study/image_file.h"
#include "core/support/file_io.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/panel/codec_panel.h"
#include "widgets/panel/results_panel.h"
#include "widgets/panel/study_panel.h"
#include "widgets/theme/theme.h"

namespace trabecula::tests {

using app::FileDialogs;
using app::MainWindow;
using app::StateStore;

/// Answers every modal question without showing it.
class AnsweringDialogs : public FileDialogs {
 public:
  QStringList files;
  QString saveName;
  QString suggestedName;
  std::function<void(app::Settings&)> changeSettings;
  QString shownText;

  QStringList chooseFiles(QWidget*) override { return files; }
  QString chooseFolder(QWidget*) override { return {}; }
  QString chooseSaveName(QWidget*, const QString&, const QString& suggestion, const QString&) override {
    suggestedName = suggestion;
    return saveName;
  }
  void showText(QWidget*, const QString&, const QString& html) override { shownText = html; }
  bool editSettings(QWidget*, app::Settings& settings, int, const core::VoiWindow*) override {
    if (changeSettings) changeSettings(settings);
    return changeSettings != nullptr;
  }
};

/// A window with everything it stands on, and a folder with images of known content.
struct Bench {
  explicit Bench(widgets::JobRunner::Mode mode = widgets::JobRunner::Mode::Threaded)
      : compressionJobs(mode),
        viewJobs(mode),
        saveJobs(mode),
        window({.state = state,
                .dialogs = dialogs,
                .compressionJobs = compressionJobs,
                .viewJobs = viewJobs,
                .saveJobs = saveJobs}) {
    window.resize(1280, 800);
    window.show();
  }

  std::filesystem::path write(const std::string& name, const core::Image& image) {
    core::JobContext context;
    core::writeImageFile(folder / name, image, {}, context);
    return folder / name;
  }
  std::filesystem::path writeSeeded(const std::string& name, int bits = 12, int frames = 1,
                                    std::uint64_t seed = 1) {
    return write(name,
                 seededImage({.width = 160, .height = 120, .frames = frames, .bitsStored = bits}, seed));
  }
  bool open(const std::filesystem::path& path) {
    window.openPaths({path});
    return QTest::qWaitFor([&] { return window.model().image() && window.model().image()->path == path; },
                           20000);
  }
  bool compress(const std::string& codec,
                const std::vector<std::pair<std::string, std::string>>& parameters = {}) {
    if (!window.codecPanel().selectCodec(codec)) return false;
    for (const auto& [name, value] : parameters) window.codecPanel().setParameter(name, value);
    QSignalSpy settled(&window, &MainWindow::compressionSettled);
    window.compress();
    return (settled.count() > 0 || settled.wait(60000)) && window.model().result();
  }
  /// The id of a codec that can do something, so that tests name none.
  static std::string codecThat(bool core::CodecInfo::*can) {
    for (const auto& codec : core::CodecRegistry::instance().codecs())
      if (codec->info().*can) return codec->info().id;
    return {};
  }
  QImage pixels(std::size_t pane) { return window.grid().pane(pane).imageView().grab().toImage(); }

  TemporaryFolder folder;
  StateStore state{QString()};
  AnsweringDialogs dialogs;
  widgets::JobRunner compressionJobs;
  widgets::JobRunner viewJobs;
  widgets::JobRunner saveJobs;
  MainWindow window;
};

/// A move without a button, given to the widget itself: the platform's cursor may lie in another test's
/// window.
inline void hover(QWidget& widget, const QPointF& position) {
  QMouseEvent event(QEvent::MouseMove, position, widget.mapToGlobal(position), Qt::NoButton, Qt::NoButton,
                    Qt::NoModifier);
  QApplication::sendEvent(&widget, &event);
}

inline void drag(QWidget& widget, Qt::MouseButton button, const QPoint& from, const QPoint& to,
                 Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
  QTest::mousePress(&widget, button, modifiers, from);
  QTest::mouseMove(&widget, (from + to) / 2);
  QTest::mouseMove(&widget, to);
  QTest::mouseRelease(&widget, button, modifiers, to);
}

}  // namespace trabecula::tests
