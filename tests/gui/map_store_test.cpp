#include "widgets/view/map_store.h"

#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "core/codec/registry.h"
#include "core/support/error.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"
#include "widgets/jobs/job_runner.h"

using namespace trabecula;
using namespace trabecula::widgets;

namespace {

constexpr core::ImageFormat format{.width = 64, .height = 48, .frames = 2, .bitsStored = 12};

ImagePtr imageFile(const core::ImageFormat& of = format, std::uint64_t seed = 1) {
  auto file = std::make_shared<core::ImageFile>();
  file->image = tests::seededImage(of, seed);
  return file;
}

/// A result whose decoded image differs by `error` at every third pixel.
ResultPtr resultWithError(const core::Image& image, int error) {
  std::vector<std::uint16_t> samples(image.samples().begin(), image.samples().end());
  for (std::size_t i = 0; i < samples.size(); i += 3)
    samples[i] = static_cast<std::uint16_t>(samples[i] >= 2048 ? samples[i] - error : samples[i] + error);
  auto result = std::make_shared<ShownResult>();
  result->compression.codecId = core::CodecRegistry::instance().codecs().front()->info().id;
  result->compression.parameters =
      core::Parameters::defaults(core::CodecRegistry::instance().codecs().front()->info());
  result->compression.decoded = core::Image(image.format(), std::move(samples));
  return result;
}

constexpr MapSource residualOfA{.kind = MapKind::Reconstruction, .of = Compared::A, .stream = 0};

core::DisplaySettings window(double centre, double width) {
  return {.window = {.centre = centre, .width = width}, .voiLut = std::nullopt, .invert = false};
}

}  // namespace

/// The maps that panes show: their values, when they are computed, kept and thrown away.
class MapStoreTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void residualsAreOriginalMinusDecoded();
  void everyCodecsAnalysisIsShownAsItIs();
  void withoutAResultThePredictionIsTheMedianEdges();
  void displayDifferenceIsInGreyLevels();
  void aNewWindowKeepsTheOldMapUntilTheNewOneIsThere();
  void nothingIsComputedTwiceOrUnasked();
  void mapsNobodyHoldsAreLetGoOf();
  void aVoidJobIsCancelled();
  void anotherImagesMapIsNeverDelivered();
  void failuresBecomeALine();
  void regionsHaveTheirOwnStatistics();
};

void MapStoreTest::residualsAreOriginalMinusDecoded() {
  JobRunner runner(JobRunner::Mode::Synchronous);
  MapStore store(runner);
  const ImagePtr image = imageFile();
  const ResultPtr a = resultWithError(image->image, 5);
  const ResultPtr b = resultWithError(image->image, 2);
  store.setSubject({.image = image, .frame = 1, .a = a, .b = b});
  const auto of = [&](Compared compared) {
    return store.map({.kind = MapKind::Reconstruction, .of = compared, .stream = 0});
  };
  for (int y = 0; y < format.height; ++y)
    for (int x = 0; x < format.width; ++x) {
      const auto original = image->image.storedValue(x, y, 1);
      const auto inA = a->compression.decoded.storedValue(x, y, 1);
      const auto inB = b->compression.decoded.storedValue(x, y, 1);
      QCOMPARE(of(Compared::A)->at(x, y), original - inA);
      QCOMPARE(of(Compared::B)->at(x, y), original - inB);
      QCOMPARE(of(Compared::Both)->at(x, y), inA - inB);
    }
  QCOMPARE(of(Compared::A)->largestMagnitude(), 5);
  QCOMPARE(of(Compared::B)->largestMagnitude(), 2);
}

void MapStoreTest::everyCodecsAnalysisIsShownAsItIs() {
  const tests::TemporaryFolder folder;
  const core::ImageFormat onlyFrame{.width = 61, .height = 47, .frames = 1, .bitsStored = 8};
  const ImagePtr image = imageFile(onlyFrame);
  for (const auto& codec : core::CodecRegistry::instance().codecs()) {
    core::JobContext context;
    auto result = std::make_shared<ShownResult>();
    const core::Parameters parameters = core::Parameters::defaults(codec->info());
    result->compression =
        core::runCompression(image->image, *codec, parameters, folder / codec->info().id, context);
    const core::Analysis analysis = codec->analyse(image->image, parameters, context);
    JobRunner runner(JobRunner::Mode::Synchronous);
    MapStore store(runner);
    store.setSubject({.image = image, .frame = 0, .a = result, .b = {}});
    for (std::size_t i = 0; i < analysis.predictionResiduals.size(); ++i) {
      const auto map =
          store.map({.kind = MapKind::Prediction, .of = Compared::A, .stream = static_cast<int>(i)});
      QVERIFY2(map, codec->info().id.c_str());
      QVERIFY(map->map->values == analysis.predictionResiduals[i].values);
    }
    QCOMPARE(store.streamTitles(Compared::A).size(),
             static_cast<qsizetype>(analysis.predictionResiduals.size()));
    const MapSource cost{.kind = MapKind::BitCost, .of = Compared::A, .stream = 0};
    const auto costs = store.map(cost);
    QCOMPARE(costs != nullptr, !analysis.bitCost.empty());
    QCOMPARE(store.problem(cost).isEmpty(), costs != nullptr);
    if (!costs) continue;
    double bits = 0;
    for (const float pixel : analysis.bitCost) bits += pixel;
    const double shown = costs->statistics.mean * costs->unit * static_cast<double>(costs->statistics.count);
    QVERIFY(std::abs(shown - bits) < 0.001 * static_cast<double>(costs->statistics.count));
  }
}

void MapStoreTest::withoutAResultThePredictionIsTheMedianEdges() {
  JobRunner runner(JobRunner::Mode::Synchronous);
  MapStore store(runner);
  const ImagePtr image = imageFile();
  store.setSubject({.image = image, .frame = 1, .a = {}, .b = {}});
  const auto map = store.map({.kind = MapKind::Prediction, .of = Compared::A, .stream = 0});
  QVERIFY(map);
  QVERIFY(map->map->values == core::medianEdgeResidual(image->image, 1).values);
  QVERIFY(!store.map(residualOfA));
}

void MapStoreTest::displayDifferenceIsInGreyLevels() {
  JobRunner runner(JobRunner::Mode::Synchronous);
  MapStore store(runner);
  for (const bool isSigned : {false, true}) {
    core::ImageFormat of = format;
    of.isSigned = isSigned;
    const ImagePtr image = imageFile(of);
    const ResultPtr a = resultWithError(image->image, 40);
    store.setSubject({.image = image, .frame = 0, .a = a, .b = {}});
    const auto display = window(isSigned ? 100 : 2000, 700);
    const auto map = store.displayDifference(Compared::A, display, this);
    QVERIFY(map);
    const auto lut = core::displayLut(of, image->image.presentation(), display);
    const auto grey = [&](const core::Image& shown, int x, int y) {
      return static_cast<int>(lut[static_cast<std::size_t>(shown.storedValue(x, y, 0) - of.minValue())] &
                              0xFFU);
    };
    for (int y = 0; y < of.height; ++y)
      for (int x = 0; x < of.width; ++x)
        QCOMPARE(map->at(x, y), grey(image->image, x, y) - grey(a->compression.decoded, x, y));
    QVERIFY(map->largestMagnitude() > 0);
  }
}

void MapStoreTest::aNewWindowKeepsTheOldMapUntilTheNewOneIsThere() {
  JobRunner runner(JobRunner::Mode::Threaded);
  MapStore store(runner);
  const ImagePtr image = imageFile();
  store.setSubject({.image = image, .frame = 0, .a = resultWithError(image->image, 40), .b = {}});
  QVERIFY(!store.displayDifference(Compared::A, window(2000, 700), this));
  QTRY_VERIFY(store.displayDifference(Compared::A, window(2000, 700), this));
  const auto first = store.displayDifference(Compared::A, window(2000, 700), this);
  QCOMPARE(store.displayDifference(Compared::A, window(2000, 60), this), first);
  QCOMPARE(store.displayDifference(Compared::A, window(2000, 50), this), first);  // while one is running
  QTRY_VERIFY(!runner.isBusy());
  const auto last = store.displayDifference(Compared::A, window(2000, 50), this);
  QVERIFY(last != first);
  // A second pane with a window of its own does not take the first one's away.
  int other = 0;
  QVERIFY(!store.displayDifference(Compared::A, window(2000, 4000), &other));
  QTRY_VERIFY(store.displayDifference(Compared::A, window(2000, 4000), &other));
  QCOMPARE(store.displayDifference(Compared::A, window(2000, 50), this), last);
}

void MapStoreTest::nothingIsComputedTwiceOrUnasked() {
  JobRunner runner(JobRunner::Mode::Synchronous);
  QSignalSpy jobs(&runner, &JobRunner::jobStarted);
  MapStore store(runner);
  const ImagePtr image = imageFile();
  const ResultPtr a = resultWithError(image->image, 5);
  const ResultPtr b = resultWithError(image->image, 2);
  store.setSubject({.image = image, .frame = 0, .a = a, .b = {}});
  QCOMPARE(jobs.count(), 0);
  const auto map = store.map(residualOfA);
  QCOMPARE(store.map(residualOfA), map);
  QCOMPARE(jobs.count(), 1);
  // Back and forth between results: the map is still there.
  store.setSubject({.image = image, .frame = 0, .a = b, .b = a});
  QVERIFY(store.map(residualOfA) != map);
  QCOMPARE(store.map({.kind = MapKind::Reconstruction, .of = Compared::B, .stream = 0}), map);
  QCOMPARE(jobs.count(), 2);
  store.setSubject({.image = image, .frame = 1, .a = a, .b = {}});
  QVERIFY(store.map(residualOfA) != map);
}

void MapStoreTest::mapsNobodyHoldsAreLetGoOf() {
  JobRunner runner(JobRunner::Mode::Synchronous);
  MapStore store(runner);
  store.setSpareBytes(0);
  const ImagePtr image = imageFile();
  const ResultPtr a = resultWithError(image->image, 5);
  store.setSubject({.image = image, .frame = 0, .a = a, .b = {}});
  const auto held = store.map(residualOfA);
  const std::weak_ptr<const ValueMap> ofB =
      store.map({.kind = MapKind::Prediction, .of = Compared::A, .stream = 0});
  store.setSubject({.image = image, .frame = 1, .a = a, .b = {}});
  QVERIFY(ofB.expired());
  store.setSubject({.image = image, .frame = 0, .a = a, .b = {}});
  QCOMPARE(store.map(residualOfA), held);
}

void MapStoreTest::aVoidJobIsCancelled() {
  JobRunner runner(JobRunner::Mode::Threaded);
  MapStore store(runner);
  const ImagePtr image = imageFile({.width = 2000, .height = 2000, .frames = 1, .bitsStored = 12});
  store.setSubject({.image = image, .frame = 0, .a = resultWithError(image->image, 5), .b = {}});
  QPointer<JobHandle> job;
  connect(&runner, &JobRunner::jobStarted, this, [&](JobHandle* started) { job = started; });
  QVERIFY(!store.map({.kind = MapKind::BitCost, .of = Compared::A, .stream = 0}));
  QVERIFY(job);
  QSignalSpy changed(&store, &MapStore::changed);
  store.setSubject({.image = imageFile(), .frame = 0, .a = {}, .b = {}});
  QVERIFY(job->isCancelRequested());
  QTRY_VERIFY(!runner.isBusy());
  QCOMPARE(changed.count(), 0);
}

void MapStoreTest::anotherImagesMapIsNeverDelivered() {
  JobRunner runner(JobRunner::Mode::Threaded);
  MapStore store(runner);
  const MapSource prediction{.kind = MapKind::Prediction, .of = Compared::A, .stream = 0};
  const ImagePtr first = imageFile(format, 1);
  const ImagePtr second = imageFile(format, 2);
  store.setSubject({.image = first, .frame = 0, .a = {}, .b = {}});
  QVERIFY(!store.map(prediction));
  QVERIFY(runner.waitForWorkers(20000));  // through, and not delivered yet
  store.setSubject({.image = second, .frame = 0, .a = {}, .b = {}});
  QVERIFY(!store.map(prediction));
  const auto ofFirst = core::medianEdgeResidual(first->image, 0).values;
  bool sawFirst = false;
  connect(&store, &MapStore::changed, this, [&] {
    const auto map = store.known(prediction);
    sawFirst = sawFirst || (map && map->map->values == ofFirst);
  });
  QTRY_VERIFY(!runner.isBusy());
  QVERIFY(!sawFirst);
  QVERIFY(store.map(prediction));
  QVERIFY(store.map(prediction)->map->values == core::medianEdgeResidual(second->image, 0).values);
}

void MapStoreTest::failuresBecomeALine() {
  JobRunner runner(JobRunner::Mode::Synchronous);
  MapStore store(runner);
  const ImagePtr image = imageFile();
  core::ImageFormat smaller = format;
  smaller.width = 10;
  store.setSubject(
      {.image = image, .frame = 0, .a = resultWithError(tests::seededImage(smaller, 1), 1), .b = {}});
  QVERIFY(!store.map(residualOfA));
  QVERIFY(store.problem(residualOfA).contains(QStringLiteral("width")));
}

void MapStoreTest::regionsHaveTheirOwnStatistics() {
  JobRunner runner(JobRunner::Mode::Threaded);
  MapStore store(runner);
  const ImagePtr image = imageFile();
  store.setSubject({.image = image, .frame = 0, .a = resultWithError(image->image, 5), .b = {}});
  QTRY_VERIFY(store.map(residualOfA));
  const auto map = store.map(residualOfA);
  QCOMPARE(store.regionStatistics(map, {})->count, std::uint64_t{64 * 48});
  const QRect region(7, 9, 12, 5);
  QTRY_VERIFY(store.regionStatistics(map, region));
  const auto statistics = *store.regionStatistics(map, region);
  std::uint64_t nonZero = 0;
  double sum = 0;
  for (int y = region.top(); y <= region.bottom(); ++y)
    for (int x = region.left(); x <= region.right(); ++x) {
      nonZero += map->at(x, y) != 0 ? 1 : 0;
      sum += map->at(x, y);
    }
  QCOMPARE(statistics.count, std::uint64_t{60});
  QCOMPARE(statistics.nonZero, nonZero);
  QCOMPARE(statistics.mean, sum / 60);
}

QTEST_GUILESS_MAIN(MapStoreTest)
#include "map_store_test.moc"
