#include "app/desktop/history_store.h"

#include <sys/resource.h>

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <thread>

using trabecula::app::HistoryEntry;
using trabecula::app::HistoryStore;

namespace {

HistoryEntry entry(const QString& key, int bytes, const QString& image = QStringLiteral("image")) {
  return {.key = key, .image = image, .details = "{}", .file = QByteArray(bytes, key.at(0).toLatin1())};
}

QStringList keys(HistoryStore& store, const QString& image = QStringLiteral("image")) {
  const auto list = store.keysOf(image);
  return {list.begin(), list.end()};
}

void overwrite(const QString& path, qint64 offset, const QByteArray& bytes) {
  QFile file(path);
  if (!file.open(QIODevice::ReadWrite)) qFatal("cannot open the history");
  file.seek(offset);
  file.write(bytes);
}

}  // namespace

/// Keeps, forgets, and survives what happens to files.
class HistoryStoreTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = folder_->filePath(QStringLiteral("deep/history.sqlite"));
  }
  void keepsEntriesBetweenSessions();
  void listsAnImagesEntriesLastUsedFirst();
  void forgetsTheLeastRecentlyUsed();
  void replacesAnEntryOfTheSameKey();
  void keepsNothingThatExceedsTheCap();
  void aSmallerCapTakesEffectAtOnce();
  void theFileShrinks();
  void setsADamagedFileAside_data();
  void setsADamagedFileAside();
  void aFullDiskKeepsWhatWasThere();
  void saysWhatFailed();
  void worksWithoutAPlaceForItsFile();
  void leavesAFileOfANewerVersionAlone();
  void severalWindowsUseOneFile();

 private:
  std::unique_ptr<QTemporaryDir> folder_;
  QString path_;
};

void HistoryStoreTest::keepsEntriesBetweenSessions() {
  const QByteArray content("\x00\xFF\x01 bytes", 9);
  {
    HistoryStore store(path_);
    QVERIFY(store.add(
        {.key = QStringLiteral("k"), .image = QStringLiteral("i"), .details = "{\"a\":1}", .file = content}));
  }
  HistoryStore store(path_);
  const QSignalSpy problems(&store, &HistoryStore::problem);
  const auto found = store.find(QStringLiteral("k"));
  QVERIFY(found);
  QCOMPARE(found->image, QStringLiteral("i"));
  QCOMPARE(found->details, QByteArray("{\"a\":1}"));
  QCOMPARE(found->file, content);
  QVERIFY(!store.find(QStringLiteral("other")));
  store.remove(QStringLiteral("k"));
  QVERIFY(!store.find(QStringLiteral("k")));
  QCOMPARE(store.size(), 0);
  QCOMPARE(problems.count(), 0);
}

void HistoryStoreTest::listsAnImagesEntriesLastUsedFirst() {
  HistoryStore store(path_);
  for (const char* key : {"a", "b", "c"}) store.add(entry(QLatin1String(key), 10));
  store.add(entry(QStringLiteral("x"), 10, QStringLiteral("another")));
  QCOMPARE(keys(store).join(QString()), QStringLiteral("cba"));
  store.find(QStringLiteral("a"));
  QCOMPARE(keys(store).join(QString()), QStringLiteral("acb"));
  store.find(QStringLiteral("b"), HistoryStore::Use::IsNone);
  QCOMPARE(keys(store).join(QString()), QStringLiteral("acb"));
  store.clear();
  QVERIFY(keys(store).isEmpty());
}

void HistoryStoreTest::forgetsTheLeastRecentlyUsed() {
  HistoryStore store(path_, 100);
  for (const char* key : {"a", "b", "c"}) QVERIFY(store.add(entry(QLatin1String(key), 30)));
  store.find(QStringLiteral("a"));
  QVERIFY(store.add(entry(QStringLiteral("d"), 40)));
  QCOMPARE(keys(store).join(QString()), QStringLiteral("dac"));
  QCOMPARE(store.size(), 100);
  QVERIFY(store.add(entry(QStringLiteral("e"), 100)));
  QCOMPARE(keys(store).join(QString()), QStringLiteral("e"));
}

void HistoryStoreTest::replacesAnEntryOfTheSameKey() {
  HistoryStore store(path_, 100);
  store.add(entry(QStringLiteral("a"), 90));
  store.add(entry(QStringLiteral("a"), 50));
  QCOMPARE(store.size(), 50);
  QCOMPARE(store.find(QStringLiteral("a"))->file.size(), 50);
}

void HistoryStoreTest::keepsNothingThatExceedsTheCap() {
  HistoryStore store(path_, 100);
  store.add(entry(QStringLiteral("a"), 60));
  QVERIFY(!store.add(entry(QStringLiteral("b"), 101)));
  QCOMPARE(keys(store).join(QString()), QStringLiteral("a"));
  HistoryStore off(folder_->filePath(QStringLiteral("off.sqlite")), 0);
  QVERIFY(!off.add(entry(QStringLiteral("a"), 1)));
}

void HistoryStoreTest::aSmallerCapTakesEffectAtOnce() {
  HistoryStore store(path_, 100);
  for (const char* key : {"a", "b", "c"}) store.add(entry(QLatin1String(key), 30));
  store.setCap(65);
  QCOMPARE(keys(store).join(QString()), QStringLiteral("cb"));
  QCOMPARE(store.cap(), 65);
  store.setCap(0);
  QVERIFY(keys(store).isEmpty());
}

void HistoryStoreTest::theFileShrinks() {
  HistoryStore store(path_);
  for (const char* key : {"a", "b", "c"}) store.add(entry(QLatin1String(key), 1 << 20));
  const qint64 full = QFileInfo(path_).size();
  QVERIFY(full > 3 << 20);
  store.clear();
  QVERIFY2(QFileInfo(path_).size() < 1 << 18, qPrintable(QString::number(QFileInfo(path_).size())));
}

void HistoryStoreTest::setsADamagedFileAside_data() {
  QTest::addColumn<qint64>("offset");
  QTest::addColumn<QByteArray>("bytes");
  QTest::newRow("no database at all") << qint64{0} << QByteArray(5000, 'x');
  QTest::newRow("broken pages") << qint64{100} << QByteArray(60000, '\xA5');
}

void HistoryStoreTest::setsADamagedFileAside() {
  QFETCH(qint64, offset);
  QFETCH(QByteArray, bytes);
  { HistoryStore(path_).add(entry(QStringLiteral("a"), 100000)); }
  overwrite(path_, offset, bytes);
  HistoryStore store(path_);
  QSignalSpy problems(&store, &HistoryStore::problem);
  QVERIFY(!store.find(QStringLiteral("a")));
  QCOMPARE(problems.count(), 1);
  QVERIFY2(problems[0][0].toString().contains(QStringLiteral("set aside")),
           qPrintable(problems[0][0].toString()));
  const QStringList aside =
      QFileInfo(path_).dir().entryList({QStringLiteral("history.sqlite.damaged-*")}, QDir::Files);
  QVERIFY(!aside.isEmpty());
  QFile kept(QFileInfo(path_).dir().filePath(aside.first()));
  QVERIFY(kept.open(QIODevice::ReadOnly));
  QVERIFY(kept.readAll().mid(static_cast<qsizetype>(offset), 40) == bytes.left(40));
  QVERIFY(store.add(entry(QStringLiteral("b"), 10)));
  QCOMPARE(keys(store).join(QString()), QStringLiteral("b"));
  QCOMPARE(problems.count(), 1);
}

/// A limit on the size of files stands in for the disk's.
void HistoryStoreTest::aFullDiskKeepsWhatWasThere() {
  HistoryStore store(path_);
  QVERIFY(store.add(entry(QStringLiteral("a"), 10000)));
  QSignalSpy problems(&store, &HistoryStore::problem);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit small = before;
  small.rlim_cur = 100000;
  setrlimit(RLIMIT_FSIZE, &small);
  const bool kept = store.add(entry(QStringLiteral("b"), 5000000));
  const bool again = store.add(entry(QStringLiteral("b"), 5000000));
  setrlimit(RLIMIT_FSIZE, &before);
  QVERIFY(!kept && !again);
  QCOMPARE(problems.count(), 1);
  QVERIFY(problems[0][0].toString().startsWith(QStringLiteral("The result could not be kept")));
  QCOMPARE(store.find(QStringLiteral("a"))->file, QByteArray(10000, 'a'));
  QVERIFY(!store.find(QStringLiteral("b")));
  QVERIFY(store.add(entry(QStringLiteral("b"), 5000000)));
  QCOMPARE(keys(store).join(QString()), QStringLiteral("ba"));
}

void HistoryStoreTest::saysWhatFailed() {
  HistoryStore store(path_);
  QVERIFY(store.add(entry(QStringLiteral("a"), 100)));
  {
    QSqlDatabase other = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("other"));
    other.setDatabaseName(path_);
    QVERIFY(other.open());
    QVERIFY(QSqlQuery(other).exec(QStringLiteral(
        "CREATE TRIGGER stuck BEFORE DELETE ON result BEGIN SELECT RAISE(FAIL, 'stuck'); END")));
  }
  QSqlDatabase::removeDatabase(QStringLiteral("other"));
  QSignalSpy problems(&store, &HistoryStore::problem);
  QVERIFY(!store.clear());
  QCOMPARE(problems.count(), 1);
  QVERIFY(problems[0][0].toString().startsWith(QStringLiteral("The history could not be cleared: ")));
  QVERIFY(!store.setCap(1));
  QVERIFY(problems[1][0].toString().startsWith(QStringLiteral("The history could not be made smaller")));
  QCOMPARE(store.size(), 100);
}

void HistoryStoreTest::worksWithoutAPlaceForItsFile() {
  // A file where a folder is needed.
  const QString blocker = folder_->filePath(QStringLiteral("blocker"));
  QFile file(blocker);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.close();
  HistoryStore store(blocker + QStringLiteral("/history.sqlite"));
  QSignalSpy problems(&store, &HistoryStore::problem);
  QVERIFY(store.add(entry(QStringLiteral("a"), 10)));
  QVERIFY(store.find(QStringLiteral("a")));
  QCOMPARE(problems.count(), 1);
  QVERIFY(problems[0][0].toString().contains(QStringLiteral("until the program ends")));
  HistoryStore nowhere{QString()};
  QVERIFY(nowhere.add(entry(QStringLiteral("a"), 10)));
  QVERIFY(nowhere.find(QStringLiteral("a")));
}

void HistoryStoreTest::leavesAFileOfANewerVersionAlone() {
  QDir().mkpath(QFileInfo(path_).absolutePath());
  {
    QSqlDatabase newer = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("newer"));
    newer.setDatabaseName(path_);
    QVERIFY(newer.open());
    newer.exec(QStringLiteral("PRAGMA user_version = 99"));
    newer.close();
  }
  QSqlDatabase::removeDatabase(QStringLiteral("newer"));
  HistoryStore store(path_);
  QSignalSpy problems(&store, &HistoryStore::problem);
  QVERIFY(store.add(entry(QStringLiteral("a"), 10)));
  QVERIFY(problems[0][0].toString().contains(QStringLiteral("newer version")));
  QVERIFY(QFile::exists(path_));
}

void HistoryStoreTest::severalWindowsUseOneFile() {
  HistoryStore first(path_);
  HistoryStore second(path_);
  constexpr int each = 40;
  std::atomic<int> failures{0};
  const auto work = [&](HistoryStore& store, const QString& prefix) {
    for (int i = 0; i < each; ++i) {
      const QString key = prefix + QString::number(i);
      if (!store.add(entry(key, 20000)) || !store.find(key)) ++failures;
    }
  };
  std::thread other([&] { work(second, QStringLiteral("s")); });
  work(first, QStringLiteral("f"));
  other.join();
  QCOMPARE(failures.load(), 0);
  QCOMPARE(keys(first).size(), 2 * each);
  QCOMPARE(keys(second).size(), 2 * each);
}

QTEST_MAIN(HistoryStoreTest)
#include "history_store_test.moc"
