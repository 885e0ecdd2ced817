#include "core/phantom/phantom.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/phantom/anatomy.h"
#include "core/phantom/fixed_point.h"
#include "core/phantom/noise.h"
#include "core/phantom/texture.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

PhantomRecipe recipeOf(PhantomKind kind, int width, int height, int density = 1000) {
  PhantomRecipe recipe;
  recipe.kind = kind;
  recipe.width = width;
  recipe.height = height;
  recipe.densityPermille = density;
  return recipe;
}

Image made(const PhantomRecipe& recipe, int threads = 2) {
  JobContext context;
  context.setThreads(threads);
  return makePhantom(recipe, context);
}

/// Mean stored value of a square around a place given in 1/10 mm from the centre of the image.
double meanAround(const Image& image, double xMm, double yMm, double halfMm) {
  const double pitch = image.presentation().spacing.columnMm;
  const auto pixel = [pitch](double mm, int size) {
    return static_cast<int>(std::lround(mm / pitch + size / 2.0));
  };
  double sum = 0;
  int count = 0;
  for (int y = pixel(yMm - halfMm, image.height()); y < pixel(yMm + halfMm, image.height()); ++y) {
    for (int x = pixel(xMm - halfMm, image.width()); x < pixel(xMm + halfMm, image.width()); ++x, ++count) {
      sum += image.storedValue(x, y);
    }
  }
  return sum / count;
}

/// Lacunarity of gliding boxes (Allain and Cloitre, 1991): mean square over squared mean of the boxes' sums.
double lacunarity(const std::vector<std::int32_t>& values, int width, int box) {
  const int height = static_cast<int>(values.size()) / width;
  double sum = 0;
  double squares = 0;
  int count = 0;
  for (int y = 0; y + box <= height; y += box) {
    for (int x = 0; x + box <= width; x += box, ++count) {
      double mass = 0;
      for (int i = 0; i < box * box; ++i)
        mass += values[static_cast<std::size_t>((y + i / box) * width + x + i % box)];
      sum += mass;
      squares += mass * mass;
    }
  }
  return squares * count / (sum * sum);
}

struct Golden {
  PhantomKind kind;
  const char* sha256;
};

class PhantomGolden : public testing::TestWithParam<Golden> {};

// The digests change only with a deliberate change of the phantom, never with machine, compiler,
// optimisation or number of threads.
TEST_P(PhantomGolden, HasTheSameSamplesEverywhere) {
  PhantomRecipe recipe = recipeOf(GetParam().kind, 160, 200, 600);
  recipe.seed = 7;
  const Image one = made(recipe, 1);
  EXPECT_EQ(pixelSha256(one), GetParam().sha256);
  EXPECT_TRUE(hasSamePixels(one, made(recipe, 3)));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, PhantomGolden,
    testing::Values(
        Golden{PhantomKind::Hip, "8da4b6e50ab2384136c2ab200c97935055a652584bf72399f0e1cc37b3feacbd"},
        Golden{PhantomKind::Wrist, "72bca4ab9880b4237c2e39483618ff9c29d9d10bcfc7623f10b5c1c793c14fa0"},
        Golden{PhantomKind::Vertebra, "7c39086c52c39118a6199d6bc0215d4b283a2db397cfaffd409b2443d56ef354"}));

class PhantomKinds : public testing::TestWithParam<PhantomKind> {};

TEST_P(PhantomKinds, FillTheRangeOfEveryDepth) {
  for (int bits = 8; bits <= 16; ++bits) {
    PhantomRecipe recipe = recipeOf(GetParam(), 96, 120);
    recipe.bitsStored = bits;
    const Image image = made(recipe);
    EXPECT_EQ(image.bitsStored(), bits);
    EXPECT_FALSE(image.isSigned());
    const auto samples = image.samples();
    const auto [low, high] = std::minmax_element(samples.begin(), samples.end());
    EXPECT_EQ(*low, 0);
    EXPECT_LE(*high, image.format().maxValue());
    EXPECT_GT(*high, image.format().maxValue() / 2);
    EXPECT_GT(std::set<std::uint16_t>(samples.begin(), samples.end()).size(), 60U);
  }
}

TEST_P(PhantomKinds, TakeEverySizeAndSeed) {
  for (const auto& [width, height] : {std::pair{16, 16}, {17, 301}, {301, 17}, {2048, 16}, {16, 2048}}) {
    const Image image = made(recipeOf(GetParam(), width, height));
    EXPECT_EQ(image.width(), width);
    EXPECT_EQ(image.height(), height);
  }
  PhantomRecipe recipe = recipeOf(GetParam(), 64, 80);
  const Image first = made(recipe);
  recipe.seed = 2;
  EXPECT_FALSE(hasSamePixels(first, made(recipe)));
}

TEST_P(PhantomKinds, SayHowTheyAreShown) {
  const Image narrow = made(recipeOf(GetParam(), 64, 64));
  const Image wide = made(recipeOf(GetParam(), 128, 64));
  const Presentation& shown = narrow.presentation();
  EXPECT_FALSE(shown.showsLowBright());
  ASSERT_EQ(shown.windows.size(), 1U);
  EXPECT_EQ(shown.windows[0].width, 4096);
  EXPECT_EQ(shown.windows[0].centre, 2048);
  EXPECT_EQ(shown.spacing.source, SpacingSource::AtDetector);
  EXPECT_EQ(shown.spacing.rowMm, shown.spacing.columnMm);
  EXPECT_DOUBLE_EQ(shown.spacing.columnMm, 2 * wide.presentation().spacing.columnMm) << "same field of view";
}

INSTANTIATE_TEST_SUITE_P(All, PhantomKinds,
                         testing::Values(PhantomKind::Hip, PhantomKind::Wrist, PhantomKind::Vertebra));

TEST(Phantom, AttenuatesLessWhereBoneIsLost) {
  struct Place {
    PhantomKind kind;
    double x, y;  // mm: femoral head, distal radius, body of a vertebra
  };
  for (const Place& place :
       {Place{PhantomKind::Hip, 17, -44}, {PhantomKind::Wrist, -17, 16}, {PhantomKind::Vertebra, -16, 3}}) {
    double last = 1e9;
    for (const int density : {1000, 650, 300, 0}) {
      const double mean = meanAround(made(recipeOf(place.kind, 320, 400, density)), place.x, place.y, 6);
      EXPECT_LT(mean, last - 5) << static_cast<int>(place.kind) << " at " << density;
      last = mean;
    }
  }
}

TEST(Phantom, LosesCorticalBoneWithDensity) {
  // The lateral cortex of the shaft, and soft tissue beside it that must not change.
  const Image healthy = made(recipeOf(PhantomKind::Hip, 430, 538, 1000));
  const Image poor = made(recipeOf(PhantomKind::Hip, 430, 538, 100));
  EXPECT_GT(meanAround(healthy, -35.5, 70, 2), meanAround(poor, -35.5, 70, 2) + 100);
  EXPECT_NEAR(meanAround(healthy, -60, 70, 4), meanAround(poor, -60, 70, 4), 12);
}

TEST(Phantom, OpensLargerHolesInTheTextureAsDensityFalls) {
  const phantom::Anatomy anatomy = phantom::hipAnatomy(1000);
  const phantom::Geometry geometry{430, 538, anatomy.exposure.fieldWidth};
  double last = 0;
  std::size_t count = 1'000'000'000;
  for (const int density : {1000, 600, 200, 0}) {
    const phantom::TrabecularTexture texture(anatomy, geometry, 3, density);
    // The femoral head and neck.
    const double now = lacunarity(texture.render(130, 260), geometry.width, 6);
    EXPECT_GT(now, last) << density;
    EXPECT_LT(texture.size(), count) << density;
    last = now;
    count = texture.size();
  }
}

TEST(Phantom, RefusesRecipesOutOfRange) {
  const auto refuses = [](const auto& change) {
    PhantomRecipe recipe = recipeOf(PhantomKind::Hip, 64, 64);
    change(recipe);
    try {
      made(recipe);
    } catch (const Error& error) {
      return error.category() == ErrorCategory::InvalidArgument;
    }
    return false;
  };
  EXPECT_TRUE(refuses([](PhantomRecipe& r) { r.bitsStored = 7; }));
  EXPECT_TRUE(refuses([](PhantomRecipe& r) { r.bitsStored = 17; }));
  EXPECT_TRUE(refuses([](PhantomRecipe& r) { r.densityPermille = -1; }));
  EXPECT_TRUE(refuses([](PhantomRecipe& r) { r.densityPermille = 1001; }));
  EXPECT_TRUE(refuses([](PhantomRecipe& r) { r.width = 15; }));
  EXPECT_TRUE(refuses([](PhantomRecipe& r) { r.height = 8193; }));
}

TEST(Phantom, StopsWhenAskedTo) {
  for (const int threads : {1, 2}) {
    CancelToken token;
    JobContext context(token, [token](double fraction) mutable {
      if (fraction > 0.2) token.cancel();
    });
    context.setThreads(threads);
    try {
      makePhantom(recipeOf(PhantomKind::Wrist, 256, 1024), context);
      FAIL() << "was not cancelled";
    } catch (const Error& error) {
      EXPECT_EQ(error.category(), ErrorCategory::Cancelled);
    }
  }
}

TEST(Phantom, ReportsProgressToTheEnd) {
  std::vector<double> reported;
  JobContext context(CancelToken{}, [&](double fraction) { reported.push_back(fraction); });
  context.setThreads(1);
  makePhantom(recipeOf(PhantomKind::Vertebra, 64, 512), context);
  ASSERT_GT(reported.size(), 4U);
  EXPECT_TRUE(std::is_sorted(reported.begin(), reported.end()));
  EXPECT_EQ(reported.back(), 1);
}

TEST(PhantomAttributes, NameOneStudyWithASeriesForEachDensity) {
  const StudyAttributes normal = phantomAttributes(recipeOf(PhantomKind::Hip, 64, 64, 1000));
  const StudyAttributes poor = phantomAttributes(recipeOf(PhantomKind::Hip, 64, 64, 250));
  const StudyAttributes wrist = phantomAttributes(recipeOf(PhantomKind::Wrist, 64, 64, 1000));
  EXPECT_EQ(normal.patientName, "Phantom^Trabecula");
  EXPECT_EQ(normal.modality, "DX");
  EXPECT_EQ(normal.studyUid, poor.studyUid);
  EXPECT_NE(normal.studyUid, wrist.studyUid);
  EXPECT_NE(normal.seriesUid, poor.seriesUid);
  EXPECT_NE(normal.seriesDescription, poor.seriesDescription);
  for (const std::string& uid : {normal.studyUid, normal.seriesUid, wrist.studyUid}) {
    EXPECT_EQ(uid.rfind("2.25.", 0), 0U);
    EXPECT_NE(uid[5], '0');
    EXPECT_LE(uid.size(), 64U);
    EXPECT_EQ(uid.find_first_not_of("0123456789."), std::string::npos);
  }
}

TEST(PoissonCount, HasMeanAndVarianceOfItsParameter) {
  double lastVariance = 0;
  for (const int mean : {1, 5, 23, 24, 100, 2500}) {
    constexpr int draws = 40'000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < draws; ++i) {
      const auto count = static_cast<double>(phantom::poissonCount(
          mean * 256, phantom::randomBits(1, i, mean), phantom::randomBits(2, i, mean)));
      sum += count;
      squares += count * count;
    }
    const double average = sum / draws;
    const double variance = squares / draws - average * average;
    EXPECT_NEAR(average, mean, 5 * std::sqrt(mean / static_cast<double>(draws)));
    EXPECT_NEAR(variance, mean, 0.05 * mean + 0.12);
    EXPECT_GT(variance, lastVariance);
    lastVariance = variance;
  }
  EXPECT_EQ(phantom::poissonCount(0, 1, 2), 0);
}

TEST(FixedPoint, AgreesWithRealArithmetic) {
  for (const double x : {0.0, 0.001, 0.3, 1.0, 4.7, 12.5}) {
    const auto fixed = static_cast<std::int64_t>(std::llround(x * 65536));
    EXPECT_NEAR(phantom::exponentialOfNegative(fixed) / 2147483648.0,
                std::exp(-static_cast<double>(fixed) / 65536), 5e-8)
        << x;
  }
  EXPECT_EQ(phantom::exponentialOfNegative(std::int64_t{40} << 16), 0U);
  for (const std::uint64_t value : {1ULL, 2ULL, 3ULL, 1000ULL, 123456789ULL, 1ULL << 40U}) {
    EXPECT_NEAR(static_cast<double>(phantom::naturalLogarithm(value)) / 65536,
                std::log(static_cast<double>(value)), 2e-4)
        << value;
  }
  for (const std::uint64_t value : {0ULL, 1ULL, 3ULL, 4ULL, 99ULL, 100ULL, 0xffffffffULL, 1ULL << 62U}) {
    const std::uint64_t root = phantom::squareRoot(value);
    EXPECT_LE(root * root, value);
    EXPECT_GT((root + 1) * (root + 1), value);
  }
  const phantom::Point eighth = phantom::directionOf(128);
  EXPECT_NEAR(static_cast<double>(eighth.x), 4096 * std::sqrt(0.5), 1.5);
  EXPECT_NEAR(static_cast<double>(eighth.y), 4096 * std::sqrt(0.5), 1.5);
}

}  // namespace
}  // namespace trabecula::core
