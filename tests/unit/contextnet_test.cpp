#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <utility>
#include <vector>

#include "core/codec/contextnet/geometry.h"
#include "core/codec/contextnet/image_coder.h"
#include "core/codec/contextnet/presets.h"
#include "core/codec/contextnet/secondary_estimation.h"
#include "core/codec/contextnet/settings.h"
#include "core/codec/contextnet/stream.h"
#include "core/codec/contextnet/tile_pass.h"
#include "core/codec/contextnet/tile_pass_dispatch.h"
#include "core/codec/raw_values.h"
#include "core/codec/registry.h"
#include "core/fixedpoint/cpu_target.h"
#include "core/fixedpoint/model_file.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core::contextnet {
namespace {

using fixedpoint::CpuTarget;
using tests::Lcg;

const ContextModel& model() {
  return presetModel(presetNames().front());
}

ImageFormat format(int width, int height, int bits) {
  return {.width = width, .height = height, .frames = 1, .bitsStored = bits};
}

ByteVector encode(const Image& image, int threads = 1) {
  JobContext context;
  context.setThreads(threads);
  return encodeImage(model(), image, context);
}

/// The same with a model read anew, for the instruction set that is preferred now.
ByteVector encodeAnew(const Image& image) {
  JobContext context;
  return encodeImage(ContextModel(presetFile(presetNames().front())), image, context);
}

Image decodeAnew(ByteSpan stream) {
  JobContext context;
  const ContextModel own(presetFile(presetNames().front()));
  return decodeImage(
      stream, [&](std::uint64_t) -> const ContextModel& { return own; }, context);
}

Image decode(ByteSpan stream, int threads = 1) {
  JobContext context;
  context.setThreads(threads);
  return decodeImage(stream, modelOfId, context);
}

/// Puts the fastest target back when a test is over.
class TargetGuard {
 public:
  TargetGuard() : before_(CpuTarget::preferred()) {}
  ~TargetGuard() { CpuTarget::setPreferred(before_); }
  TargetGuard(const TargetGuard&) = delete;
  TargetGuard& operator=(const TargetGuard&) = delete;

 private:
  CpuTarget before_;
};

std::string messageOf(ByteSpan stream) {
  try {
    decode(stream);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST(ContextNetGeometry, CoversEveryPixelAndNoStepMore) {
  for (const int height : {1, 2, 31, 32, 33, 64, 77}) {
    for (const int width : {1, 5, 212, 300}) {
      const TileShape shape{width, height};
      std::int64_t last = 0;
      for (int y = 0; y < height; ++y) {
        last = std::max(
            last, std::int64_t{y / lanes} * shape.period() + lead + width + std::int64_t{y % lanes} * lag);
      }
      EXPECT_EQ(shape.steps(), last) << width << " x " << height;
    }
  }
}

TEST(ContextNetSecondaryEstimation, MapsNeverFallWhateverIsObserved) {
  SecondaryEstimation map;
  Lcg random(3);
  for (int i = 0; i < 200000; ++i) {
    const auto low = static_cast<std::int32_t>(random.below(65537));
    const auto width = static_cast<std::int32_t>(random.below(random.below(4) == 0 ? 65537 : 40));
    map.observe(7, low, std::min(low + width, 65536));
    const std::int32_t* knots = map.knots() + 7 * SecondaryEstimation::stride;
    ASSERT_TRUE(std::is_sorted(knots, knots + SecondaryEstimation::stride)) << "after " << i;
    ASSERT_EQ(knots[0], 0);
    ASSERT_EQ(knots[SecondaryEstimation::intervals], 65536);
  }
}

TEST(ContextNetSecondaryEstimation, LearnsWhereThePixelsLie) {
  SecondaryEstimation map;
  for (int i = 0; i < 5000; ++i) map.observe(0, 1000, 1400);
  EXPECT_GT(map.knots()[1], 60000);
  EXPECT_EQ(map.knots()[SecondaryEstimation::stride + 1], 4096) << "another class learnt too";
}

TEST(ContextNetRawTile, GivesBackEveryDepth) {
  for (int bits = 1; bits <= 16; ++bits) {
    const Image image = tests::noiseImage(format(13, 7, bits));
    const auto values = image.samples();
    const std::int32_t maximum = (1 << bits) - 1;
    const ByteVector bytes = writeRaw(values, maximum);
    ASSERT_EQ(bytes.size(), rawBytes(values.size(), maximum));
    std::vector<std::uint16_t> back(values.size());
    readRaw(bytes, maximum, back);
    EXPECT_TRUE(std::equal(back.begin(), back.end(), values.begin())) << bits << " bits";
  }
}

TEST(ContextNet, ScalarAndVectorCodeTheSameBytesAndReadEachOthers) {
  const TargetGuard guard;
  const CpuTarget fastest = CpuTarget::supported().back();
  for (const int bits : {1, 8, 12, 16}) {
    for (const auto& [width, height] : {std::pair{1, 1}, {70, 45}, {250, 37}}) {
      const Image image = tests::seededImage(format(width, height, bits), static_cast<std::uint64_t>(bits));
      CpuTarget::setPreferred(CpuTarget::scalar());
      const ByteVector scalar = encodeAnew(image);
      CpuTarget::setPreferred(fastest);
      const ByteVector vector = encodeAnew(image);
      EXPECT_EQ(scalar, vector) << bits << " bits, " << width << " x " << height;
      EXPECT_TRUE(hasSamePixels(image, decodeAnew(scalar)));
      CpuTarget::setPreferred(CpuTarget::scalar());
      EXPECT_TRUE(hasSamePixels(image, decodeAnew(vector)));
    }
  }
}

TEST(ContextNet, EveryInstructionSetCodesTheSameBytes) {
  const Image image = tests::seededImage(format(260, 40, 12), 4);
  const ByteVector expected = encode(image);
  const std::int64_t supported = hwy::SupportedTargets();
  for (std::int64_t rest = supported; rest != 0; rest &= rest - 1) {
    hwy::SetSupportedTargetsForTest(rest & -rest);
    EXPECT_EQ(encode(image), expected) << hwy::TargetName(rest & -rest);
    EXPECT_TRUE(hasSamePixels(image, decode(expected))) << hwy::TargetName(rest & -rest);
  }
  hwy::SetSupportedTargetsForTest(0);
}

TEST(ContextNet, GivesBackShapesAndValuesAtTheLimits) {
  for (const auto& [width, height] : {std::pair{65535, 1}, {1, 3000}, {700, 70}, {213, 65}}) {
    const ImageFormat limits = format(width, height, 16);
    std::vector<std::uint16_t> samples(limits.pixels());
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const std::size_t x = i % static_cast<std::size_t>(width);
      const std::size_t y = i / static_cast<std::size_t>(width);
      samples[i] = (x + y) % 2 == 0 ? 0 : 65535;
      if (y % 7 == 3) samples[i] = static_cast<std::uint16_t>(x * 40503U);
    }
    const Image image(limits, std::move(samples));
    EXPECT_TRUE(hasSamePixels(image, decode(encode(image)))) << width << " x " << height;
  }
}

TEST(ContextNet, ASecondPredictorIsNotNeeded) {
  const Image image = tests::seededImage(format(90, 70, 8));
  const Settings settings{
      .primaryOrder = 6, .secondaryOrder = 0, .neighbours = 12, .components = 2, .sweeps = 1};
  std::size_t pixels = 0;
  collectSamples(settings, {90, 70}, 255, image.samples(), [&](const Sample& sample) {
    EXPECT_EQ(sample.features.size(), static_cast<std::size_t>(settings.features()));
    EXPECT_LT(sample.low, sample.high);
    ++pixels;
  });
  EXPECT_EQ(pixels, image.format().pixels());
}

/// The default model's first network, and one that knows nothing: its last layer is silent.
fixedpoint::ModelFile twoNetworks(bool goodFirst) {
  fixedpoint::ModelFile file = fixedpoint::readModel(presetFile(presetNames().front()));
  const fixedpoint::Network good = file.network(expertName(0));
  fixedpoint::Network silent = good;
  std::fill(silent.layers.back().weights.begin(), silent.layers.back().weights.end(), 0);
  file.networks = goodFirst ? std::vector{good, silent} : std::vector{silent, good};
  for (int i = 0; i < 2; ++i) file.networks[static_cast<std::size_t>(i)].name = expertName(i);
  file.knownAnswers.clear();
  return fixedpoint::readModel(fixedpoint::writeModel(file));
}

TEST(ContextNetExperts, TheBetterNetworkOfATileIsTakenAndNamed) {
  const Image image = tests::seededImage(format(900, 800, 10));
  std::vector<std::size_t> sizes;
  for (const bool goodFirst : {true, false}) {
    const ContextModel two(fixedpoint::writeModel(twoNetworks(goodFirst)));
    ASSERT_EQ(two.experts(), 2);
    JobContext context;
    const ByteVector stream = encodeImage(two, image, context);
    const ParsedStream parsed = parseStream(stream);
    for (const ParsedTile& tile : parsed.tiles) EXPECT_EQ(tile.expert, goodFirst ? 0 : 1);
    EXPECT_TRUE(hasSamePixels(
        image, decodeImage(
                   stream, [&](std::uint64_t) -> const ContextModel& { return two; }, context)));
    sizes.push_back(stream.size());
  }
  EXPECT_GT(sizes[1], sizes[0]);  // it names its networks
  EXPECT_LE(sizes[1], sizes[0] + 16);
}

TEST(ContextNetExperts, ANetworkThatTheModelDoesNotHaveIsRefused) {
  const ContextModel two(fixedpoint::writeModel(twoNetworks(false)));
  JobContext context;
  const ByteVector stream = encodeImage(two, tests::seededImage(format(60, 40, 8)), context);
  const ContextModel one(fixedpoint::writeModel([] {
    fixedpoint::ModelFile file = twoNetworks(true);
    file.networks.pop_back();
    file.knownAnswers.clear();
    return file;
  }()));
  EXPECT_THROW(decodeImage(
                   stream, [&](std::uint64_t) -> const ContextModel& { return one; }, context),
               Error);
}

TEST(ContextNetExperts, NetworksWithGapsInTheirNamesAreRefused) {
  fixedpoint::ModelFile file = twoNetworks(true);
  file.networks.back().name = expertName(2);
  file.knownAnswers.clear();
  EXPECT_THROW(ContextModel(fixedpoint::writeModel(file)), Error);
}

TEST(ContextNetModel, HostileTablesAndSettingsAreRefused) {
  const auto refuses = [](const char* table, const auto& change) {
    fixedpoint::ModelFile file = fixedpoint::readModel(presetFile(presetNames().front()));
    for (fixedpoint::IntegerTable& t : file.tables) {
      if (t.name == table) change(t.values);
    }
    EXPECT_THROW(ContextModel(fixedpoint::writeModel(file)), Error) << table;
  };
  using Values = std::vector<std::int32_t>;
  refuses("powers", [](Values& v) { std::fill(v.begin(), v.end(), 1); });
  refuses("powers", [](Values& v) { v.pop_back(); });
  refuses("reciprocals", [](Values& v) { v.back() = 4096; });
  refuses("logistic", [](Values& v) { std::swap(v.front(), v.back()); });
  refuses("logistic", [](Values& v) { v.back() = 70000; });
  refuses("inverse powers", [](Values& v) { v.front() = 1 << 20; });
  refuses("quarter logs", [](Values& v) { v.front() = -1; });
  for (std::size_t i = 0; i < Settings::count; ++i) {
    refuses("settings", [&](Values& v) { v[i] = -1; });
    refuses("settings", [&](Values& v) { v[i] = 1000; });
  }
}

TEST(ContextNetStream, HeadersThatAskForTooMuchAreRefused) {
  StreamHeader header;
  header.format = format(65535, 16384, 16);
  header.model = model().id();
  header.tileRows = 16384;
  const ByteVector few(60, std::byte{7});
  EXPECT_NE(messageOf(writeStream(header, {{.bytes = few}})).find("tile 1"), std::string::npos);
  EXPECT_NE(messageOf(writeStream(header, {{.raw = true, .bytes = few}})).find("tile 1"), std::string::npos);
  header.format = format(100, 64, 8);
  header.tileRows = 1;
  EXPECT_NE(messageOf(writeStream(header, std::vector<CodedTile>(64, {.bytes = few}))).find("tiles"),
            std::string::npos);
}

TEST(ContextNet, ThreadsDoNotChangeTheBytes) {
  const Image image = tests::seededImage(format(900, 800, 10));
  const ByteVector one = encode(image, 1);
  ASSERT_GT(parseStream(one).tiles.size(), 1U);
  EXPECT_EQ(one, encode(image, 2));
  EXPECT_EQ(one, encode(image, 3));
  EXPECT_TRUE(hasSamePixels(image, decode(one, 2)));
}

TEST(ContextNet, NoiseCostsNoMoreThanItsRawBits) {
  for (int bits = 1; bits <= 16; ++bits) {
    const Image image = tests::noiseImage(format(200, 150, bits));
    const double raw = 200.0 * 150 * bits / 8;
    EXPECT_LE(static_cast<double>(encode(image).size()), raw * 1.001 + 64) << bits << " bits";
  }
}

TEST(ContextNet, OneValueCostsAHeader) {
  const std::vector<std::uint16_t> samples(300 * 200, 1234);
  const Image image(format(300, 200, 12), samples);
  const ByteVector stream = encode(image);
  EXPECT_LT(stream.size(), 40U);
  EXPECT_TRUE(hasSamePixels(image, decode(stream)));
}

TEST(ContextNet, EveryDamagedByteIsNoticed) {
  const Image image = tests::seededImage(format(16, 12, 6));
  const ByteVector stream = encode(image);
  for (std::size_t i = 0; i < stream.size(); ++i) {
    ByteVector damaged = stream;
    damaged[i] ^= static_cast<std::byte>(1U << (i % 8));
    EXPECT_THROW(decode(damaged), Error) << "byte " << i;
  }
  for (std::size_t length = 0; length < stream.size(); ++length) {
    EXPECT_THROW(decode(ByteSpan(stream).first(length)), Error) << "cut to " << length;
  }
}

TEST(ContextNet, DamageNamesItsTile) {
  const Image image = tests::seededImage(format(900, 700, 8));
  const ByteVector stream = encode(image);
  const ParsedStream parsed = parseStream(stream);
  ASSERT_GE(parsed.tiles.size(), 2U);
  ByteVector damaged = stream;
  damaged[damaged.size() - parsed.tiles.back().bytes.size() / 2] ^= std::byte{4};
  EXPECT_NE(messageOf(damaged).find("tile " + std::to_string(parsed.tiles.size()) + " "), std::string::npos)
      << messageOf(damaged);
}

TEST(ContextNet, StreamsOfUnknownModelsAreRefusedByName) {
  ByteVector stream = encode(tests::seededImage(format(20, 20, 8)));
  JobContext context;
  EXPECT_THROW(
      decodeImage(
          stream,
          [](std::uint64_t) -> const ContextModel& { throw Error(ErrorCategory::Unsupported, "unknown"); },
          context),
      Error);
}

TEST(ContextNet, StreamsOfVersionOneDecodeForEver) {
  const std::filesystem::path folder = TRABECULA_CONTEXTNET_STREAMS;
  const ContextModel old(readFile(folder / "model_v1.tmodel"));
  const auto lookup = [&](std::uint64_t id) -> const ContextModel& {
    if (id != old.id()) throw Error(ErrorCategory::Unsupported, "another model");
    return old;
  };
  ImageFormat signed12 = format(64, 50, 12);
  signed12.isSigned = true;
  const std::pair<const char*, Image> streams[] = {
      {"grey8_v1.tcn", tests::seededImage(format(97, 71, 8), 5)},
      {"signed12_v1.tcn", tests::seededImage(signed12, 6)},
      {"grey16_v1.tcn", tests::seededImage(format(45, 33, 16), 7)}};
  for (const auto& [name, image] : streams) {
    JobContext context;
    EXPECT_TRUE(hasSamePixels(image, decodeImage(readFile(folder / name), lookup, context))) << name;
    // The encoder may improve, but not by accident.
    EXPECT_EQ(encodeImage(old, image, context), readFile(folder / name)) << name;
  }
}

TEST(ContextNet, TheBitCostMapSumsToTheFile) {
  const Codec& codec = CodecRegistry::instance().get("contextnet");
  const Image image = tests::seededImage(format(600, 500, 12));
  JobContext context;
  const Parameters parameters = Parameters::defaults(codec.info());
  const Analysis analysis = codec.analyse(image, parameters, context);
  const Encoded encoded = codec.encode(image, parameters, context);
  const double bits = std::accumulate(analysis.bitCost.begin(), analysis.bitCost.end(), 0.0);
  EXPECT_NEAR(bits / 8 / static_cast<double>(encoded.bytes.size()), 1, 0.005);
  ASSERT_EQ(analysis.predictionResiduals.size(), 1U);
  EXPECT_EQ(analysis.predictionResiduals.front().values.size(), image.format().pixels());
}

TEST(ContextNet, ExpectsNoiseWhereThereIsNoise) {
  // Flat on the left, noise of a standard deviation of some 29 on the right.
  const ImageFormat half = format(256, 200, 12);
  std::vector<std::uint16_t> samples(half.pixels());
  Lcg random(4);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    std::uint32_t noise = 0;  // roughly normal
    for (int k = 0; k < 4; ++k) noise += random.below(50);
    samples[i] = static_cast<std::uint16_t>(i % 256 < 128 ? 500 : 500 + noise);
  }
  const Codec& codec = CodecRegistry::instance().get("contextnet");
  JobContext context;
  const Analysis analysis = codec.analyse(Image(half, samples), Parameters::defaults(codec.info()), context);
  ASSERT_EQ(analysis.expectedDeviation.size(), half.pixels());
  double flat = 0;
  double noise = 0;
  for (std::size_t i = 100 * 256; i < samples.size(); ++i) {
    const std::size_t x = i % 256;
    if (x > 20 && x < 100) flat = std::max<double>(flat, analysis.expectedDeviation[i]);
    if (x > 180) noise += analysis.expectedDeviation[i] / (100 * 75);
  }
  EXPECT_LT(flat, 1);
  EXPECT_NEAR(noise, 29, 6);
}

TEST(ContextNet, StopsWhereAskedTo) {
  CancelToken token;
  JobContext context(token, [&](double fraction) {
    if (fraction > 0.05) token.cancel();
  });
  context.setThreads(1);
  const Image image = tests::seededImage(format(1500, 1500, 12));
  try {
    encodeImage(model(), image, context);
    FAIL() << "it went on to the end";
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::Cancelled);
  }
}

}  // namespace
}  // namespace trabecula::core::contextnet
