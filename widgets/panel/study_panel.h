#pragma once

#include <QPointer>
#include <QWidget>
#include <filesystem>
#include <functional>
#include <map>

#include "core/study/study.h"

class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace trabecula::widgets {

class JobHandle;
class JobRunner;

/// The open studies as a tree Study > Series > image with thumbnails, and a search line. Thumbnails are made
/// in the background, and only of what is seen.
class StudyPanel : public QWidget {
  Q_OBJECT

 public:
  explicit StudyPanel(JobRunner& runner, QWidget* parent = nullptr);

  /// Adds studies; one that is listed already keeps its place and its images and gets the new ones. Selects
  /// nothing.
  void addStudies(const std::vector<core::Study>& studies);
  /// All image files in the order of the tree.
  std::vector<std::filesystem::path> images() const;
  std::filesystem::path currentImage() const;
  /// Selects without emitting imageChosen.
  void setCurrentImage(const std::filesystem::path& path);
  /// Hides names and identifiers of patients, in names of files as well.
  void setPatientVisible(bool visible);

 Q_SIGNALS:
  void imageChosen(const std::filesystem::path& path);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void showStudy(int index);
  QTreeWidgetItem* makeStudyItem(const core::Study& study) const;
  void addImageItem(QTreeWidgetItem* parent, const core::ImageEntry& entry, int number) const;
  void applyFilter(const QString& text);
  void requestVisibleThumbnails();
  void requestThumbnail(QTreeWidgetItem* item);
  void forEachImage(const std::function<void(QTreeWidgetItem*)>& visit) const;
  void refreshTexts(QTreeWidgetItem* item) const;

  JobRunner& runner_;
  QLineEdit* search_ = nullptr;
  QTreeWidget* tree_ = nullptr;
  std::vector<core::Study> studies_;  ///< in the order of the tree's top level
  /// Thumbnails that were asked for.
  std::map<std::filesystem::path, QPointer<JobHandle>> thumbnails_;
  bool patientVisible_ = true;
};

}  // namespace trabecula::widgets
