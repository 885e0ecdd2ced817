#include <gtest/gtest.h>

#include "core/archive/archive.h"
#include "core/archive/container.h"
#include "core/archive/description.h"
#include "core/archive/presentation_record.h"
#include "core/codec/registry.h"
#include "core/support/error.h"
#include "tests/support/seeded_image.h"

namespace trabecula::core {
namespace {

/// A codec whose own file cannot hold sign: such images need the archive.
const Codec& codecForArchive() {
  for (const auto& codec : CodecRegistry::instance().codecs()) {
    if (codec->info().lossless && !codec->info().nativeFile.signedSamples) return *codec;
  }
  throw std::logic_error("every codec holds signed images");
}

Presentation richPresentation() {
  Presentation presentation;
  presentation.photometric = Photometric::Monochrome1;
  presentation.modality = {.slope = 1.0 / 3.0, .intercept = -1024.5, .table = std::nullopt, .units = "HU"};
  presentation.windows = {{40, 400, VoiFunction::Linear, "Knöchel"}, {-0.1, 1e-7, VoiFunction::Sigmoid, ""}};
  presentation.voiLuts = {{.firstMapped = -5, .outputBits = 12, .entries = {0, 7, 4095}, .explanation = "a"}};
  presentation.inverseShape = true;
  presentation.padding = PaddingRange{-2048, -2000};
  presentation.spacing = {
      .rowMm = 0.143, .columnMm = 0.1, .source = SpacingSource::AtDetector, .magnification = 1.1};
  return presentation;
}

Image signedFrames() {
  return tests::seededImage({.width = 13, .height = 9, .frames = 3, .bitsStored = 11, .isSigned = true})
      .withPresentation(richPresentation())
      .withNotes({"Overlay bits were removed"});
}

ByteVector archiveOf(const Image& image) {
  JobContext context;
  const Codec& codec = codecForArchive();
  CompressedFile file = compress(codec, image, Parameters::defaults(codec.info()), context);
  EXPECT_EQ(file.extension, ".trab");
  EXPECT_TRUE(isArchive(file.bytes));
  return file.bytes;
}

Image decoded(ByteSpan bytes) {
  JobContext context;
  return decompress(bytes, context).image;
}

std::string failure(ByteSpan bytes) {
  try {
    decoded(bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

/// The same streams under another description, all checksums right.
ByteVector withDescription(const ByteVector& file, const ByteVector& description) {
  ArchiveWriter writer(description);
  for (const ByteSpan stream : readParts(file).streams) writer.append(stream);
  return writer.finish();
}

ByteVector descriptionOf(const ByteVector& file) {
  const ByteSpan description = readParts(file).description;
  return {description.begin(), description.end()};
}

TEST(Archive, GivesBackImagePresentationAndNotes) {
  const Image image = signedFrames();
  const Image back = decoded(archiveOf(image));
  EXPECT_TRUE(hasSamePixels(image, back));
  EXPECT_EQ(back.presentation(), image.presentation());
  EXPECT_EQ(back.notes(), image.notes());
}

TEST(Archive, SaysWhetherSomethingWasLost) {
  JobContext context;
  const Codec& codec = CodecRegistry::instance().get("jpegls");
  for (const char* near : {"0", "1"}) {
    const Parameters parameters = Parameters::parse(codec.info(), {{"near", near}});
    const CompressedFile file = compress(codec, signedFrames(), parameters, context);
    EXPECT_EQ(decompress(file.bytes, context).knownLossy, std::string(near) == "1");
  }
}

TEST(Archive, DefaultsNeedNoPresentation) {
  EXPECT_TRUE(writePresentation({}, {}).empty());
  EXPECT_EQ(readPresentation(asByteSpan("{}", 2)).presentation, Presentation());
}

TEST(Archive, HostilePresentationsAreRefused) {
  for (const std::string text :
       {"", "[]", "{", "{\"slope\":\"1\"}", "{\"windows\":[1]}", "{\"windows\":[[1,2,9,\"\"]]}",
        "{\"padding\":[1]}", "{\"padding\":[1,99999999999]}", "{\"modality\":[0,16,[],\"\"]}",
        "{\"modality\":[0,16,[65536],\"\"]}", "{\"spacing\":[1,1,18446744073709551615]}", "{\"notes\":{}}",
        "{\"slope\":1e999}", "{\"monochrome1\":1}"}) {
    EXPECT_THROW(readPresentation(asByteSpan(text.data(), text.size())), Error) << text;
  }
  const std::string deep(1000000, '[');
  EXPECT_THROW(readPresentation(asByteSpan(deep.data(), deep.size())), Error);
}

TEST(Archive, EveryTruncationIsAnError) {
  const ByteVector file = archiveOf(signedFrames());
  for (std::size_t length = 0; length < file.size(); ++length) {
    EXPECT_FALSE(failure(ByteSpan(file).first(length)).empty()) << "length " << length;
  }
}

TEST(Archive, EveryBitFlipIsAnErrorOrHarmless) {
  const Image image = signedFrames();
  const ByteVector file = archiveOf(image);
  int harmless = 0;
  for (std::size_t position = 0; position < file.size(); ++position) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      ByteVector damaged = file;
      damaged[position] ^= std::byte(1U << bit);
      try {
        EXPECT_TRUE(hasSamePixels(image, decoded(damaged))) << "byte " << position << ", bit " << bit;
        ++harmless;
      } catch (const Error&) {
      }
    }
  }
  EXPECT_EQ(harmless, 0);
}

TEST(Archive, NamesTheDamagedPart) {
  const ByteVector file = archiveOf(signedFrames());
  const ArchiveParts parts = readParts(file);
  const auto damagedAt = [&](ByteSpan part) {
    ByteVector damaged = file;
    damaged[static_cast<std::size_t>(part.data() - file.data()) + part.size() / 2] ^= std::byte{1};
    return failure(damaged);
  };
  EXPECT_NE(damagedAt(parts.description).find("description"), std::string::npos);
  EXPECT_NE(damagedAt(parts.streams[0]).find("frame 1"), std::string::npos);
  EXPECT_NE(damagedAt(parts.streams[2]).find("frame 3"), std::string::npos);
}

TEST(Archive, FramesThatChangedPlacesAreNoticed) {
  const ByteVector file = archiveOf(signedFrames());
  const ArchiveParts parts = readParts(file);
  const auto offset = [&](ByteSpan part) { return part.data() - file.data(); };
  // The sections of frames 2 and 3, CRCs and lengths (of two bytes at most) included.
  const auto second =
      file.begin() + offset(parts.streams[0]) + static_cast<std::ptrdiff_t>(parts.streams[0].size()) + 4;
  const auto third =
      file.begin() + offset(parts.streams[1]) + static_cast<std::ptrdiff_t>(parts.streams[1].size()) + 4;
  ByteVector swapped(file.begin(), second);
  swapped.insert(swapped.end(), third, file.end());
  swapped.insert(swapped.end(), second, third);
  EXPECT_NE(failure(swapped).find("frame 2"), std::string::npos) << failure(swapped);
}

TEST(Archive, WrongPixelsBehindGoodChecksumsAreFound) {
  const ByteVector file = archiveOf(signedFrames());
  Description description = readDescription(readParts(file).description);
  description.digest[5] ^= std::byte{1};
  const std::string message = failure(withDescription(file, writeDescription(description)));
  EXPECT_NE(message.find("SHA-256"), std::string::npos) << message;
}

TEST(Archive, HostileDescriptionsBehindGoodChecksumsAreErrors) {
  const ByteVector file = archiveOf(signedFrames());
  const ByteVector description = descriptionOf(file);
  tests::Lcg random(5);
  for (int trial = 0; trial < 1000; ++trial) {
    ByteVector damaged = description;
    const std::uint32_t at = random.below(static_cast<std::uint32_t>(damaged.size()));
    damaged[at] = static_cast<std::byte>(random.next());
    if (trial % 3 == 0) damaged.resize(at);
    try {
      EXPECT_TRUE(hasSamePixels(signedFrames(), decoded(withDescription(file, damaged)))) << "byte " << at;
    } catch (const Error&) {
    }
  }
}

TEST(Archive, HostileStreamsBehindGoodChecksumsAreErrors) {
  const ByteVector file = archiveOf(signedFrames());
  const ArchiveParts parts = readParts(file);
  tests::Lcg random(6);
  for (int trial = 0; trial < 300; ++trial) {
    ArchiveWriter writer(parts.description);
    for (const ByteSpan stream : parts.streams) {
      ByteVector damaged(stream.begin(), stream.end());
      damaged[random.below(static_cast<std::uint32_t>(damaged.size()))] =
          static_cast<std::byte>(random.next());
      writer.append(damaged);
    }
    try {
      EXPECT_TRUE(hasSamePixels(signedFrames(), decoded(writer.finish())));
    } catch (const Error&) {
    }
  }
}

TEST(Archive, ManyFramesThatAreNotThereCostNoMemory) {
  const ByteVector file = archiveOf(signedFrames());
  Description description = readDescription(readParts(file).description);
  description.format.frames = 4'000'000;
  const std::string message = failure(withDescription(file, writeDescription(description)));
  EXPECT_NE(message.find("streams are missing"), std::string::npos) << message;
  description.format.frames = 2;
  EXPECT_FALSE(failure(withDescription(file, writeDescription(description))).empty());
}

TEST(Archive, UnknownRecordsAreSkippedUnlessCritical) {
  const Image image = signedFrames();
  const ByteVector file = archiveOf(image);
  const auto withRecord = [&](char type) {
    ByteVector description = descriptionOf(file);
    for (const char c : {type, '\3', 'a', 'b', 'c'}) description.push_back(static_cast<std::byte>(c));
    return withDescription(file, description);
  };
  EXPECT_TRUE(hasSamePixels(image, decoded(withRecord('x'))));
  EXPECT_NE(failure(withRecord('X')).find("record X"), std::string::npos);
  EXPECT_FALSE(failure(withRecord('p')).empty());
  EXPECT_FALSE(failure(withRecord('\n')).empty());
}

TEST(Archive, RefusesOtherVersionsAndForeignTails) {
  ByteVector newer = archiveOf(signedFrames());
  newer[8] = std::byte{2};
  EXPECT_NE(failure(newer).find("version 2"), std::string::npos);
  ByteVector longer = archiveOf(signedFrames());
  longer.push_back(std::byte{0});
  EXPECT_FALSE(failure(longer).empty());
}

TEST(Archive, TakesLittleMoreThanItsStream) {
  JobContext context;
  for (const auto& codec : CodecRegistry::instance().codecs()) {
    for (const int bits : {8, 16}) {
      const Image image =
          tests::seededImage({.width = 3000, .height = 2, .bitsStored = bits, .isSigned = true});
      if (!codec->info().lossless || nativeFileHolds(codec->info(), image.format())) continue;
      const Parameters parameters = Parameters::defaults(codec->info());
      const ByteVector file = compress(*codec, image, parameters, context).bytes;
      EXPECT_LE(file.size() - readParts(file).streams.at(0).size(), 110U) << codec->info().id;
    }
  }
}

TEST(Archive, KeepsParametersThatAreNotTheDefault) {
  const CodecInfo& info = CodecRegistry::instance().get("jpegls").info();
  EXPECT_EQ(changedParameters(info, Parameters::defaults(info)), "");
  EXPECT_EQ(changedParameters(info, Parameters::parse(info, {{"near", "1"}})), "near=1");
}

TEST(Archive, ForeignBytesAreNotRecognised) {
  JobContext context;
  const std::string text = "This is no image at all, but long enough to look at";
  try {
    decompress(asByteSpan(text.data(), text.size()), context);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::Unsupported);
  }
  EXPECT_THROW(decompress({}, context), Error);
}

}  // namespace
}  // namespace trabecula::core
