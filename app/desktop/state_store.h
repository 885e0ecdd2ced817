#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <memory>

namespace trabecula::app {

/// What the desktop remembers between sessions, in one SQLite file through Qt SQL: recent files and the
/// window's layout. Losing it is never an error worth stopping for: where the file cannot be opened the
/// store works in memory and `problem()` says why. UI thread only.
class StateStore {
 public:
  /// `file` is made with its folders where it does not exist; empty keeps everything in memory.
  explicit StateStore(const QString& file);
  ~StateStore();
  StateStore(const StateStore&) = delete;
  StateStore& operator=(const StateStore&) = delete;

  /// Most recent first; at most `maxRecent`.
  QStringList recentFiles() const;
  void addRecentFile(const QString& path);
  void clearRecentFiles();
  static constexpr int maxRecent = 12;

  QByteArray value(const QString& key) const;
  void setValue(const QString& key, const QByteArray& value);

  /// Why nothing will be kept, in one line; empty where all is well.
  const QString& problem() const { return problem_; }

 private:
  bool open(const QString& file);
  bool run(const QString& statement, const QVariantList& values = {}) const;

  QString connection_;
  QString problem_;
};

/// The store's usual place in the user's data folder.
QString defaultStateFile();

}  // namespace trabecula::app
