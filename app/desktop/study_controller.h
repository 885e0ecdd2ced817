#pragma once

#include <QObject>
#include <QPointer>
#include <filesystem>
#include <vector>

#include "app/desktop/image_cache.h"
#include "core/study/image_file.h"
#include "core/study/study.h"

namespace trabecula::widgets {
class JobHandle;
class JobRunner;
class StudyPanel;
class ViewerModel;
}  // namespace trabecula::widgets

namespace trabecula::app {

/// Opens files and folders into the study panel and images into the model, in the background. A newer request
/// replaces one that still waits and comes after one that is being read. The neighbours of an image that was
/// opened are read ahead, as far as the cache holds them. UI thread only.
class StudyController : public QObject {
  Q_OBJECT

 public:
  StudyController(widgets::JobRunner& runner, widgets::StudyPanel& panel, widgets::ViewerModel& model,
                  QObject* parent = nullptr);

  /// Lists what the paths hold and shows `first`, where that is among it, else the first image of the first
  /// path.
  void open(const std::vector<std::filesystem::path>& paths, const std::filesystem::path& first = {});
  void openImage(const std::filesystem::path& path);
  /// Writes the demo study once into the cache folder, then opens it.
  void openDemo();
  /// The image `step` places after the chosen one in the panel's order; stays at the ends.
  void stepImage(int step);
  /// Memory for images that were read or are read ahead, in bytes of pixels; 0 for none.
  void setCacheLimit(std::uint64_t bytes);
  const ImageCache& cache() const { return cache_; }

 Q_SIGNALS:
  void opening(const QString& what);
  /// The opening that was announced ended, well or not.
  void settled();
  /// The image that was asked for last is shown.
  void opened(const std::filesystem::path& path);
  /// One line that names the file and the reason, and the image that is shown still.
  void failed(const QString& message);
  /// Files among those opened that are no images: "3 files were skipped: ...".
  void skipped(const QString& message);

 private:
  struct Read;

  void list(const std::vector<std::filesystem::path>& paths, const std::filesystem::path& first, int request);
  void showList(const std::vector<std::filesystem::path>& paths, const core::StudyList& list,
                const std::filesystem::path& chosen, int request);
  void show(const std::shared_ptr<const core::ImageFile>& file, int request);
  void fail(const QString& reason, int request);
  static Read read(const std::filesystem::path& path, core::JobContext& context);
  void readAhead();
  void readNextAhead();

  widgets::JobRunner& runner_;
  widgets::StudyPanel& panel_;
  widgets::ViewerModel& model_;
  QPointer<widgets::JobHandle> reading_;       ///< the last image asked for
  QPointer<widgets::JobHandle> ahead_;         ///< the neighbour that is being read
  std::vector<std::filesystem::path> wanted_;  ///< neighbours still to be read, the next one last
  std::filesystem::path unreadable_;           ///< the last neighbour that could not be read
  ImageCache cache_;
  int request_ = 0;
  int shown_ = 0;  ///< the request whose image was shown last, or could not be
};

}  // namespace trabecula::app
