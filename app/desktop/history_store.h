#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QTemporaryDir>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace trabecula::app {

class HistoryConnection;

/// One compression that was done before, with its file.
struct HistoryEntry {
  QString key;         ///< everything that decides the result: historyKey()
  QString image;       ///< the image's part of the key
  QByteArray details;  ///< JSON: what was measured (history_result.h)
  QByteArray file;     ///< the compressed file
};

/// The results of earlier compressions in an SQLite file through Qt SQL, at most `cap` bytes of compressed
/// files; those not used for longest go first. A file of its own, not the state's: it is large, and can be
/// thrown away.
///
/// Losing it is never an error worth stopping for. A file that is damaged is set aside under another name and
/// a new one begun; where none can be written the results are kept until the program ends. Several windows
/// may use one file. All members but the signal's connection may be used from any thread; they block, so
/// workers call them.
class HistoryStore : public QObject {
  Q_OBJECT

 public:
  static constexpr qint64 defaultCap = qint64{512} << 20;

  /// Nothing is opened before it is needed. An empty name keeps everything in a temporary folder.
  explicit HistoryStore(QString file, qint64 cap = defaultCap, QObject* parent = nullptr);
  ~HistoryStore() override;

  enum class Use { Counts, IsNone };
  std::optional<HistoryEntry> find(const QString& key, Use use = Use::Counts);
  /// Keys of an image's results, the last used first.
  std::vector<QString> keysOf(const QString& image);
  /// Puts an entry in or in place of the one with its key. False where it is not kept: it alone exceeds the
  /// cap, or it could not be written, which problem() says; everything else is then as before.
  bool add(const HistoryEntry& entry);
  void remove(const QString& key);
  /// False, and problem(), where that failed.
  bool clear();
  /// Bytes of compressed files.
  qint64 size();
  qint64 cap() const;
  /// 0 keeps nothing. Takes effect at once; false, and problem(), where what is too much could not be
  /// removed.
  bool setCap(qint64 bytes);

 Q_SIGNALS:
  /// One line for the user; may come from a worker's thread.
  void problem(const QString& message);

 private:
  using Work = std::function<void(HistoryConnection&)>;
  bool attempt(const QString& failure, const Work& work);
  bool setAside();
  bool useTemporaryFolder(const QString& reason);
  void report(const QString& message);
  void evict(HistoryConnection& connection, qint64 allowed) const;

  mutable std::mutex mutex_;
  QString file_;
  qint64 cap_;
  std::unique_ptr<QTemporaryDir> temporary_;
  QString lastProblem_;
};

/// The history's usual place, in the user's data folder.
QString defaultHistoryFile();

}  // namespace trabecula::app
