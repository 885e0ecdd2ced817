#include "app/desktop/state_store.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLockFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QUuid>
#include <QVariant>

#include "app/desktop/history_connection.h"

namespace trabecula::app {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("StateStore", text);
}

}  // namespace

QString defaultStateFile() {
  return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) +
         QStringLiteral("/state.sqlite");
}

StateStore::StateStore(const QString& file) : connection_(QUuid::createUuid().toString()) {
  if (!file.isEmpty()) QDir().mkpath(QFileInfo(file).absolutePath());
  const QString place = file.isEmpty() ? QStringLiteral(":memory:") : file;
  if (open(place) || (SqlError(error_).isDamage() && setAside(place))) return;
  problem_ = tr("Recent files and layout will not be kept. %1: %2").arg(file, error_.databaseText());
  open(QStringLiteral(":memory:"));
}

/// Another window may do the same at the same time: whoever holds the lock looks again.
bool StateStore::setAside(const QString& file) {
  QLockFile lock(file + QStringLiteral(".aside-lock"));
  constexpr int patienceMs = 20000;
  if (!lock.tryLock(patienceMs)) return false;
  if (open(file)) return true;
  const std::optional<QString> name = setDamagedAside(file);
  if (!name || !open(file)) return false;
  problem_ =
      tr("Settings and recent files were damaged. They were set aside as %1, and new ones begun.").arg(*name);
  return true;
}

StateStore::~StateStore() {
  QSqlDatabase::database(connection_, false).close();
  QSqlDatabase::removeDatabase(connection_);
}

bool StateStore::open(const QString& file) {
  QSqlDatabase database = QSqlDatabase::contains(connection_)
                              ? QSqlDatabase::database(connection_, false)
                              : QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection_);
  database.setDatabaseName(file);
  error_ = {};
  const bool isOpen = database.open();
  if (!isOpen) error_ = database.lastError();
  // A commit need not wait for the disk: what is lost with the power is a position, not a picture. What is
  // deleted is to be gone, too.
  const bool ok =
      isOpen && isSound() && run(QStringLiteral("PRAGMA journal_mode = WAL")) &&
      run(QStringLiteral("PRAGMA synchronous = NORMAL")) &&
      run(QStringLiteral("PRAGMA secure_delete = ON")) &&
      run(QStringLiteral("CREATE TABLE IF NOT EXISTS recent_file ("
                         "path TEXT PRIMARY KEY, opened INTEGER NOT NULL)")) &&
      run(QStringLiteral("CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value BLOB NOT NULL)"));
  if (!ok) database.close();
  return ok;
}

bool StateStore::isSound() const {
  QSqlQuery check(QSqlDatabase::database(connection_, false));
  if (check.exec(QStringLiteral("PRAGMA quick_check(1)")) && check.next() &&
      check.value(0).toString() == QStringLiteral("ok"))
    return true;
  error_ = check.lastError();
  constexpr const char* corrupt = "11";
  if (!error_.isValid())
    error_ = QSqlError({}, check.value(0).toString(), QSqlError::StatementError, QLatin1String(corrupt));
  return false;
}

StateStore::Batch::Batch(const StateStore& store) : store_(store) {
  store_.run(QStringLiteral("SAVEPOINT batch"));
}

StateStore::Batch::~Batch() {
  store_.run(QStringLiteral("RELEASE batch"));
}

bool StateStore::run(const QString& statement, const QVariantList& values) const {
  QSqlQuery query(QSqlDatabase::database(connection_, false));
  if (query.prepare(statement)) {
    for (const QVariant& value : values) query.addBindValue(value);
    if (query.exec()) return true;
  }
  error_ = query.lastError();
  return false;
}

QStringList StateStore::recentFiles() const {
  QStringList files;
  QSqlQuery query(QSqlDatabase::database(connection_, false));
  query.exec(QStringLiteral("SELECT path FROM recent_file ORDER BY opened DESC LIMIT %1").arg(maxRecent));
  while (query.next()) files << query.value(0).toString();
  return files;
}

void StateStore::addRecentFile(const QString& path) {
  // A counter, not the clock: two files opened within a second keep their order.
  run(QStringLiteral("INSERT OR REPLACE INTO recent_file VALUES "
                     "(?, (SELECT COALESCE(MAX(opened), 0) + 1 FROM recent_file))"),
      {path});
  run(QStringLiteral("DELETE FROM recent_file WHERE path NOT IN "
                     "(SELECT path FROM recent_file ORDER BY opened DESC LIMIT %1)")
          .arg(maxRecent));
}

void StateStore::clearRecentFiles() {
  run(QStringLiteral("DELETE FROM recent_file"));
  // The journal still has what was written before.
  run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)"));
}

QByteArray StateStore::value(const QString& key) const {
  QSqlQuery query(QSqlDatabase::database(connection_, false));
  query.prepare(QStringLiteral("SELECT value FROM setting WHERE key = ?"));
  query.addBindValue(key);
  return query.exec() && query.next() ? query.value(0).toByteArray() : QByteArray();
}

bool StateStore::setValue(const QString& key, const QByteArray& value) {
  return run(QStringLiteral("INSERT OR REPLACE INTO setting VALUES (?, ?)"), {key, value});
}

}  // namespace trabecula::app
