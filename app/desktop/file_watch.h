#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <filesystem>
#include <optional>

#include "app/desktop/image_cache.h"

namespace trabecula::app {

/// Tells when a file that is shown is deleted or changed. Where the system says nothing of that (drives of a
/// network), check() finds it. UI thread only.
class FileWatch : public QObject {
  Q_OBJECT

 public:
  explicit FileWatch(QObject* parent = nullptr);

  /// From now on of this file; of none where the path is empty.
  void watch(const std::filesystem::path& path);
  void check();

 Q_SIGNALS:
  /// Once, until it is there again.
  void gone();
  /// Once for every change.
  void changed();

 private:
  std::filesystem::path path_;
  std::optional<FileStamp> stamp_;  ///< as last told
  QFileSystemWatcher watcher_;
  QTimer soon_;
};

}  // namespace trabecula::app
