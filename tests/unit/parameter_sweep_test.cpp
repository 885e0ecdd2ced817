#include "core/job/parameter_sweep.h"

#include <gtest/gtest.h>

#include "core/codec/registry.h"
#include "core/support/error.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::core {
namespace {

SweepAxis axisOver(double from, double to, bool geometric, bool whole) {
  SweepAxis axis;
  axis.parameter.name = "p";
  axis.parameter.title = "P";
  if (whole)
    axis.parameter.range = IntegerRange{0, 255, 0};
  else
    axis.parameter.range = RealRange{0.01, 1000, 10};
  axis.from = from;
  axis.to = to;
  axis.geometric = geometric;
  return axis;
}

TEST(SweepAxes, AreThoseThatTradeSizeForFidelity) {
  int found = 0;
  for (const auto& codec : CodecRegistry::instance().codecs()) {
    const auto axes = sweepAxes(*codec);
    const CodecInfo& info = codec->info();
    EXPECT_EQ(axes.empty(), !info.lossy && !info.nearLossless) << info.id;
    for (const SweepAxis& axis : axes) {
      ++found;
      EXPECT_LT(axis.from, axis.to) << info.id << ' ' << axis.parameter.name;
      const auto values = sweepValues(axis, 5);
      EXPECT_GE(values.size(), 4U);
      // What is worth a point is not lossless over the range.
      EXPECT_NE(codec->fidelity(sweepParameters(*codec, axis, values.back())).kind, Fidelity::Kind::Lossless)
          << info.id << ' ' << axis.parameter.name;
    }
  }
  EXPECT_GE(found, 3);
}

TEST(SweepValues, HaveEqualStepsOrEqualFactors) {
  EXPECT_EQ(sweepValues(axisOver(10, 50, false, false), 5), (std::vector<double>{10, 20, 30, 40, 50}));
  const auto factors = sweepValues(axisOver(1, 100, true, false), 3);
  ASSERT_EQ(factors.size(), 3U);
  EXPECT_DOUBLE_EQ(factors[1], 10);
  EXPECT_EQ(sweepValues(axisOver(1, 4, true, true), 9), (std::vector<double>{1, 2, 3, 4}));
}

TEST(SweepValues, RefuseWhatTheParameterDoesNotAllow) {
  EXPECT_THROW(sweepValues(axisOver(0, 300, false, true), 4), Error);
  EXPECT_THROW(sweepValues(axisOver(5, 5, false, true), 4), Error);
  EXPECT_THROW(sweepValues(axisOver(0, 8, true, true), 4), Error);
}

TEST(RunSweep, MeasuresEverySettingAndLeavesNoFile) {
  const tests::TemporaryFolder folder;
  const Image image = tests::seededImage({.width = 96, .height = 64, .frames = 1, .bitsStored = 12});
  for (const auto& codec : CodecRegistry::instance().codecs()) {
    for (const SweepAxis& axis : sweepAxes(*codec)) {
      std::vector<SweepPoint> points;
      JobContext context;
      const auto values = sweepValues(axis, 3);
      const auto refused = runSweep(
          image, *codec, axis, values, folder / "sweep",
          [&](const SweepPoint& point) { points.push_back(point); }, context);
      EXPECT_TRUE(refused.empty()) << codec->info().id << ' ' << refused.front();
      ASSERT_EQ(points.size(), values.size());
      const bool rising = points.front().bitsPerPixel < points.back().bitsPerPixel;
      const SweepPoint& cheap = rising ? points.front() : points.back();
      const SweepPoint& dear = rising ? points.back() : points.front();
      EXPECT_LT(cheap.bitsPerPixel, dear.bitsPerPixel) << codec->info().id << ' ' << axis.parameter.name;
      EXPECT_GE(cheap.maxAbsError, dear.maxAbsError) << codec->info().id << ' ' << axis.parameter.name;
      EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    }
  }
}

TEST(RunSweep, StopsWhenAsked) {
  const tests::TemporaryFolder folder;
  const Image image = tests::seededImage({.width = 96, .height = 64, .frames = 1, .bitsStored = 12});
  const Codec* codec = nullptr;
  for (const auto& candidate : CodecRegistry::instance().codecs())
    if (candidate->info().nearLossless || candidate->info().lossy) codec = candidate.get();
  ASSERT_TRUE(codec);
  CancelToken token;
  JobContext context(token, {});
  int points = 0;
  const SweepAxis axis = sweepAxes(*codec).front();
  EXPECT_THROW(runSweep(
                   image, *codec, axis, sweepValues(axis, 5), folder / "sweep",
                   [&](const SweepPoint&) {
                     ++points;
                     token.cancel();
                   },
                   context),
               Error);
  EXPECT_EQ(points, 1);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(RunSweep, NamesSettingsThatAreRefusedForThisImage) {
  // JPEG-LS like bounds grow with the depth: two bits allow less than a large maximum error.
  const tests::TemporaryFolder folder;
  const Image image = tests::seededImage({.width = 32, .height = 32, .frames = 1, .bitsStored = 2});
  for (const auto& codec : CodecRegistry::instance().codecs()) {
    if (!codec->info().nearLossless) continue;
    SweepAxis axis = sweepAxes(*codec).front();
    JobContext context;
    int points = 0;
    const auto count = [&](const SweepPoint&) { ++points; };
    const auto refused = runSweep(image, *codec, axis, {1, 200}, folder / "sweep", count, context);
    EXPECT_EQ(points, 1);
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(refused.front().substr(0, 4), "200:");
    EXPECT_THROW(runSweep(image, *codec, axis, {200}, folder / "sweep", count, context), Error);
  }
}

}  // namespace
}  // namespace trabecula::core
