#include "app/desktop/study_controller.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>

#include "app/desktop/demo_study.h"
#include "core/support/error.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/panel/study_panel.h"
#include "widgets/view/viewer_model.h"

namespace trabecula::app {
namespace {

// Before maps and all else; after them, but before thumbnails.
constexpr int openingPriority = 2;
constexpr int aheadPriority = -1;

}  // namespace

StudyController::StudyController(widgets::JobRunner& runner, widgets::StudyPanel& panel,
                                 widgets::ViewerModel& model, QObject* parent)
    : QObject(parent), runner_(runner), panel_(panel), model_(model) {
  connect(&panel_, &widgets::StudyPanel::imageChosen, this, &StudyController::openImage);
}

/// An image with what its file was before it was read.
struct StudyController::Read {
  std::shared_ptr<const core::ImageFile> file;
  std::optional<FileStamp> stamp;
};

StudyController::Read StudyController::read(const std::filesystem::path& path, core::JobContext& context) {
  const std::optional<FileStamp> stamp = fileStamp(path);
  return {std::make_shared<const core::ImageFile>(core::readImageFile(path, {}, context)), stamp};
}

void StudyController::open(const std::vector<std::filesystem::path>& paths,
                           const std::filesystem::path& first) {
  if (paths.empty()) return;
  Q_EMIT opening(QString::fromStdString(paths.front().filename().string()));
  list(paths, first, ++request_);
}

void StudyController::list(const std::vector<std::filesystem::path>& paths,
                           const std::filesystem::path& first, int request) {
  runner_.start(
      widgets::JobLabel{.title = tr("Open"), .priority = openingPriority},
      [paths](core::JobContext& context) { return core::openStudies(paths, context); }, this,
      [this, paths, request, first](const core::StudyList& list) { showList(paths, list, first, request); },
      [this, request](const core::Error& error) { fail(QString::fromUtf8(error.what()), request); });
}

/// What was asked for is listed, whatever was asked for since; only which image is shown is the last one's
/// business.
void StudyController::showList(const std::vector<std::filesystem::path>& paths, const core::StudyList& list,
                               const std::filesystem::path& chosen, int request) {
  panel_.addStudies(list.studies);
  if (list.studies.empty()) {
    const QString reason =
        list.skipped.empty()
            ? tr("%1: no images in this folder").arg(QString::fromStdString(paths.front().string()))
            : QString::fromStdString(list.skipped.front().reason);
    const QString file = list.skipped.empty()
                             ? QString()
                             : QString::fromStdString(list.skipped.front().path.filename().string());
    fail(reason.contains(file) ? reason : file + QStringLiteral(": ") + reason, request);
    return;
  }
  if (!list.skipped.empty()) {
    const core::SkippedFile& first = list.skipped.front();
    Q_EMIT skipped(tr("Files skipped: %1. The first is %2: %3")
                       .arg(list.skipped.size())
                       .arg(QString::fromStdString(first.path.filename().string()),
                            QString::fromStdString(first.reason)));
  }
  if (request != request_) return;
  // The file that was named first is shown first, wherever sorting put it.
  std::filesystem::path first = list.studies.front().series.front().images.front().path;
  for (const core::Study& study : list.studies)
    for (const core::Series& series : study.series)
      for (const core::ImageEntry& entry : series.images)
        if (entry.path == (chosen.empty() ? paths.front() : chosen)) first = entry.path;
  openImage(first);
}

void StudyController::openImage(const std::filesystem::path& path) {
  const int request = ++request_;
  // The list follows at once: a second step goes on from here, also past a file that cannot be read.
  panel_.setCurrentImage(path);
  // One that still waits would only delay this one; one that is being read is shown meanwhile.
  if (reading_ && reading_->state() == widgets::JobHandle::State::Waiting) reading_->cancel();
  // What is read ahead for another image only delays this one.
  if (ahead_) ahead_->cancel();
  wanted_.clear();
  Q_EMIT opening(QString::fromStdString(path.filename().string()));
  if (const auto cached = cache_.find(path)) {
    show(cached, request);
    return;
  }
  reading_ = runner_.start(
      widgets::JobLabel{.title = tr("Open"), .priority = openingPriority},
      [path](core::JobContext& context) { return read(path, context); }, this,
      [this, request](const Read& result) {
        cache_.insert(result.file, result.stamp);
        show(result.file, request);
      },
      [this, request](const core::Error& error) {
        if (request == request_) fail(QString::fromUtf8(error.what()), request);
      });
}

void StudyController::show(const std::shared_ptr<const core::ImageFile>& file, int request) {
  if (request < shown_) return;  // overtaken
  shown_ = request;
  model_.setImage(file);
  // One that was stepped over meanwhile is shown in passing.
  if (request != request_) return;
  Q_EMIT opened(file->path);
  Q_EMIT settled();
  readAhead();
}

/// What comes late must not change what is shown after the last word about it.
void StudyController::fail(const QString& reason, int request) {
  const bool isLast = request == request_;
  if (isLast) shown_ = request;
  const auto& image = model_.image();
  const QString still =
      image && isLast ? tr(" Still showing %1.").arg(QString::fromStdString(image->path.filename().string()))
                      : QString();
  Q_EMIT failed(reason +
                (still.isEmpty() || reason.endsWith(QLatin1Char('.')) ? still : QLatin1Char('.') + still));
  if (isLast) Q_EMIT settled();
}

void StudyController::setCacheLimit(std::uint64_t bytes) {
  cache_.setLimit(bytes);
}

/// Reads the next image of the list, then the one before, unless they are there already: once for every image
/// that is shown.
void StudyController::readAhead() {
  wanted_.clear();
  if (cache_.limit() == 0 || !model_.image()) return;
  const auto images = panel_.images();
  const auto current = std::ranges::find(images, panel_.currentImage());
  if (current == images.end() || *current != model_.image()->path) return;
  if (current != images.begin()) wanted_.push_back(*(current - 1));
  if (current + 1 != images.end()) wanted_.push_back(*(current + 1));
  std::erase_if(wanted_, [this](const std::filesystem::path& path) {
    return cache_.contains(path) || path == unreadable_;
  });
  readNextAhead();
}

void StudyController::readNextAhead() {
  if (wanted_.empty()) return;
  const std::filesystem::path path = wanted_.back();
  wanted_.pop_back();
  ahead_ = runner_.start(
      widgets::JobLabel{.title = tr("Read ahead"), .priority = aheadPriority},
      [path](core::JobContext& context) { return read(path, context); }, this,
      [this](const Read& result) {
        cache_.insert(result.file, result.stamp);
        // Where it, or the image that is shown, does not fit beside the others, no third one will.
        if (cache_.contains(result.file->path) && model_.image() && cache_.contains(model_.image()->path))
          readNextAhead();
      },
      // Said when somebody asks for it; until then it is not tried again and again.
      [this, path](const core::Error&) {
        unreadable_ = path;
        readNextAhead();
      });
}

void StudyController::openDemo() {
  Q_EMIT opening(tr("demo study"));
  const int request = ++request_;
  runner_.start(
      tr("Demo study"), [](core::JobContext& context) { return writeDemoStudy(demoStudyFolder(), context); },
      this, [this, request](const std::vector<std::filesystem::path>& files) { list(files, {}, request); },
      [this, request](const core::Error& error) { fail(QString::fromUtf8(error.what()), request); });
}

void StudyController::stepImage(int step) {
  const auto images = panel_.images();
  const auto current = std::ranges::find(images, panel_.currentImage());
  if (current == images.end()) return;
  const auto index = std::clamp<std::ptrdiff_t>(current - images.begin() + step, 0,
                                                static_cast<std::ptrdiff_t>(images.size()) - 1);
  if (images.begin() + index != current) openImage(images[static_cast<std::size_t>(index)]);
}

}  // namespace trabecula::app
