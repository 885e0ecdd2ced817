#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "core/codec/lfcunet/class_distribution.h"
#include "core/codec/lfcunet/image_coder.h"
#include "core/codec/lfcunet/pixel_history.h"
#include "core/codec/lfcunet/presets.h"
#include "core/codec/lfcunet/stream.h"
#include "core/codec/lfcunet/sub_images.h"
#include "core/codec/lfcunet/tiles.h"
#include "core/codec/registry.h"
#include "core/entropy/secondary_estimation.h"
#include "core/fixedpoint/cpu_target.h"
#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/model_file.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core::lfcunet {
namespace {

using tests::Lcg;

ImageFormat format(int width, int height, int bits, bool isSigned = false) {
  return {.width = width, .height = height, .frames = 1, .bitsStored = bits, .isSigned = isSigned};
}

ByteVector encode(const Image& image, int threads = 1) {
  JobContext context;
  context.setThreads(threads);
  return encodeImage(smallModel(), *fixedpoint::enabledEngine(), image, context);
}

Image decode(ByteSpan stream, int threads = 1) {
  JobContext context;
  context.setThreads(threads);
  return decodeImage(stream, modelOfId, *fixedpoint::enabledEngine(), context);
}

std::string messageOf(ByteSpan stream) {
  try {
    decode(stream);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST(LfcSubImages, SplitAndJoinAreInversesForAnySize) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 5}, {6, 1}, {4, 4}, {7, 3}, {2, 9}}) {
    std::vector<std::uint16_t> pixels(static_cast<std::size_t>(width * height));
    std::iota(pixels.begin(), pixels.end(), std::uint16_t{1});
    EXPECT_EQ(join(split(width, height, pixels)), pixels) << width << " x " << height;
  }
}

TEST(LfcSubImages, PartsAreThoseOfThePaper) {
  //  A B A
  //  C D C
  //  A B A
  const std::vector<std::uint16_t> pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const SubImages parts = split(3, 3, pixels);
  EXPECT_EQ(parts.of(Part::A), (std::vector<std::uint16_t>{1, 3, 7, 9}));
  // Where there is no pixel stands A's.
  EXPECT_EQ(parts.of(Part::B), (std::vector<std::uint16_t>{2, 3, 8, 9}));
  EXPECT_EQ(parts.of(Part::C), (std::vector<std::uint16_t>{4, 6, 7, 9}));
  EXPECT_EQ(parts.of(Part::D), (std::vector<std::uint16_t>{5, 3, 7, 9}));
}

TEST(LfcTiles, CoverEveryPixelOnce) {
  for (const auto& [width, height] : {std::pair{1, 1}, {288, 288}, {289, 17}, {900, 700}}) {
    std::vector<int> covered(static_cast<std::size_t>(width * height));
    for (const Tile& tile : tilesOf(width, height)) {
      EXPECT_EQ(tile.x % 16, 0);
      EXPECT_EQ(tile.y % 16, 0);
      for (int y = tile.y; y < tile.y + tile.height; ++y) {
        for (int x = tile.x; x < tile.x + tile.width; ++x) ++covered[static_cast<std::size_t>(y * width + x)];
      }
    }
    EXPECT_EQ(std::count(covered.begin(), covered.end(), 1), width * height);
  }
}

TEST(LfcLevelMap, EveryValueHasALevelAndAPlaceInIt) {
  SubImages parts(4, 4);
  parts.of(Part::A) = {1000, 3000, 2000, 1500};
  const LevelMap map(parts, {0, 0, 2, 2}, 65535);
  EXPECT_TRUE(map.open);
  EXPECT_GT(map.level(1000), 0);
  EXPECT_LT(map.level(3000), levels - 1);
  for (std::int32_t value = 0; value < 65536; ++value) {
    ASSERT_EQ(map.value(map.quotient(value), map.rest(value)), value);
    ASSERT_EQ(std::clamp(map.quotient(value), 0, levels - 1), map.level(value));
  }
}

TEST(LfcLevelDistribution, LevelsShareAllSlotsWhateverTheLogits) {
  const PowerTable powers(fixedpoint::readModel(smallModelFile()));
  const SecondaryEstimation secondary(LevelDistribution::mapClasses);
  Lcg random(3);
  for (const int count : {2, 17, 256}) {
    for (int trial = 0; trial < 40; ++trial) {
      std::vector<std::int16_t> logits(classes);
      for (std::int16_t& l : logits) {
        const int range = trial % 2 == 0 ? 65536 : 900;
        l = static_cast<std::int16_t>(static_cast<int>(random.below(static_cast<std::uint32_t>(range))) -
                                      range / 2);
      }
      const int prediction = static_cast<int>(random.below(static_cast<std::uint32_t>(count)));
      const LevelDistribution distribution(powers, logits.data(), 1, prediction, count, secondary,
                                           trial % PixelHistory::contexts);
      EXPECT_EQ(distribution.begin(0), 0U);
      EXPECT_EQ(distribution.begin(count), 65536U);
      for (int level = 0; level < count; ++level) {
        const std::uint32_t begin = distribution.begin(level);
        const std::uint32_t end = distribution.begin(level + 1);
        ASSERT_LT(begin, end);
        ASSERT_EQ(distribution.levelAt(begin), level);
        ASSERT_EQ(distribution.levelAt(end - 1), level);
      }
    }
  }
}

TEST(LfcLevelDistribution, ALikelierClassGetsMoreSlots) {
  const PowerTable powers(fixedpoint::readModel(smallModelFile()));
  const SecondaryEstimation secondary(LevelDistribution::mapClasses);
  std::vector<std::int16_t> logits(classes, 0);
  const int residual = 3;
  logits[static_cast<std::size_t>(levels - 1 + residual)] = 3 << logitFractionBits;  // 8 times the others
  const LevelDistribution distribution(powers, logits.data(), 1, 100, levels, secondary, 0);
  const double others = distribution.begin(10) - distribution.begin(9);
  const double likely = distribution.begin(104) - distribution.begin(103);
  EXPECT_NEAR(likely / others, 8, 0.1);
}

TEST(LfcUnet, GivesBackEveryDepthSignAndSize) {
  for (const int bits : {1, 2, 7, 8, 9, 12, 16}) {
    for (const auto& [width, height] : {std::pair{1, 1}, {2, 1}, {1, 37}, {61, 43}}) {
      const Image image = tests::seededImage(format(width, height, bits, bits > 8));
      EXPECT_TRUE(hasSamePixels(image, decode(encode(image))))
          << bits << " bits, " << width << " x " << height;
    }
  }
}

TEST(LfcUnet, GivesBackValuesFarFromTheirNeighbours) {
  std::vector<std::uint16_t> samples(100 * 90, 20000);
  Lcg random(8);
  for (int i = 0; i < 200; ++i) samples[random.below(9000)] = static_cast<std::uint16_t>(random.below(65536));
  const Image image(format(100, 90, 16), std::move(samples));
  EXPECT_TRUE(hasSamePixels(image, decode(encode(image))));
}

TEST(LfcUnet, ThreadsAndTilesDoNotChangeTheBytes) {
  const Image image = tests::seededImage(format(701, 620, 8));
  const ByteVector stream = encode(image, 1);
  ASSERT_GT(parseStream(stream).tiles.size(), 1U);
  EXPECT_EQ(encode(image, 3), stream);
  EXPECT_TRUE(hasSamePixels(image, decode(stream, 2)));
}

TEST(LfcUnet, EveryCpuEngineCodesTheSameBytes) {
  const Image image = tests::seededImage(format(90, 70, 8));
  JobContext context;
  const ByteVector stream = encode(image);
  for (const fixedpoint::CpuTarget target : fixedpoint::CpuTarget::supported()) {
    const auto engine = fixedpoint::makeCpuEngine(target);
    EXPECT_EQ(encodeImage(smallModel(), *engine, image, context), stream) << engine->name();
  }
}

TEST(LfcUnet, NoiseCostsNoMoreThanItsRawBits) {
  for (const int bits : {8, 16}) {
    const Image noise = tests::noiseImage(format(200, 160, bits));
    const ByteVector stream = encode(noise);
    EXPECT_LE(stream.size(), 200U * 160U * static_cast<unsigned>(bits) / 8U + 64U);
    EXPECT_TRUE(hasSamePixels(noise, decode(stream)));
  }
}

TEST(LfcUnet, EveryDamagedByteIsNoticed) {
  const Image image = tests::seededImage(format(40, 30, 8));
  const ByteVector stream = encode(image);
  for (std::size_t i = 0; i < stream.size(); ++i) {
    ByteVector damaged = stream;
    damaged[i] ^= std::byte{0x10};
    EXPECT_THROW(decode(damaged), Error) << "byte " << i;
  }
  for (std::size_t length = 0; length < stream.size(); length += 7) {
    EXPECT_THROW(decode(ByteSpan(stream).first(length)), Error) << "cut to " << length;
  }
}

TEST(LfcUnet, DamageNamesItsTile) {
  const Image image = tests::seededImage(format(700, 400, 8));
  ByteVector stream = encode(image);
  const std::size_t tiles = parseStream(stream).tiles.size();
  ASSERT_GE(tiles, 2U);
  stream[stream.size() - 20] ^= std::byte{4};
  EXPECT_NE(messageOf(stream).find("tile " + std::to_string(tiles) + " "), std::string::npos)
      << messageOf(stream);
}

TEST(LfcUnet, TheBitCostMapSumsToTheFile) {
  const Codec& codec = CodecRegistry::instance().get("lfc-unet");
  const Image image = tests::seededImage(format(301, 260, 8));
  JobContext context;
  const Parameters parameters = Parameters::defaults(codec.info());
  const Analysis analysis = codec.analyse(image, parameters, context);
  const Encoded encoded = codec.encode(image, parameters, context);
  const double bits = std::accumulate(analysis.bitCost.begin(), analysis.bitCost.end(), 0.0);
  EXPECT_NEAR(bits / 8 / static_cast<double>(encoded.bytes.size()), 1, 0.005);
  ASSERT_EQ(analysis.predictionResiduals.size(), 3U);
  for (const ResidualMap& map : analysis.predictionResiduals) {
    EXPECT_EQ(map.width, 151);
    EXPECT_EQ(map.height, 130);
  }
}

TEST(LfcUnet, StreamsOfVersionOneDecodeForEver) {
  const std::filesystem::path folder = TRABECULA_LFCUNET_STREAMS;
  const LfcModel old(readFile(folder / "model_v1.tmodel"));
  const auto lookup = [&](std::uint64_t id) -> const LfcModel& {
    if (id != old.id()) throw Error(ErrorCategory::Unsupported, "another model");
    return old;
  };
  const std::pair<const char*, Image> streams[] = {
      {"grey8_v1.tlu", tests::seededImage(format(97, 71, 8), 5)},
      {"signed12_v1.tlu", tests::seededImage(format(64, 50, 12, true), 6)}};
  for (const auto& [name, image] : streams) {
    JobContext context;
    const ByteVector stream = readFile(folder / name);
    EXPECT_TRUE(hasSamePixels(image, decodeImage(stream, lookup, *fixedpoint::enabledEngine(), context)))
        << name;
  }
}

TEST(LfcModelFile, NetworksThatDoNotFitAreRefused) {
  const auto refuses = [](const auto& change) {
    fixedpoint::ModelFile file = fixedpoint::readModel(smallModelFile());
    change(file);
    file.knownAnswers.clear();
    EXPECT_THROW(LfcModel(fixedpoint::writeModel(file)), Error);
  };
  refuses([](fixedpoint::ModelFile& file) { file.networks.pop_back(); });
  refuses([](fixedpoint::ModelFile& file) { file.tables[0].values[3] = 1; });
  refuses([](fixedpoint::ModelFile& file) { std::swap(file.networks[0].name, file.networks[2].name); });
  refuses([](fixedpoint::ModelFile& file) { file.networks[0].outputs.pop_back(); });
}

}  // namespace
}  // namespace trabecula::core::lfcunet
