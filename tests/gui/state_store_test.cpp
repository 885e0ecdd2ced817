#include "app/desktop/state_store.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using trabecula::app::StateStore;

class StateStoreTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keepsValuesBetweenSessions();
  void ordersRecentFilesAndForgetsTheOldest();
  void worksInMemoryWhereTheFileIsDamaged();
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

void StateStoreTest::worksInMemoryWhereTheFileIsDamaged() {
  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("state.sqlite"));
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QByteArray(4096, 'x'));
  file.close();
  StateStore store(path);
  QVERIFY(!store.problem().isEmpty());
  store.addRecentFile(QStringLiteral("/a.dcm"));
  QCOMPARE(store.recentFiles().size(), 1);
}

QTEST_MAIN(StateStoreTest)
#include "state_store_test.moc"
