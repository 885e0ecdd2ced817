#include "core/codec/tile_jobs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "core/support/error.h"

namespace trabecula::core {
namespace {

TEST(TileJobs, EveryTileIsDoneOnce) {
  for (const int threads : {1, 2, 7}) {
    JobContext context;
    context.setThreads(threads);
    std::vector<std::atomic<int>> done(5);
    runTiles(5, 5, context, [&](int tile, const TileProgress& progress) {
      progress(0);
      ++done[static_cast<std::size_t>(tile)];
    });
    for (const std::atomic<int>& times : done) EXPECT_EQ(times, 1) << threads << " threads";
  }
}

TEST(TileJobs, NoTilesAreDoneAtOnce) {
  JobContext context;
  EXPECT_NO_THROW(runTiles(0, 0, context, [](int, const TileProgress&) { FAIL(); }));
}

TEST(TileJobs, ProgressNeverFallsAndEndsAtOne) {
  std::vector<double> seen;
  JobContext context({}, [&](double progress) { seen.push_back(progress); });
  context.setThreads(2);
  runTiles(4, 4 * 30, context, [&](int, const TileProgress& progress) {
    for (int row = 0; row < 30; ++row) {
      progress(row);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    progress(30);
  });
  ASSERT_GT(seen.size(), 2U);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(seen.back(), 1);
}

TEST(TileJobs, AFailureStopsTheOthersAndIsThrown) {
  JobContext context;
  context.setThreads(2);
  std::atomic<int> started = 0;
  const auto work = [&](int tile, const TileProgress& progress) {
    ++started;
    if (tile == 1) throw Error(ErrorCategory::Corrupt, "tile 2 is damaged");
    // For ever, were it not told to stop.
    for (;;) progress(0);
  };
  try {
    runTiles(100, 100, context, work);
    FAIL() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::Corrupt);
    EXPECT_STREQ(error.what(), "tile 2 is damaged");
  }
  EXPECT_LE(started, 3);
}

TEST(TileJobs, AStopFromAnotherThreadIsObeyed) {
  CancelToken token;
  JobContext context(token, {});
  context.setThreads(2);
  std::jthread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    token.cancel();
  });
  try {
    runTiles(2, 2, context, [](int, const TileProgress& progress) {
      for (;;) progress(0);
    });
    FAIL() << "nothing thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::Cancelled);
  }
}

}  // namespace
}  // namespace trabecula::core
