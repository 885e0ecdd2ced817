// What MainWindow does with earlier results, and with all codecs at once.
#include <QActionGroup>
#include <QLocale>
#include <QMenu>
#include <QStatusBar>

#include "app/desktop/compression_controller.h"
#include "app/desktop/history_store.h"
#include "app/desktop/main_window.h"
#include "app/desktop/state_store.h"
#include "core/codec/registry.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/panel/codec_panel.h"
#include "widgets/panel/results_panel.h"
#include "widgets/theme/theme.h"
#include "widgets/view/number_text.h"

namespace trabecula::app {
namespace {

constexpr qint64 mebibyte = qint64{1} << 20;

}  // namespace

using widgets::ResultsPanel;

void MainWindow::buildHistoryMenu(QMenu* compress) {
  if (!services_.history) return;
  imageActions_.push_back(addAction(compress, {}, tr("Compress &without the history"),
                                    QKeySequence(tr("Alt+Return")), [this] { compressAnew(); }));
  imageActions_.back()->setObjectName(QStringLiteral("compressAnew"));
  QMenu* menu = compress->addMenu(widgets::icon(QStringLiteral("history")), tr("&History of results"));
  historySizes_ = new QActionGroup(menu);
  // A size of the settings dialog may be none of these.
  historySizes_->setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
  for (const qint64 mebibytes : {0, 128, 512, 2048, 8192}) {
    const qint64 bytes = mebibytes * mebibyte;
    const QString text =
        bytes == 0 ? tr("Keep nothing") : tr("Keep up to %1").arg(QLocale().formattedDataSize(bytes, 0));
    QAction* action = addAction(menu, {}, text, {}, [this, bytes] {
      settings_.historyMebibytes = static_cast<int>(bytes / mebibyte);
      requireKept(saveSettings(services_.state, settings_));
      setHistoryCap(bytes);
    });
    action->setCheckable(true);
    action->setData(bytes);
    historySizes_->addAction(action);
  }
  refreshHistorySizes();
  menu->addSeparator();
  addAction(menu, {}, tr("&Clear"), {}, [this] {
    clearHistory();
  })->setObjectName(QStringLiteral("clearHistory"));
}

void MainWindow::connectHistory() {
  using ImagePtr = CompressionController::ImagePtr;
  connect(&services_.compressionJobs, &widgets::JobRunner::idle, this, [this] {
    if (!startingAll_) finishRanking();
  });
  if (!services_.history) return;
  connect(services_.history, &HistoryStore::problem, this,
          [this](const QString& text) { showMessage(text, false); });
  connect(model_, &widgets::ViewerModel::imageChanged, this, [this] {
    if (model_->image()) compressions_->recall(services_.viewJobs, model_->image());
  });
  connect(compressions_, &CompressionController::recalled, this,
          [this](const ImagePtr& image, const std::vector<CompressionController::ResultPtr>& results) {
            if (image != model_->image()) return;
            // A reader with one pane asked for the image alone; with more, results belong beside it.
            const bool alone = grid_->gridLayout() == widgets::GridLayout::Single;
            for (const auto& result : results)
              results_->addResult(result, alone ? ResultsPanel::Select::No : ResultsPanel::Select::IfNoneIs);
          });
}

void MainWindow::compressAnew() {
  if (!model_->image()) return;
  try {
    compressions_->compress(model_->image(), codecPanel_->codec(), codecPanel_->parameters(),
                            CompressionController::Reuse::No);
  } catch (const core::Error& error) {
    showMessage(QString::fromUtf8(error.what()), true);
  }
}

/// Every codec that can take the image, with its defaults; the table ranks them when the last is done.
void MainWindow::compressWithAll() {
  if (!model_->image()) return;
  ranking_ = model_->image();
  startingAll_ = true;
  const int bits = model_->image()->image.bitsStored();
  for (const auto& codec : core::CodecRegistry::instance().codecs()) {
    const core::CodecInfo& info = codec->info();
    if (bits < info.minBits || bits > info.maxBits) continue;
    compressions_->compress(model_->image(), *codec, core::Parameters::defaults(info));
  }
  startingAll_ = false;
  // On a runner that works at once everything is done by now.
  if (!services_.compressionJobs.isBusy()) finishRanking();
}

void MainWindow::finishRanking() {
  if (!ranking_) return;
  const bool stillOpen = ranking_ == model_->image();
  ranking_.reset();
  if (!stillOpen) return;
  const auto best = results_->sortByRank();
  if (!best) return;
  constexpr int readingMs = 10000;
  statusBar()->showMessage(
      tr("Smallest exact file: %1, %2")
          .arg(best->codecTitle, widgets::bitsPerPixelText(best->compression.bitsPerPixel)),
      readingMs);
}

void MainWindow::refreshHistorySizes() {
  for (QAction* action : historySizes_->actions())
    action->setChecked(action->data().toLongLong() == settings_.historyMebibytes * mebibyte);
}

void MainWindow::setHistoryCap(qint64 bytes) {
  refreshHistorySizes();
  // What is too much now goes at once, which may take a moment.
  services_.viewJobs.start(
      tr("History"),
      [history = services_.history, bytes](core::JobContext&) {
        history->setCap(bytes);
        return bytes;
      },
      this, [](qint64) {});
}

void MainWindow::clearHistory() {
  services_.viewJobs.start(
      tr("History"),
      [history = services_.history](core::JobContext&) {
        const qint64 bytes = history->size();
        return history->clear() ? bytes : -1;
      },
      this,
      [this](qint64 bytes) {
        if (bytes < 0) return;  // the history says why
        constexpr int readingMs = 6000;
        statusBar()->showMessage(tr("History cleared: %1").arg(QLocale().formattedDataSize(bytes)),
                                 readingMs);
      });
}

}  // namespace trabecula::app
