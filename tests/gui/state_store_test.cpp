#include "app/desktop/state_store.h"

#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include "app/desktop/recent_names.h"

using trabecula::app::RecentNames;
using trabecula::app::StateStore;

class StateStoreTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keepsValuesBetweenSessions();
  void ordersRecentFilesAndForgetsTheOldest();
  void setsADamagedFileAside();
  void worksInMemoryWhereThereIsNoPlace();
  void saysWhatCouldNotBeWritten();
  void writesABatchAtOnce();
  void whatIsClearedIsGone();

 private:
  static void setAside(qint64 damaged);
};

void StateStoreTest::keepsValuesBetweenSessions() {
  const QTemporaryDir folder;
  const QString file = folder.filePath(QStringLiteral("deep/state.sqlite"));
  {
    StateStore store(file);
    store.setValue(QStringLiteral("geometry"), QByteArray("\x00\x01", 2));
    store.addRecentFile(QStringLiteral("/a.dcm"));
  }
  StateStore store(file);
  QVERIFY(store.problem().isEmpty());
  QCOMPARE(store.value(QStringLiteral("geometry")), QByteArray("\x00\x01", 2));
  QVERIFY(store.value(QStringLiteral("none")).isEmpty());
  QCOMPARE(store.recentFiles(), QStringList{QStringLiteral("/a.dcm")});
}

void StateStoreTest::ordersRecentFilesAndForgetsTheOldest() {
  StateStore store{QString()};
  for (int i = 0; i < 20; ++i) store.addRecentFile(QString::number(i));
  store.addRecentFile(QStringLiteral("15"));
  const QStringList files = store.recentFiles();
  QCOMPARE(files.size(), StateStore::maxRecent);
  QCOMPARE(files.at(0), QStringLiteral("15"));
  QCOMPARE(files.at(1), QStringLiteral("19"));
  QCOMPARE(files.count(QStringLiteral("15")), 1);
  store.clearRecentFiles();
  QVERIFY(store.recentFiles().isEmpty());
}

/// No database at all, and one that is damaged in the middle.
void StateStoreTest::setsADamagedFileAside() {
  setAside(0);
  setAside(4096);
}

void StateStoreTest::setAside(qint64 damaged) {
  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("state.sqlite"));
  {
    StateStore store(path);
    for (int i = 0; i < 50; ++i) store.setValue(QString::number(i), QByteArray(1000, 'x'));
  }
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadWrite));
  file.seek(damaged);
  file.write(QByteArray(8192, 'x'));
  file.close();
  {
    StateStore store(path);
    QVERIFY2(store.problem().contains(QStringLiteral("set aside as state.sqlite.damaged-")),
             qPrintable(store.problem()));
    store.addRecentFile(QStringLiteral("/a.dcm"));
  }
  QCOMPARE(QDir(folder.path()).entryList({QStringLiteral("*.damaged-*")}).size(), 1);
  // From now on it is kept again.
  const StateStore store(path);
  QVERIFY(store.problem().isEmpty());
  QCOMPARE(store.recentFiles(), QStringList{QStringLiteral("/a.dcm")});
}

void StateStoreTest::worksInMemoryWhereThereIsNoPlace() {
  const QTemporaryDir folder;
  QFile file(folder.filePath(QStringLiteral("file")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  StateStore store(file.fileName() + QStringLiteral("/state.sqlite"));
  QVERIFY(store.problem().contains(QStringLiteral("will not be kept")));
  store.addRecentFile(QStringLiteral("/a.dcm"));
  QCOMPARE(store.recentFiles().size(), 1);
}

void StateStoreTest::saysWhatCouldNotBeWritten() {
  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("state.sqlite"));
  StateStore store(path);
  QVERIFY(store.setValue(QStringLiteral("a"), "1"));
  {
    QSqlDatabase other = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("other"));
    other.setDatabaseName(path);
    QVERIFY(other.open());
    QVERIFY(QSqlQuery(other).exec(QStringLiteral("DROP TABLE setting")));
  }
  QSqlDatabase::removeDatabase(QStringLiteral("other"));
  QVERIFY(!store.setValue(QStringLiteral("a"), "2"));
}

void StateStoreTest::writesABatchAtOnce() {
  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("state.sqlite"));
  StateStore store(path);
  const StateStore other(path);
  {
    const StateStore::Batch once(store);
    store.setValue(QStringLiteral("a"), "1");
    store.addRecentFile(QStringLiteral("/a.dcm"));
    QVERIFY(other.value(QStringLiteral("a")).isEmpty());
    QVERIFY(other.recentFiles().isEmpty());
  }
  QCOMPARE(other.value(QStringLiteral("a")), QByteArray("1"));
  QCOMPARE(other.recentFiles().size(), 1);
}

/// Neither in a table nor between the pages.
void StateStoreTest::whatIsClearedIsGone() {
  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("state.sqlite"));
  const QString file = QStringLiteral("/studies/DOE_JANE.dcm");
  StateStore store(path);
  store.addRecentFile(file);
  RecentNames(store, false).remember(file, {.patientName = "Doe^Jane"});
  QVERIFY(RecentNames(store, false).shown(file) != file);
  const auto isThere = [&] {
    for (const char* suffix : {"", "-wal"}) {
      QFile stored(path + QLatin1String(suffix));
      if (stored.open(QIODevice::ReadOnly) && stored.readAll().contains("DOE_JANE")) return true;
    }
    return false;
  };
  QVERIFY(isThere());
  RecentNames(store, false).clear();
  store.clearRecentFiles();
  QVERIFY(!isThere());
  QCOMPARE(RecentNames(store, false).shown(file), file);
}

QTEST_MAIN(StateStoreTest)
#include "state_store_test.moc"
