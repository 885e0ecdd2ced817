#pragma once

#include <QByteArray>
#include <QSqlError>
#include <QString>
#include <QStringList>
#include <memory>

namespace trabecula::app {

/// What the desktop remembers between sessions, in one SQLite file through Qt SQL: recent files and the
/// window's layout. Losing it is never an error worth stopping for: a file that is damaged is set aside under
/// another name and a new one begun, and where none can be opened the store works in memory; `problem()` says
/// so. UI thread only.
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
  /// False where it could not be kept: the disk is full.
  bool setValue(const QString& key, const QByteArray& value);

  /// Everything that is written while one lives is written to the disk once, when it ends.
  class Batch {
   public:
    explicit Batch(const StateStore& store);
    ~Batch();
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

   private:
    const StateStore& store_;
  };

  /// What happened to what was kept, in one line; empty where all is well.
  const QString& problem() const { return problem_; }

 private:
  bool open(const QString& file);
  bool isSound() const;
  bool setAside(const QString& file);
  bool run(const QString& statement, const QVariantList& values = {}) const;

  QString connection_;
  QString problem_;
  mutable QSqlError error_;  ///< of the last statement that failed
};

/// The store's usual place in the user's data folder.
QString defaultStateFile();

}  // namespace trabecula::app
