#include "app/desktop/history_store.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QStandardPaths>
#include <QVariant>

#include "app/desktop/history_connection.h"

namespace trabecula::app {

QString defaultHistoryFile() {
  return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) +
         QStringLiteral("/history.sqlite");
}

HistoryStore::HistoryStore(QString file, qint64 cap, QObject* parent)
    : QObject(parent), file_(std::move(file)), cap_(cap) {}

HistoryStore::~HistoryStore() = default;

void HistoryStore::report(const QString& message) {
  // A disk that is full stays full: once is enough.
  if (message == lastProblem_) return;
  lastProblem_ = message;
  Q_EMIT problem(message);
}

bool HistoryStore::useTemporaryFolder(const QString& reason) {
  if (temporary_) return false;
  temporary_ = std::make_unique<QTemporaryDir>();
  if (!temporary_->isValid()) return false;
  if (!reason.isEmpty())
    report(tr("Results are only kept until the program ends. %1: %2").arg(file_, reason));
  file_ = temporary_->filePath(QStringLiteral("history.sqlite"));
  return true;
}

/// Renames a damaged file; false where that cannot be done. Another window may have done it meanwhile, so the
/// file is tested again by whoever holds the lock.
bool HistoryStore::setAside() {
  QLockFile lock(file_ + QStringLiteral(".lock"));
  constexpr int patienceMs = 20000;
  if (!lock.tryLock(patienceMs)) return false;
  try {
    if (HistoryConnection(file_).isSound()) return true;
  } catch (const SqlError& error) {
    if (!error.isDamage()) return false;
  }
  const std::optional<QString> name = setDamagedAside(file_);
  if (!name) return false;
  report(tr("The history was damaged. It was set aside as %1, and a new one begun.").arg(*name));
  return true;
}

/// Runs `work` on a connection; after damage, and where the file cannot be used, once more on the new file.
/// False, and problem(), where it failed: `failure` says what.
bool HistoryStore::attempt(const QString& failure, const Work& work) {
  const std::scoped_lock lock(mutex_);
  if (file_.isEmpty() && !useTemporaryFolder({})) {
    report(tr("%1: there is no place for temporary files").arg(failure));
    return false;
  }
  constexpr int tries = 3;
  for (int i = 0; i < tries; ++i) {
    try {
      QDir().mkpath(QFileInfo(file_).absolutePath());
      HistoryConnection connection(file_);
      work(connection);
      return true;
    } catch (const SqlError& error) {
      const QString reason = QString::fromUtf8(error.what());
      if (error.isDamage() && setAside()) continue;
      if (error.isUnusable() && useTemporaryFolder(reason)) continue;
      report(QStringLiteral("%1: %2").arg(failure, error.isFull() ? tr("the disk is full") : reason));
      return false;
    }
  }
  report(tr("%1: its file is damaged again and again").arg(failure));
  return false;
}

std::optional<HistoryEntry> HistoryStore::find(const QString& key, Use use) {
  std::optional<HistoryEntry> entry;
  attempt(tr("The history could not be read"), [&](HistoryConnection& connection) {
    entry.reset();
    {
      QSqlQuery query = connection.run(
          QStringLiteral(
              "SELECT result.image, result.details, file.content FROM result JOIN file USING (key) "
              "WHERE key = ?"),
          {key});
      if (!query.next()) return;
      entry = HistoryEntry{.key = key,
                           .image = query.value(0).toString(),
                           .details = query.value(1).toByteArray(),
                           .file = query.value(2).toByteArray()};
    }
    if (use == Use::IsNone) return;
    try {
      // A counter, not the clock: uses within a moment keep their order.
      connection.run(
          QStringLiteral("UPDATE result SET used = (SELECT MAX(used) + 1 FROM result) WHERE key = ?"), {key});
    } catch (const SqlError& error) {
      // On a full disk the history can still be read.
      if (error.isDamage()) throw;
    }
  });
  return entry;
}

std::vector<QString> HistoryStore::keysOf(const QString& image) {
  std::vector<QString> keys;
  attempt(tr("The history could not be read"), [&](HistoryConnection& connection) {
    keys.clear();
    QSqlQuery query =
        connection.run(QStringLiteral("SELECT key FROM result WHERE image = ? ORDER BY used DESC"), {image});
    while (query.next()) keys.push_back(query.value(0).toString());
  });
  return keys;
}

/// Removes what was not used for longest until at most `allowed` bytes are left.
void HistoryStore::evict(HistoryConnection& connection, qint64 allowed) const {
  qint64 total = 0;
  QVariantList gone;
  {
    QSqlQuery query = connection.run(QStringLiteral("SELECT key, bytes FROM result ORDER BY used DESC"));
    while (query.next()) {
      total += query.value(1).toLongLong();
      if (total > allowed) gone << query.value(0);
    }
  }
  for (const QVariant& key : gone) {
    connection.run(QStringLiteral("DELETE FROM file WHERE key = ?"), {key});
    connection.run(QStringLiteral("DELETE FROM result WHERE key = ?"), {key});
  }
}

bool HistoryStore::add(const HistoryEntry& entry) {
  const qint64 most = cap();
  if (entry.file.size() > most) return false;
  return attempt(tr("The result could not be kept in the history"), [&](HistoryConnection& connection) {
    connection.begin();
    connection.run(QStringLiteral("DELETE FROM file WHERE key = ?"), {entry.key});
    connection.run(QStringLiteral("DELETE FROM result WHERE key = ?"), {entry.key});
    evict(connection, most - entry.file.size());
    connection.run(
        QStringLiteral(
            "INSERT INTO result VALUES (?, ?, (SELECT COALESCE(MAX(used), 0) + 1 FROM result), ?, ?)"),
        {entry.key, entry.image, static_cast<qlonglong>(entry.file.size()), entry.details});
    connection.run(QStringLiteral("INSERT INTO file VALUES (?, ?)"), {entry.key, entry.file});
    connection.commit();
  });
}

void HistoryStore::remove(const QString& key) {
  attempt(tr("A result could not be removed from the history"), [&](HistoryConnection& connection) {
    connection.begin();
    connection.run(QStringLiteral("DELETE FROM file WHERE key = ?"), {key});
    connection.run(QStringLiteral("DELETE FROM result WHERE key = ?"), {key});
    connection.commit();
  });
}

bool HistoryStore::clear() {
  return attempt(tr("The history could not be cleared"), [&](HistoryConnection& connection) {
    connection.begin();
    connection.run(QStringLiteral("DELETE FROM file"));
    connection.run(QStringLiteral("DELETE FROM result"));
    connection.commit();
  });
}

qint64 HistoryStore::size() {
  qint64 bytes = 0;
  attempt(tr("The history could not be read"), [&](HistoryConnection& connection) {
    QSqlQuery query = connection.run(QStringLiteral("SELECT COALESCE(SUM(bytes), 0) FROM result"));
    bytes = query.next() ? query.value(0).toLongLong() : 0;
  });
  return bytes;
}

qint64 HistoryStore::cap() const {
  const std::scoped_lock lock(mutex_);
  return cap_;
}

bool HistoryStore::setCap(qint64 bytes) {
  {
    const std::scoped_lock lock(mutex_);
    cap_ = bytes;
  }
  return attempt(tr("The history could not be made smaller"), [&](HistoryConnection& connection) {
    connection.begin();
    evict(connection, bytes);
    connection.commit();
  });
}

}  // namespace trabecula::app
