#pragma once

#include <QSqlError>
#include <QSqlQuery>
#include <QString>
#include <QVariantList>
#include <optional>
#include <stdexcept>

namespace trabecula::app {

/// What SQLite says went wrong, with its primary result code (sqlite.org, "Result and Error Codes").
class SqlError : public std::runtime_error {
 public:
  SqlError(int code, const QString& text) : std::runtime_error(text.toStdString()), code_(code & 0xFF) {}

  explicit SqlError(const QSqlError& error);

  bool isDamage() const { return code_ == 11 || code_ == 26; }  ///< CORRUPT, NOTADB
  bool isFull() const { return code_ == 13; }                   ///< FULL
  /// PERM, READONLY, CANTOPEN, and no code at all where the driver is missing.
  bool isUnusable() const { return code_ == 3 || code_ == 8 || code_ == 14 || code_ == 0; }

 private:
  int code_;
};

/// Renames a damaged database and its journal; the new name without the folder, or nothing where that failed.
std::optional<QString> setDamagedAside(const QString& file);

/// One connection to the history's file, made and used on one thread; rolls back what was not committed.
/// Throws SqlError.
class HistoryConnection {
 public:
  explicit HistoryConnection(const QString& file);
  ~HistoryConnection();
  HistoryConnection(const HistoryConnection&) = delete;
  HistoryConnection& operator=(const HistoryConnection&) = delete;

  QSqlQuery run(const QString& statement, const QVariantList& values = {}) const;
  /// Takes the right to write now, so that two windows do not fail on each other's changes later.
  void begin();
  void commit();
  /// True if SQLite finds its file sound; reads all of it.
  bool isSound() const;

 private:
  void open(const QString& file);
  void makeTables();

  QString name_;
  bool inTransaction_ = false;
};

}  // namespace trabecula::app
