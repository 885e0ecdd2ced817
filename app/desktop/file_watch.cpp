#include "app/desktop/file_watch.h"

namespace trabecula::app {

FileWatch::FileWatch(QObject* parent) : QObject(parent) {
  // A file that is replaced is gone for a moment.
  constexpr int settleMs = 300;
  soon_.setSingleShot(true);
  soon_.setInterval(settleMs);
  connect(&soon_, &QTimer::timeout, this, &FileWatch::check);
  connect(&watcher_, &QFileSystemWatcher::fileChanged, this, [this] { soon_.start(); });
}

void FileWatch::watch(const std::filesystem::path& path) {
  soon_.stop();
  if (!watcher_.files().isEmpty()) watcher_.removePaths(watcher_.files());
  path_ = path;
  stamp_ = fileStamp(path);
  if (stamp_) watcher_.addPath(QString::fromStdString(path.string()));
}

void FileWatch::check() {
  if (path_.empty()) return;
  const std::optional<FileStamp> now = fileStamp(path_);
  if (now == stamp_) return;
  stamp_ = now;
  // The system watches the file, not its name.
  if (now) watcher_.addPath(QString::fromStdString(path_.string()));
  if (now)
    Q_EMIT changed();
  else
    Q_EMIT gone();
}

}  // namespace trabecula::app
