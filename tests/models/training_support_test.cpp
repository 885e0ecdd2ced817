#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <numeric>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/support/error.h"
#include "core/support/file_io.h"
#include "models/contextnet/context_samples.h"
#include "models/network/requantisation.h"
#include "models/training/checkpoint.h"
#include "models/training/learning_rate.h"
#include "models/training/training_log.h"
#include "models/training/worker_pool.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::models {
namespace {

TEST(LearningRate, WarmsUpAndFallsByACosine) {
  const LearningRate rate{.peak = 2, .finalFraction = 0.1, .warmUp = 0.2};
  EXPECT_DOUBLE_EQ(rate.at(0), 0);
  EXPECT_DOUBLE_EQ(rate.at(0.1), 1);
  EXPECT_DOUBLE_EQ(rate.at(0.2), 2);
  EXPECT_NEAR(rate.at(0.6), 2 * (0.1 + 0.9 / 2), 1e-12);
  EXPECT_NEAR(rate.at(1), 0.2, 1e-12);
  EXPECT_NEAR(rate.at(1.5), 0.2, 1e-12);
}

Checkpoint someCheckpoint() {
  return {"a network", 12345, 6.5, 2.25, 12000, {1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {1, 1, 1}, {-1, 0, 1e-30F}};
}

TEST(Checkpoint, ComesBackAsItWas) {
  const tests::TemporaryFolder folder;
  const Checkpoint written = someCheckpoint();
  writeCheckpoint(folder / "c", written);
  const Checkpoint read = readCheckpoint(folder / "c");
  EXPECT_EQ(read.identity, written.identity);
  EXPECT_EQ(read.step, written.step);
  EXPECT_EQ(read.seconds, written.seconds);
  EXPECT_EQ(read.bestScore, written.bestScore);
  EXPECT_EQ(read.bestStep, written.bestStep);
  EXPECT_EQ(read.weights, written.weights);
  EXPECT_EQ(read.firstMoment, written.firstMoment);
  EXPECT_EQ(read.secondMoment, written.secondMoment);
  EXPECT_EQ(read.average, written.average);
  EXPECT_EQ(read.best, written.best);
}

TEST(Checkpoint, RefusesCutsAndFlips) {
  const tests::TemporaryFolder folder;
  writeCheckpoint(folder / "c", someCheckpoint());
  const core::ByteVector bytes = core::readFile(folder / "c");
  for (std::size_t i = 0; i < bytes.size(); i += 7) {
    core::writeFileAtomically(folder / "cut", core::ByteSpan(bytes).first(i));
    EXPECT_THROW(readCheckpoint(folder / "cut"), core::Error) << i;
    core::ByteVector flipped = bytes;
    flipped[i] ^= std::byte{16};
    core::writeFileAtomically(folder / "flipped", flipped);
    EXPECT_THROW(readCheckpoint(folder / "flipped"), core::Error) << i;
  }
}

TEST(TrainingLog, AppendsBelowOneHeading) {
  const tests::TemporaryFolder folder;
  for (const int step : {1, 2}) {
    TrainingLog log(folder / "log.csv");
    log.write({.step = step, .validation = step == 1 ? std::numeric_limits<double>::quiet_NaN() : 2.5});
  }
  std::ifstream stream(folder / "log.csv");
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(text,
            "step,seconds,samples_per_second,learning_rate,loss,gradient_norm,validation\n"
            "1,0,0,0,0,0,\n2,0,0,0,0,0,2.5\n");
}

TEST(WorkerPool, DoesEveryPieceOnceAndPassesErrorsOn) {
  WorkerPool pool(3, [] {});
  for (int round = 0; round < 100; ++round) {
    std::vector<std::atomic<int>> done(17);
    pool.run(done.size(), [&](std::size_t i) { ++done[i]; });
    for (const auto& count : done) EXPECT_EQ(count, 1);
  }
  EXPECT_THROW(pool.run(5,
                        [](std::size_t i) {
                          if (i == 3) throw std::runtime_error("three");
                        }),
               std::runtime_error);
  int ran = 0;
  WorkerPool(1, [] {}).run(2, [&](std::size_t) { ++ran; });
  EXPECT_EQ(ran, 2);
}

TEST(ContextSamples, ShuffleKeepsSamplesTogether) {
  ContextSamples samples;
  samples.features = 2;
  for (int i = 0; i < 100; ++i) {
    samples.values.push_back(static_cast<std::int8_t>(i));
    samples.values.push_back(static_cast<std::int8_t>(-i));
    samples.lower.push_back(static_cast<float>(i));
    samples.upper.push_back(static_cast<float>(i) + 0.5F);
  }
  const ContextSamples before = samples;
  shuffle(samples, 5);
  EXPECT_NE(samples.lower, before.lower);
  std::set<float> seen;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    EXPECT_EQ(static_cast<float>(samples.values[2 * i]), samples.lower[i]);
    EXPECT_EQ(samples.values[2 * i + 1], -samples.values[2 * i]);
    EXPECT_EQ(samples.upper[i], samples.lower[i] + 0.5F);
    seen.insert(samples.lower[i]);
  }
  EXPECT_EQ(seen.size(), samples.size());
}

/// All sizes of rows and runs, vector widths and their remainders, against core::fixedpoint's formula.
TEST(Requantisation, IsTheIntegerFormula) {
  tests::Lcg random(3);
  constexpr int shift = 26;
  for (const ValueLayout layout : {ValueLayout{5, 13, 1}, ValueLayout{3, 64, 1}, ValueLayout{2, 3, 37}}) {
    std::vector<float> bias;
    std::vector<double> multiplier;
    std::vector<std::int64_t> integerMultiplier;
    for (std::size_t c = 0; c < layout.channels; ++c) {
      bias.push_back(static_cast<float>(static_cast<int>(random.below(2000)) - 1000));
      integerMultiplier.push_back(1 + random.below((1U << 22U) - 1));
      multiplier.push_back(std::ldexp(static_cast<double>(integerMultiplier.back()), -shift));
    }
    std::vector<float> sums;
    for (std::size_t i = 0; i < layout.values(); ++i) {
      const int magnitude = 1 << (i % 24);
      sums.push_back(static_cast<float>(static_cast<int>(random.below(2U * magnitude)) - magnitude));
    }
    std::vector<float> out(sums.size());
    requantise(layout, {bias, multiplier, -32768, 32767}, sums.data(), out.data());
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const std::size_t c = i / layout.run % layout.channels;
      const std::int64_t acc = static_cast<std::int64_t>(sums[i]) + static_cast<std::int64_t>(bias[c]);
      const std::int64_t value = (acc * integerMultiplier[c] + (std::int64_t{1} << (shift - 1))) >> shift;
      EXPECT_EQ(static_cast<std::int64_t>(out[i]), std::clamp<std::int64_t>(value, -32768, 32767)) << i;
    }
  }
}

TEST(Requantisation, DerivativeStopsWhereTheRangeClips) {
  const ValueLayout layout{3, 9, 1};
  const std::vector<float> bias(9, 0);
  const std::vector<double> multiplier(9, 0.5);
  std::vector<float> out(27, 7);
  out[4] = 0;
  out[13] = 255;
  const std::vector<float> gradient(27, 2);
  std::vector<float> sumsGradient(27);
  std::vector<float> biasGradient(9);
  const Requantisation how{bias, multiplier, 0, 255};
  requantiseBackward(layout, how, true, out.data(), gradient.data(), sumsGradient.data(), biasGradient);
  EXPECT_EQ(std::accumulate(sumsGradient.begin(), sumsGradient.end(), 0.0F), 25);
  EXPECT_EQ(sumsGradient[4], 0);
  EXPECT_EQ(sumsGradient[13], 0);
  EXPECT_EQ(biasGradient[4], 1);
  EXPECT_EQ(biasGradient[0], 3);
  requantiseBackward(layout, how, false, out.data(), gradient.data(), sumsGradient.data(), biasGradient);
  EXPECT_EQ(sumsGradient[4], 1);
}

}  // namespace
}  // namespace trabecula::models
