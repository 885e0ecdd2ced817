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
  void aFileThatChangesWhileItIsReadIsNotFound();
  void readingAheadEndsWhereTwoImagesDoNotFit();
  void aLongSeriesStaysWithinTheLimit();
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
  static void keep(ImageCache& cache, const ImageCache::ImagePtr& image) {
    cache.insert(image, fileStamp(image->path));
  }
};

void ImageCacheTest::keepsTheMostRecentWithinTheLimit() {
  const tests::TemporaryFolder folder;
  ImageCache cache;
  cache.setLimit(500);  // two bytes a pixel
  const auto a = imageAt(folder / "a", 10);
  const auto b = imageAt(folder / "b", 10);
  const auto c = imageAt(folder / "c", 10);
  keep(cache, a);
  keep(cache, b);
  QCOMPARE(cache.bytes(), std::uint64_t{400});
  QVERIFY(cache.find(folder / "a") == a);
  keep(cache, c);  // b is the one that was not used for longest
  QVERIFY(!cache.find(folder / "b"));
  QVERIFY(cache.find(folder / "a") && cache.find(folder / "c"));
  keep(cache, imageAt(folder / "large", 100));
  QVERIFY(!cache.contains(folder / "large"));
  QCOMPARE(cache.bytes(), std::uint64_t{400});
  cache.setLimit(0);
  QCOMPARE(cache.bytes(), std::uint64_t{0});
}

void ImageCacheTest::forgetsFilesThatChanged() {
  const tests::TemporaryFolder folder;
  ImageCache cache;
  cache.setLimit(10000);
  keep(cache, imageAt(folder / "a", 10));
  core::writeFileAtomically(folder / "a", core::asByteSpan("xyz", 3));
  QVERIFY(!cache.find(folder / "a"));
  keep(cache, imageAt(folder / "b", 10));
  std::filesystem::remove(folder / "b");
  QVERIFY(!cache.find(folder / "b"));
  QCOMPARE(cache.bytes(), std::uint64_t{0});
}

/// The stamp is of before the reading.
void ImageCacheTest::aFileThatChangesWhileItIsReadIsNotFound() {
  const tests::TemporaryFolder folder;
  ImageCache cache;
  cache.setLimit(10000);
  const auto image = imageAt(folder / "a", 10);
  const auto stamp = fileStamp(folder / "a");
  core::writeFileAtomically(folder / "a", core::asByteSpan("xyz", 3));
  cache.insert(image, stamp);
  QVERIFY(!cache.find(folder / "a"));
  cache.insert(image, std::nullopt);
  QVERIFY(!cache.find(folder / "a"));
}

void ImageCacheTest::readingAheadEndsWhereTwoImagesDoNotFit() {
  Bench bench;
  const auto a = bench.writeSeeded("a.png", 12, 1, 1);
  const auto b = bench.writeSeeded("b.png", 12, 1, 2);
  const auto c = bench.writeSeeded("c.png", 12, 1, 3);
  bench.window.studies().setCacheLimit(160 * 120 * 2 * 3 / 2);
  int jobs = 0;
  connect(&bench.viewJobs, &widgets::JobRunner::jobStarted, this, [&](const widgets::JobHandle* job) {
    if (job->label().title == QStringLiteral("Read ahead")) ++jobs;
  });
  bench.window.openPaths({a, b, c});
  QTRY_VERIFY(bench.window.model().image());
  QTest::keyClick(&bench.window, Qt::Key_PageDown);
  QTRY_COMPARE(bench.window.model().image()->path, b);
  QTRY_VERIFY(!bench.viewJobs.isBusy());
  QTest::qWait(300);
  QVERIFY2(jobs >= 1 && jobs <= 2, qPrintable(QString::number(jobs)));  // one for each image shown
  QVERIFY(!bench.viewJobs.isBusy());
}

/// A series of two hundred images in a gibibyte's share of their size.
void ImageCacheTest::aLongSeriesStaysWithinTheLimit() {
  const tests::TemporaryFolder folder;
  ImageCache cache;
  constexpr std::uint64_t limit = 20 * 10 * 50;  // 50 of 200
  cache.setLimit(limit);
  std::vector<std::weak_ptr<const core::ImageFile>> images;
  for (int i = 0; i < 200; ++i) {
    const auto image = imageAt(folder / std::to_string(i), 10);
    images.emplace_back(image);
    keep(cache, image);
    QVERIFY(cache.bytes() <= limit);
  }
  // What left the cache left the memory.
  QCOMPARE(std::ranges::count_if(images, [](const auto& image) { return !image.expired(); }), 50);
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
