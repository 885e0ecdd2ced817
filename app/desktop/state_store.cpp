#include "app/desktop/state_store.h"

#include <QDir>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QUuid>
#include <QVariant>

namespace trabecula::app {

QString defaultStateFile() {
  return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) +
         QStringLiteral("/state.sqlite");
}

StateStore::StateStore(const QString& file) : connection_(QUuid::createUuid().toString()) {
  if (!file.isEmpty()) QDir().mkpath(QFileInfo(file).absolutePath());
  if (!open(file.isEmpty() ? QStringLiteral(":memory:") : file)) open(QStringLiteral(":memory:"));
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
  const bool ok =
      database.open() &&
      run(QStringLiteral("CREATE TABLE IF NOT EXISTS recent_file ("
                         "path TEXT PRIMARY KEY, opened INTEGER NOT NULL)")) &&
      run(QStringLiteral("CREATE TABLE IF NOT EXISTS setting (key TEXT PRIMARY KEY, value BLOB NOT NULL)"));
  if (!ok) {
    problem_ = QStringLiteral("%1: %2").arg(file, database.lastError().text());
    database.close();
  }
  return ok;
}

bool StateStore::run(const QString& statement, const QVariantList& values) const {
  QSqlQuery query(QSqlDatabase::database(connection_, false));
  if (!query.prepare(statement)) return false;
  for (const QVariant& value : values) query.addBindValue(value);
  return query.exec();
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
}

QByteArray StateStore::value(const QString& key) const {
  QSqlQuery query(QSqlDatabase::database(connection_, false));
  query.prepare(QStringLiteral("SELECT value FROM setting WHERE key = ?"));
  query.addBindValue(key);
  return query.exec() && query.next() ? query.value(0).toByteArray() : QByteArray();
}

void StateStore::setValue(const QString& key, const QByteArray& value) {
  run(QStringLiteral("INSERT OR REPLACE INTO setting VALUES (?, ?)"), {key, value});
}

}  // namespace trabecula::app
