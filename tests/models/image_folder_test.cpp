#include "models/data/image_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/codec/registry.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "models/data/crops.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_data.h"

namespace trabecula::models {
namespace {

void writePng(const std::filesystem::path& path, const core::Image& image) {
  const core::Codec& png = core::CodecRegistry::instance().get("png");
  core::JobContext context;
  std::filesystem::create_directories(path.parent_path());
  core::writeFileAtomically(path, png.encode(image, core::Parameters::defaults(png.info()), context).bytes);
}

core::ImageFormat format(int width, int height, int bits) {
  return {.width = width, .height = height, .bitsStored = bits};
}

TEST(ImageFolder, ReadsRecursivelyAndDividesByName) {
  const tests::TemporaryFolder folder;
  for (int i = 0; i < 30; ++i) {
    const std::string name = "image" + std::to_string(i) + ".png";
    writePng(folder / (i % 2 == 0 ? "even" : "odd") / name, tests::seededImage(format(20 + i, 9, 12)));
  }
  std::ofstream(folder / "MANIFEST.tsv") << "path\n";
  std::ofstream(folder / "odd" / "broken.png") << "no image";
  core::JobContext context;
  const ImageFolder all = readImageFolder(folder.path(), {.validationPercent = 20}, context);
  EXPECT_EQ(all.training.size() + all.validation.size(), 30U);
  EXPECT_GT(all.validation.size(), 1U);
  EXPECT_LT(all.validation.size(), 15U);
  ASSERT_EQ(all.skipped.size(), 1U);
  EXPECT_NE(all.skipped[0].find("broken.png"), std::string::npos);
  EXPECT_NE(all.description.find(" images for training"), std::string::npos);

  const ImageFolder odd = readImageFolder(folder.path(), {.validationPercent = 20, .only = {"odd"}}, context);
  EXPECT_EQ(odd.training.size() + odd.validation.size(), 15U);
  for (const TrainingImage& image : odd.validation) {
    const bool same = std::any_of(all.validation.begin(), all.validation.end(),
                                  [&](const TrainingImage& other) { return other.path == image.path; });
    EXPECT_TRUE(same || all.validation.empty()) << image.path;
  }
}

TEST(ImageFolder, SaysWhatIsMissing) {
  const tests::TemporaryFolder folder;
  core::JobContext context;
  EXPECT_THROW(readImageFolder(folder / "nowhere", {}, context), core::Error);
  EXPECT_THROW(readImageFolder(folder.path(), {}, context), core::Error);
}

/// Every pixel of the large image says where it is.
std::vector<TrainingImage> smallAndLarge() {
  const core::ImageFormat large = format(48, 40, 12);
  std::vector<std::uint16_t> samples(large.pixels());
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<std::uint16_t>(i);
  std::vector<TrainingImage> images;
  images.push_back({"small.png", tests::seededImage(format(7, 30, 12))});
  images.push_back({"large.png", core::Image(large, samples)});
  return images;
}

TEST(CropSampler, CropsArePartsOfTheImagesMirroredOrInverted) {
  const CropSampler sampler(smallAndLarge(), {.side = 16, .alignment = 8, .wholeOnly = true});
  std::mt19937_64 random(3);
  std::set<std::pair<int, int>> directions;
  for (int i = 0; i < 100; ++i) {
    const Crop crop = sampler.draw(random);
    ASSERT_EQ(crop.values.size(), 256U);
    const int across = crop.values[1] - crop.values[0];
    const int down = crop.values[16] - crop.values[0];
    directions.insert({across, down});
    for (int y = 0; y < 16; ++y) {
      for (int x = 0; x < 16; ++x) {
        ASSERT_EQ(crop.values[static_cast<std::size_t>(y * 16 + x)], crop.values[0] + x * across + y * down);
      }
    }
  }
  EXPECT_EQ(directions.size(), 4U);
}

TEST(CropSampler, TheSameSeedDrawsTheSame) {
  const CropSampler sampler(smallAndLarge(), {.side = 20});
  std::mt19937_64 first(9);
  std::mt19937_64 second(9);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(sampler.draw(first).values, sampler.draw(second).values);
}

TEST(CropSampler, ImagesThatDoNotFitAreLeftOut) {
  EXPECT_THROW(CropSampler(smallAndLarge(), {.side = 64, .wholeOnly = true}), core::Error);
  EXPECT_THROW(CropSampler(smallAndLarge(), {.side = 8, .largestMaximum = 10}), core::Error);
}

TEST(ImageFolder, ReadsTheTrainingData) {
  TRABECULA_REQUIRE_TEST_DATA(data);
  core::JobContext context;
  const ImageFolder folder = readImageFolder(data / "train", {.only = {"mednist8"}}, context);
  EXPECT_TRUE(folder.skipped.empty());
  EXPECT_GT(folder.pixels(), 0);
}

}  // namespace
}  // namespace trabecula::models
