#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace trabecula::app {

/// What the window shows before anything is open: a place to drop files, the ways to begin, recent studies.
class EmptyPage : public QWidget {
  Q_OBJECT

 public:
  explicit EmptyPage(QWidget* parent = nullptr);

  /// `shown` is what is written for each path.
  void setRecentFiles(const QStringList& files, const QStringList& shown);

 Q_SIGNALS:
  void openFilesRequested();
  void openFolderRequested();
  void demoRequested();
  void recentRequested(const QString& path);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QWidget* zone_ = nullptr;
  QWidget* recentBox_ = nullptr;
  QVBoxLayout* recentList_ = nullptr;
};

}  // namespace trabecula::app
