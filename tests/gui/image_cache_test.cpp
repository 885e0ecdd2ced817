#include "app/desktop/image_cache.h"

#include "app/desktop/study_controller.h"
#include "tests/gui/window_bench.h"

using namespace trabecula;
using namespace trabecula::app;
using trabecula::tests::Bench;

/// Images are kept within a limit and read ahead.
class ImageCacheTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void keepsTheMostRecentWithinTheLimit();
  void forgetsFilesThatChanged();
  void neighboursAreReadAhead();
  void aFileThatIsGoneSaysSo();
  void withoutACacheNothingIsReadAhead();

 private:
  static ImageCache::ImagePtr imageAt(const std::filesystem::path& path, int width) {
    core::writeFileAtomically(path, core::asByteSpan("x", 1));
    auto file = std::make_shared<core::ImageFile>();
    file->path = path;
    file->image = tests::seededImage({.width = width, .height = 10, .frames = 1, .bitsStored = 12});
    return file;
  }
};

void ImageCacheTest::keepsTheMostRecentWithinTheLimit() {
  const tests::TemporaryFolder folder;
  ImageCache cache;
  cache.setLimit(500);  // two bytes a pixel
  const auto a = imageAt(folder / "a", 10);
  const auto b = imageAt(folder / "b", 10);
  const auto c = imageAt(folder / "c", 10);
  cache.insert(a);
  cache.insert(b);
  QCOMPARE(cache.bytes(), std::uint64_t{400});
  QVERIFY(cache.find(folder / "a") == a);
  cache.insert(c);  // b is the one that was not used for longest
  QVERIFY(!cache.find(folder / "b"));
  QVERIFY(cache.find(folder / "a") && cache.find(folder / "c"));
  cache.insert(imageAt(folder / "large", 100));
  QVERIFY(!cache.contains(folder / "large"));
  QCOMPARE(cache.bytes(), std::uint64_t{400});
  cache.setLimit(0);
  QCOMPARE(cache.bytes(), std::uint64_t{0});
}

void ImageCacheTest::forgetsFilesThatChanged() {
  const tests::TemporaryFolder folder;
  ImageCache cache;
  cache.setLimit(10000);
  cache.insert(imageAt(folder / "a", 10));
  core::writeFileAtomically(folder / "a", core::asByteSpan("xyz", 3));
  QVERIFY(!cache.find(folder / "a"));
  cache.insert(imageAt(folder / "b", 10));
  std::filesystem::remove(folder / "b");
  QVERIFY(!cache.find(folder / "b"));
  QCOMPARE(cache.bytes(), std::uint64_t{0});
}

void ImageCacheTest::neighboursAreReadAhead() {
  Bench bench;
  const auto a = bench.writeSeeded("a.png", 12, 1, 1);
  const auto b = bench.writeSeeded("b.png", 12, 1, 2);
  const auto c = bench.writeSeeded("c.png", 12, 1, 3);
  bench.window.openPaths({a, b, c});
  QTRY_VERIFY(bench.window.model().image());
  auto& studies = bench.window.studies();
  QTRY_VERIFY(studies.cache().contains(b));
  QVERIFY(!studies.cache().contains(c));
  // It is there at once: no job, no wait.
  QTest::keyClick(&bench.window, Qt::Key_PageDown);
  QCOMPARE(bench.window.model().image()->path, b);
  QTRY_VERIFY(studies.cache().contains(c));
  QTest::keyClick(&bench.window, Qt::Key_PageDown);
  QCOMPARE(bench.window.model().image()->path, c);
  QTest::keyClick(&bench.window, Qt::Key_PageUp);
  QTest::keyClick(&bench.window, Qt::Key_PageUp);
  QCOMPARE(bench.window.model().image()->path, a);
  QVERIFY(bench.window.message().isEmpty());
}

void ImageCacheTest::aFileThatIsGoneSaysSo() {
  Bench bench;
  const auto a = bench.writeSeeded("a.png");
  const auto b = bench.writeSeeded("b.png");
  bench.window.openPaths({a, b});
  QTRY_VERIFY(bench.window.studies().cache().contains(b));
  std::filesystem::remove(b);
  QTest::keyClick(&bench.window, Qt::Key_PageDown);
  QTRY_VERIFY2(bench.window.message().contains(QStringLiteral("b.png")), qPrintable(bench.window.message()));
  QCOMPARE(bench.window.model().image()->path, a);
}

void ImageCacheTest::withoutACacheNothingIsReadAhead() {
  Bench bench;
  bench.window.studies().setCacheLimit(0);
  const auto a = bench.writeSeeded("a.png");
  const auto b = bench.writeSeeded("b.png");
  bench.window.openPaths({a, b});
  QTRY_VERIFY(bench.window.model().image());
  QTest::qWait(200);
  QCOMPARE(bench.window.studies().cache().bytes(), std::uint64_t{0});
  QTest::keyClick(&bench.window, Qt::Key_PageDown);
  QTRY_COMPARE(bench.window.model().image()->path, b);
}

QTEST_MAIN(ImageCacheTest)
#include "image_cache_test.moc"
