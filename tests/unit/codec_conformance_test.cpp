// What every codec of the registry must do. No codec is named here: a new one is tested by being registered.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/archive/archive.h"
#include "core/codec/registry.h"
#include "core/job/compression_job.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::core {
namespace {

using tests::Lcg;
using tests::TemporaryFolder;

struct Size {
  int width;
  int height;
};
constexpr Size sizes[] = {{1, 1}, {1, 37}, {37, 1}, {2, 2}, {17, 13}, {64, 64}, {127, 101}};

using Samples = std::vector<std::uint16_t>;
using Pattern = void (*)(Samples&, const ImageFormat&);
struct NamedPattern {
  const char* name;
  Pattern fill;
};

const NamedPattern patterns[] = {
    {"zero", [](Samples& samples, const ImageFormat&) { std::fill(samples.begin(), samples.end(), 0); }},
    {"all bits set",
     [](Samples& samples, const ImageFormat& format) {
       std::fill(samples.begin(), samples.end(), format.sampleMask());
     }},
    {"ramp",
     [](Samples& samples, const ImageFormat& format) {
       for (std::size_t i = 0; i < samples.size(); ++i) {
         samples[i] = static_cast<std::uint16_t>(i & format.sampleMask());
       }
     }},
    {"values spread over the depth",
     [](Samples& samples, const ImageFormat& format) {
       for (std::size_t i = 0; i < samples.size(); ++i) {
         samples[i] = static_cast<std::uint16_t>((i * 40503U) & format.sampleMask());
       }
     }},
    {"noise",
     [](Samples& samples, const ImageFormat& format) {
       Lcg random(7);
       for (auto& sample : samples) sample = static_cast<std::uint16_t>(random.next() & format.sampleMask());
     }},
    {"few levels far apart",
     [](Samples& samples, const ImageFormat& format) {
       Lcg random(8);
       const auto range = static_cast<std::uint32_t>(format.dataRange());
       for (auto& sample : samples) sample = static_cast<std::uint16_t>(random.below(5) * range / 4);
     }},
    {"two levels",
     [](Samples& samples, const ImageFormat& format) {
       Lcg random(9);
       for (auto& sample : samples) {
         sample = static_cast<std::uint16_t>(random.below(2) == 0 ? format.sampleMask() : 0);
       }
     }},
};

Image patternImage(const ImageFormat& format, const NamedPattern& pattern) {
  Samples samples(format.pixels());
  pattern.fill(samples, format);
  return {format, std::move(samples)};
}

std::string describe(const ImageFormat& format, const std::string& pattern) {
  return std::to_string(format.width) + "x" + std::to_string(format.height) + "x" +
         std::to_string(format.frames) + (format.isSigned ? " signed " : " unsigned ") +
         std::to_string(format.bitsStored) + " bits, " + pattern;
}

class CodecConformance : public testing::TestWithParam<std::string> {
 protected:
  const Codec& codec() const { return CodecRegistry::instance().get(GetParam()); }
  const CodecInfo& info() const { return codec().info(); }
  Parameters parse(const std::vector<std::pair<std::string, std::string>>& given) const {
    return Parameters::parse(info(), given);
  }

  /// Every setting that the codec itself calls lossless and that differs in one choice from the defaults.
  std::vector<Parameters> losslessSettings() const {
    std::vector<Parameters> settings = {Parameters::defaults(info())};
    for (const ParameterInfo& parameter : info().parameters) {
      if (const auto* choice = std::get_if<Choice>(&parameter.range)) {
        for (const std::string& value : choice->values) settings.push_back(parse({{parameter.name, value}}));
      }
      if (const auto* range = std::get_if<IntegerRange>(&parameter.range)) {
        settings.push_back(parse({{parameter.name, toString(range->min)}}));
        settings.push_back(parse({{parameter.name, toString(range->max)}}));
      }
    }
    std::erase_if(settings, [&](const Parameters& setting) {
      return codec().fidelity(setting).kind != Fidelity::Kind::Lossless;
    });
    return settings;
  }

  /// Compresses in memory and gives back what a decoder makes of it.
  Image roundTrip(const Image& image, const Parameters& parameters) const {
    JobContext context;
    const CompressedFile file = compress(codec(), image, parameters, context);
    DecompressedFile decompressed = decompress(file.bytes, context);
    EXPECT_EQ(decompressed.codecId, info().id);
    return decompressed.image;
  }

  void expectExact(const ImageFormat& format, const Parameters& parameters) const {
    for (const NamedPattern& pattern : patterns) {
      SCOPED_TRACE(describe(format, pattern.name) + ", " + parameters.summary(info()));
      const Image image = patternImage(format, pattern);
      ASSERT_TRUE(hasSamePixels(image, roundTrip(image, parameters)));
    }
  }
};

TEST_P(CodecConformance, DescribesItself) {
  EXPECT_FALSE(info().title.empty());
  EXPECT_NE(info().implementation.find_first_of("0123456789"), std::string::npos)
      << "no version: " << info().implementation;
  EXPECT_EQ(info().nativeFile.extension.front(), '.');
  EXPECT_TRUE(info().lossless || info().nearLossless || info().lossy);
  EXPECT_LE(info().minBits, info().nativeFile.minBits);
  EXPECT_GE(info().maxBits, info().nativeFile.maxBits);
  EXPECT_NO_THROW(Parameters::defaults(info()));
  for (const ParameterInfo& parameter : info().parameters) {
    EXPECT_FALSE(parameter.title.empty());
    EXPECT_FALSE(parameter.meaning.empty());
    EXPECT_EQ(parse({{parameter.name, toString(Parameters::defaults(info()).values().at(parameter.name))}}),
              Parameters::defaults(info()));
  }
}

TEST_P(CodecConformance, GivesBackEveryDepthSizeSignAndPattern) {
  const Parameters parameters = losslessSettings().front();
  for (int bits = info().minBits; bits <= info().maxBits; ++bits) {
    for (const Size size : sizes) {
      for (const bool isSigned : {false, true}) {
        ASSERT_NO_FATAL_FAILURE(expectExact({.width = size.width,
                                             .height = size.height,
                                             .frames = 1,
                                             .bitsStored = bits,
                                             .isSigned = isSigned},
                                            parameters));
      }
    }
  }
}

TEST_P(CodecConformance, GivesBackSeveralFrames) {
  for (int bits = info().minBits; bits <= info().maxBits; ++bits) {
    for (const bool isSigned : {false, true}) {
      const ImageFormat format = {
          .width = 19, .height = 11, .frames = 3, .bitsStored = bits, .isSigned = isSigned};
      ASSERT_NO_FATAL_FAILURE(expectExact(format, losslessSettings().front()));
    }
  }
}

TEST_P(CodecConformance, EveryLosslessSettingIsExactAtEveryDepth) {
  for (const Parameters& parameters : losslessSettings()) {
    for (int bits = info().minBits; bits <= info().maxBits; ++bits) {
      ASSERT_NO_FATAL_FAILURE(expectExact(
          {.width = 67, .height = 43, .frames = 1, .bitsStored = bits, .isSigned = false}, parameters));
    }
  }
}

TEST_P(CodecConformance, GivesBackEveryValueOfEveryDepth) {
  const Parameters parameters = losslessSettings().front();
  for (int bits = info().minBits; bits <= info().maxBits; ++bits) {
    ImageFormat format;
    format.bitsStored = bits;
    format.width = std::min(256, 1 << bits);
    format.height = (1 << bits) / format.width;
    for (const NamedPattern& pattern : {patterns[2], patterns[3]}) {
      SCOPED_TRACE(describe(format, pattern.name));
      const Image image = patternImage(format, pattern);
      EXPECT_TRUE(hasSamePixels(image, roundTrip(image, parameters)));
    }
  }
}

TEST_P(CodecConformance, ThreadsDoNotChangeThePixels) {
  const Image image = tests::seededImage({.width = 600, .height = 531, .frames = 1, .bitsStored = 12});
  for (const int threads : {1, 3}) {
    JobContext context;
    context.setThreads(threads);
    const CompressedFile file = compress(codec(), image, losslessSettings().front(), context);
    EXPECT_TRUE(hasSamePixels(image, decompress(file.bytes, context).image));
  }
}

TEST_P(CodecConformance, NativeFilesNeedNoArchive) {
  JobContext context;
  for (int bits = info().nativeFile.minBits; bits <= info().nativeFile.maxBits; ++bits) {
    const Image image = tests::seededImage({.width = 31, .height = 29, .frames = 1, .bitsStored = bits});
    const CompressedFile file = compress(codec(), image, losslessSettings().front(), context);
    EXPECT_FALSE(isArchive(file.bytes));
    EXPECT_EQ(file.extension, info().nativeFile.extension);
    EXPECT_TRUE(codec().recognises(ByteSpan(file.bytes).first(std::min<std::size_t>(32, file.bytes.size()))));
    EXPECT_TRUE(hasSamePixels(image, codec().decode(file.bytes, context)));
  }
}

TEST_P(CodecConformance, RefusesWhatItsFileCannotHold) {
  JobContext context;
  if (info().nativeFile.multiFrame) GTEST_SKIP() << "holds several frames";
  const Image image = tests::seededImage({.width = 8, .height = 8, .frames = 2, .bitsStored = 8});
  EXPECT_THROW(codec().encode(image, Parameters::defaults(info()), context), Error);
}

TEST_P(CodecConformance, KeepsTheNearLosslessBound) {
  if (!info().nearLossless) GTEST_SKIP() << "has no near-lossless mode";
  // The parameter is the integer one that turns the fidelity into near-lossless.
  std::string name;
  for (const ParameterInfo& parameter : info().parameters) {
    const auto* range = std::get_if<IntegerRange>(&parameter.range);
    if (range == nullptr) continue;
    const Fidelity fidelity = codec().fidelity(parse({{parameter.name, toString(range->max)}}));
    if (fidelity.kind == Fidelity::Kind::NearLossless) name = parameter.name;
  }
  ASSERT_FALSE(name.empty());
  for (const int near : {1, 2, 3, 7}) {
    const Parameters parameters = parse({{name, std::to_string(near)}});
    ASSERT_EQ(codec().fidelity(parameters).maxError, near);
    for (int bits = 4; bits <= 16; ++bits) {
      for (const NamedPattern& pattern : patterns) {
        for (const bool isSigned : {false, true}) {
          const ImageFormat format = {
              .width = 61, .height = 47, .frames = 1, .bitsStored = bits, .isSigned = isSigned};
          SCOPED_TRACE(describe(format, pattern.name) + ", " + parameters.summary(info()));
          const Image image = patternImage(format, pattern);
          ASSERT_LE(compareStoredValues(image, roundTrip(image, parameters)).maxAbsError, near);
        }
      }
    }
  }
}

/// Root of the mean squared error in units of the data range.
double relativeError(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.samples().size(); ++i) {
    const double difference = a.format().storedValue(a.samples()[i]) - b.format().storedValue(b.samples()[i]);
    sum += difference * difference;
  }
  return std::sqrt(sum / static_cast<double>(a.samples().size())) / a.format().dataRange();
}

TEST_P(CodecConformance, LossyKeepsFormatAndStaysClose) {
  if (!info().lossy) GTEST_SKIP() << "has no lossy mode";
  for (const ParameterInfo& parameter : info().parameters) {
    const auto* choice = std::get_if<Choice>(&parameter.range);
    if (choice == nullptr) continue;
    for (const std::string& value : choice->values) {
      const Parameters parameters = parse({{parameter.name, value}});
      if (codec().fidelity(parameters).kind != Fidelity::Kind::Lossy) continue;
      for (const int bits : {8, 10, 12, 16}) {
        for (const bool isSigned : {false, true}) {
          ImageFormat format = {
              .width = 128, .height = 96, .frames = 2, .bitsStored = bits, .isSigned = isSigned};
          // A smooth picture without the sharp edges where values wrap around.
          Samples samples(format.pixels());
          for (std::size_t i = 0; i < samples.size(); ++i) {
            const auto position = static_cast<int>(i % 128 + i / 128 % 96);
            samples[i] = format.sampleOf(format.minValue() + format.dataRange() * (position + 20) / 256);
          }
          const Image image(format, samples);
          SCOPED_TRACE(describe(format, parameters.summary(info())));
          EXPECT_LT(relativeError(image, roundTrip(image, parameters)), 0.02);
        }
      }
      for (const Size size : sizes) {
        const ImageFormat format = {
            .width = size.width, .height = size.height, .frames = 1, .bitsStored = 12};
        const Image image = patternImage(format, patterns[0]);
        EXPECT_EQ(roundTrip(image, parameters).format(), format);
      }
    }
  }
}

TEST_P(CodecConformance, RunCompressionWritesAndProvesTheFile) {
  const TemporaryFolder folder;
  const Image image = tests::seededImage({.width = 67, .height = 59, .frames = 1, .bitsStored = 12});
  double last = 0;
  JobContext context(CancelToken(), [&](double fraction) {
    EXPECT_GE(fraction, last - 1e-9);
    last = fraction;
  });
  const CompressionResult result =
      runCompression(image, codec(), losslessSettings().front(), folder / "image", context);
  EXPECT_EQ(result.output, folder / ("image" + info().nativeFile.extension));
  EXPECT_EQ(result.bytes, std::filesystem::file_size(result.output));
  EXPECT_TRUE(result.verified);
  EXPECT_TRUE(result.roundTrip.identical);
  EXPECT_TRUE(brokenPromise(result).empty());
  EXPECT_TRUE(hasSamePixels(image, result.decoded));
  EXPECT_DOUBLE_EQ(result.bitsPerPixel, 8.0 * static_cast<double>(result.bytes) / (67 * 59));
  EXPECT_DOUBLE_EQ(result.ratio, 2.0 * 67 * 59 / static_cast<double>(result.bytes));
  EXPECT_GT(result.encodeSeconds, 0);
  EXPECT_GT(result.decodeSeconds, 0);
  EXPECT_NEAR(last, 1, 1e-9);
}

TEST_P(CodecConformance, CancellingAtAnyPointLeavesNoFile) {
  const Image image = tests::seededImage({.width = 150, .height = 130, .frames = 3, .bitsStored = 12});
  bool finished = false;
  int cancelled = 0;
  // Cancels at the first report, then at the second, and so on until the job gets through.
  for (int stopAt = 1; !finished; ++stopAt) {
    const TemporaryFolder folder;
    CancelToken token;
    int reports = 0;
    JobContext context(token, [&](double) {
      if (++reports == stopAt) token.cancel();
    });
    try {
      runCompression(image, codec(), Parameters::defaults(info()), folder / "image.out", context);
      finished = reports < stopAt;
      EXPECT_TRUE(finished) << "a stop was ignored";
      break;
    } catch (const Error& error) {
      EXPECT_EQ(error.category(), ErrorCategory::Cancelled);
      ++cancelled;
      EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    }
  }
  EXPECT_GE(cancelled, 3);
}

TEST_P(CodecConformance, AFailedWriteLeavesWhatWasThere) {
  const TemporaryFolder folder;
  JobContext context;
  const Image image = tests::seededImage({.width = 16, .height = 16, .frames = 1, .bitsStored = 8});
  const auto missing = folder / "missing" / "image.out";
  try {
    runCompression(image, codec(), Parameters::defaults(info()), missing, context);
    FAIL() << "wrote into a folder that does not exist";
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::WriteFailed);
    EXPECT_NE(std::string(error.what()).find(missing.string()), std::string::npos) << error.what();
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_P(CodecConformance, DamagedFilesThrowOrDecode) {
  JobContext context;
  const Image image = tests::seededImage({.width = 23, .height = 17, .frames = 1, .bitsStored = 10});
  const ByteVector intact = compress(codec(), image, losslessSettings().front(), context).bytes;
  for (std::size_t length = 0; length < intact.size(); ++length) {
    // Once as it is, once with the end put back, as a hole in the middle leaves it.
    ByteVector truncated(intact.begin(), intact.begin() + static_cast<std::ptrdiff_t>(length));
    for (int withEnd = 0; withEnd < 2; ++withEnd) {
      SCOPED_TRACE("length " + std::to_string(length) + (withEnd == 1 ? " and the end" : ""));
      try {
        const Image decoded = decompress(truncated, context).image;
        if (withEnd == 0) {
          EXPECT_TRUE(hasSamePixels(image, decoded) || !decoded.notes().empty()) << "loss without a word";
        }
      } catch (const Error&) {
      }
      truncated.insert(truncated.end(), intact.end() - 4, intact.end());
    }
  }
  Lcg random(3);
  for (int trial = 0; trial < 400; ++trial) {
    ByteVector damaged = intact;
    damaged[random.below(static_cast<std::uint32_t>(damaged.size()))] ^= std::byte(1U << random.below(8));
    try {
      decompress(damaged, context);
    } catch (const Error&) {
    }
  }
}

TEST_P(CodecConformance, AnalyseGivesAMapForEveryFrame) {
  JobContext context;
  const Image image = tests::seededImage({.width = 21, .height = 9, .frames = 2, .bitsStored = 12});
  const Analysis analysis = codec().analyse(image, Parameters::defaults(info()), context);
  ASSERT_FALSE(analysis.predictionResiduals.empty());
  for (const ResidualMap& map : analysis.predictionResiduals) {
    EXPECT_FALSE(map.title.empty());
    EXPECT_EQ(map.values.size(), static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height));
  }
}

std::vector<std::string> registeredIds() {
  std::vector<std::string> ids;
  for (const auto& codec : CodecRegistry::instance().codecs()) ids.push_back(codec->info().id);
  return ids;
}

INSTANTIATE_TEST_SUITE_P(Registry, CodecConformance, testing::ValuesIn(registeredIds()),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace trabecula::core
