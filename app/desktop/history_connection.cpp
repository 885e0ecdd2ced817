#include "app/desktop/history_connection.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QUuid>
#include <QVariant>

namespace trabecula::app {
namespace {

constexpr int schemaVersion = 1;

[[noreturn]] void fail(const QSqlError& error) {
  throw SqlError(error);
}

}  // namespace

SqlError::SqlError(const QSqlError& error)
    : SqlError(error.nativeErrorCode().toInt(),
               error.databaseText().isEmpty() ? error.text() : error.databaseText()) {}

std::optional<QString> setDamagedAside(const QString& file) {
  const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd'T'HHmmss"));
  QString aside;
  for (int i = 0; i == 0 || QFile::exists(aside); ++i)
    aside =
        QStringLiteral("%1.damaged-%2%3").arg(file, stamp, i == 0 ? QString() : QStringLiteral("-%1").arg(i));
  if (!QFile::rename(file, aside)) return std::nullopt;
  // The journal belongs to the file and goes with it.
  for (const QString& suffix : {QStringLiteral("-wal"), QStringLiteral("-shm")})
    QFile::rename(file + suffix, aside + suffix);
  return QFileInfo(aside).fileName();
}

HistoryConnection::HistoryConnection(const QString& file) : name_(QUuid::createUuid().toString()) {
  try {
    open(file);
    makeTables();
  } catch (...) {
    QSqlDatabase::database(name_, false).close();
    QSqlDatabase::removeDatabase(name_);
    throw;
  }
}

HistoryConnection::~HistoryConnection() {
  if (inTransaction_) QSqlDatabase::database(name_, false).exec(QStringLiteral("ROLLBACK"));
  QSqlDatabase::database(name_, false).close();
  QSqlDatabase::removeDatabase(name_);
}

void HistoryConnection::open(const QString& file) {
  QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name_);
  database.setDatabaseName(file);
  // Another window may be writing: wait for it, at most so long.
  database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000"));
  if (!database.open()) fail(database.lastError());
  // Files get smaller when results go. Only before the first table is made.
  run(QStringLiteral("PRAGMA auto_vacuum = FULL"));
  run(QStringLiteral("PRAGMA journal_mode = WAL"));
  run(QStringLiteral("PRAGMA synchronous = NORMAL"));
}

void HistoryConnection::makeTables() {
  QSqlQuery version = run(QStringLiteral("PRAGMA user_version"));
  const int found = version.next() ? version.value(0).toInt() : 0;
  version.finish();
  if (found == schemaVersion) return;
  // Read-only, as far as this program is concerned.
  if (found > schemaVersion)
    throw SqlError(8, QStringLiteral("it was written by a newer version of this program"));
  begin();
  // Two tables: to note a use does not write the file's bytes again.
  run(
      QStringLiteral("CREATE TABLE IF NOT EXISTS result (key TEXT PRIMARY KEY, image TEXT NOT NULL, "
                     "used INTEGER NOT NULL, bytes INTEGER NOT NULL, details BLOB NOT NULL)"));
  run(QStringLiteral("CREATE INDEX IF NOT EXISTS result_image ON result(image)"));
  run(QStringLiteral("CREATE INDEX IF NOT EXISTS result_used ON result(used)"));
  run(QStringLiteral("CREATE TABLE IF NOT EXISTS file (key TEXT PRIMARY KEY, content BLOB NOT NULL)"));
  run(QStringLiteral("PRAGMA user_version = %1").arg(schemaVersion));
  commit();
}

QSqlQuery HistoryConnection::run(const QString& statement, const QVariantList& values) const {
  QSqlQuery query(QSqlDatabase::database(name_, false));
  query.setForwardOnly(true);
  if (!query.prepare(statement)) fail(query.lastError());
  for (const QVariant& value : values) query.addBindValue(value);
  if (!query.exec()) fail(query.lastError());
  return query;
}

void HistoryConnection::begin() {
  run(QStringLiteral("BEGIN IMMEDIATE"));
  inTransaction_ = true;
}

void HistoryConnection::commit() {
  run(QStringLiteral("COMMIT"));
  inTransaction_ = false;
}

bool HistoryConnection::isSound() const {
  QSqlQuery check = run(QStringLiteral("PRAGMA quick_check(1)"));
  return check.next() && check.value(0).toString() == QStringLiteral("ok");
}

}  // namespace trabecula::app
