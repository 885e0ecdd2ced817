#pragma once

#include <QObject>
#include <QPointer>
#include <filesystem>
#include <vector>

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
/// replaces one that still waits and comes after one that is being read. UI thread only.
class StudyController : public QObject {
  Q_OBJECT

 public:
  StudyController(widgets::JobRunner& runner, widgets::StudyPanel& panel, widgets::ViewerModel& model,
                  QObject* parent = nullptr);

  /// Lists what the paths hold and shows the first image of the first path.
  void open(const std::vector<std::filesystem::path>& paths);
  void openImage(const std::filesystem::path& path);
  /// Writes the demo study once into the cache folder, then opens it.
  void openDemo();
  /// The image `step` places after the chosen one in the panel's order; stays at the ends.
  void stepImage(int step);
  /// Declares the depth of PNG and PGM files opened from now on.
  void setReadOptions(const core::ReadOptions& options) { options_ = options; }

 Q_SIGNALS:
  void opening(const QString& what);
  /// The opening that was announced ended, well or not.
  void settled();
  void opened(const std::filesystem::path& path);
  /// One line that names the file and the reason.
  void failed(const QString& message);
  /// Files among those opened that are no images: "3 files were skipped: ...".
  void skipped(const QString& message);

 private:
  void showList(const std::vector<std::filesystem::path>& paths, const core::StudyList& list);

  widgets::JobRunner& runner_;
  widgets::StudyPanel& panel_;
  widgets::ViewerModel& model_;
  core::ReadOptions options_;
  QPointer<widgets::JobHandle> reading_;  ///< the last image asked for
  int request_ = 0;
  int shown_ = 0;  ///< the request whose image was shown last
};

}  // namespace trabecula::app
