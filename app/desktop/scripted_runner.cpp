#include "app/desktop/scripted_runner.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QTimer>
#include <cstdio>

#include "app/desktop/main_window.h"
#include "app/desktop/study_controller.h"
#include "core/support/error.h"
#include "widgets/panel/codec_panel.h"

namespace trabecula::app {
namespace {

/// Thumbnails, residual maps and the surface's first frames come after the result; nothing announces the
/// last of them, so the picture waits this long.
constexpr int settleMs = 1500;

}  // namespace

ScriptedRunner::ScriptedRunner(MainWindow& window, ScriptedRun run, QObject* parent)
    : QObject(parent), window_(window), run_(std::move(run)) {
  connect(&window_.studies(), &StudyController::opened, this, &ScriptedRunner::imageOpened);
  connect(&window_, &MainWindow::compressionSettled, this, &ScriptedRunner::settle);
  // Without a picture to take, errors stay in the window for the user.
  if (run_.screenshot.isEmpty()) return;
  connect(&window_.studies(), &StudyController::failed, this, &ScriptedRunner::fail);
}

void ScriptedRunner::imageOpened() {
  if (started_) return;
  started_ = true;
  if (run_.compareLayout) window_.showCompareLayout();
  if (run_.codec.empty()) {
    settle();
    return;
  }
  try {
    for (const auto& [name, value] : run_.parameters) window_.codecPanel().setParameter(name, value);
  } catch (const core::Error& error) {
    fail(QString::fromUtf8(error.what()));
    return;
  }
  window_.compress();
}

void ScriptedRunner::settle() {
  if (run_.screenshot.isEmpty()) return;
  if (!run_.codec.empty() && !window_.model().result()) {
    fail(window_.message());
    return;
  }
  if (!run_.codecB.empty() && !first_) {
    first_ = window_.model().result();
    window_.codecPanel().selectCodec(run_.codecB);
    window_.compress();
    return;
  }
  if (first_) {
    // Without a second result the first one is still shown.
    if (window_.model().result() == first_) {
      fail(window_.message());
      return;
    }
    window_.model().setResultB(window_.model().result());
  }
  showPanes();
  takePictureWhenSettled();
}

/// Maps of learned codecs take their time: not before the last job of the panes is done.
void ScriptedRunner::takePictureWhenSettled() {
  QTimer::singleShot(settleMs, this, [this] {
    if (window_.isBusyForPanes())
      takePictureWhenSettled();
    else
      takePicture();
  });
}

void ScriptedRunner::showPanes() {
  if (run_.panes.isEmpty()) return;
  using widgets::GridLayout;
  constexpr std::array layouts = {GridLayout::Single, GridLayout::SideBySide, GridLayout::Three,
                                  GridLayout::Quad};
  const auto count = std::min<std::size_t>(static_cast<std::size_t>(run_.panes.size()), layouts.size());
  window_.grid().setGridLayout(layouts[count - 1]);
  for (std::size_t i = 0; i < count; ++i)
    for (const widgets::PaneRole role : widgets::paneRoles())
      if (widgets::paneRoleId(role) == run_.panes[static_cast<qsizetype>(i)])
        window_.grid().pane(i).setRole(role);
}

void ScriptedRunner::takePicture() {
  if (window_.windowPicture(run_.withNames).save(run_.screenshot))
    QCoreApplication::exit(0);
  else
    fail(tr("%1: cannot write the picture").arg(run_.screenshot));
}

void ScriptedRunner::fail(const QString& message) {
  std::fprintf(stderr, "trabecula: %s\n", qPrintable(message));
  if (!run_.screenshot.isEmpty()) QCoreApplication::exit(1);
}

}  // namespace trabecula::app
