#include <gtest/gtest.h>
#include <zlib.h>

#include "core/archive/archive.h"
#include "core/archive/chunk.h"
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

/// Byte offset of the first chunk of `type`.
std::size_t chunkOffset(const ByteVector& file, const std::string& type) {
  std::size_t offset = 12;
  while (std::string(reinterpret_cast<const char*>(file.data() + offset), 4) != type) {
    offset += 16 + static_cast<std::size_t>(readLe64(file.data() + offset + 4));
  }
  return offset;
}

std::size_t chunkSize(const ByteVector& file, std::size_t offset) {
  return 16 + static_cast<std::size_t>(readLe64(file.data() + offset + 4));
}

/// Puts the right CRC behind a chunk that was tampered with.
void repairCrc(ByteVector& file, std::size_t offset) {
  const std::size_t covered = chunkSize(file, offset) - 4;
  const auto crc = static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const unsigned char*>(file.data() + offset), static_cast<uInt>(covered)));
  for (std::size_t i = 0; i < 4; ++i) {
    file[offset + covered + i] = static_cast<std::byte>((crc >> (8 * i)) & 0xFFU);
  }
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
  EXPECT_LE(harmless, 16);  // the minor version
}

TEST(Archive, NamesTheDamagedPart) {
  ByteVector file = archiveOf(signedFrames());
  file[chunkOffset(file, "STRM") + 30] ^= std::byte{1};
  EXPECT_NE(failure(file).find("STRM"), std::string::npos) << failure(file);
}

TEST(Archive, WrongPixelsBehindGoodChecksumsAreFound) {
  ByteVector file = archiveOf(signedFrames());
  const std::size_t offset = chunkOffset(file, "HASH");
  file[offset + 12] ^= std::byte{1};
  repairCrc(file, offset);
  EXPECT_NE(failure(file).find("SHA-256"), std::string::npos) << failure(file);
}

TEST(Archive, HostileFieldsBehindGoodChecksumsAreErrors) {
  const ByteVector file = archiveOf(signedFrames());
  tests::Lcg random(5);
  for (const char* type : {"FORM", "CODC", "pres", "STRM"}) {
    const std::size_t offset = chunkOffset(file, type);
    const std::size_t payload = chunkSize(file, offset) - 16;
    for (int trial = 0; trial < 300; ++trial) {
      ByteVector damaged = file;
      const std::size_t at = offset + 12 + random.below(static_cast<std::uint32_t>(payload));
      damaged[at] = static_cast<std::byte>(random.next());
      repairCrc(damaged, offset);
      try {
        EXPECT_TRUE(hasSamePixels(signedFrames(), decoded(damaged))) << type << " byte " << at - offset - 12;
      } catch (const Error&) {
      }
    }
  }
}

TEST(Archive, ManyFramesThatAreNotThereCostNoMemory) {
  ByteVector file = archiveOf(signedFrames());
  const std::size_t offset = chunkOffset(file, "FORM");
  file[offset + 12 + 8 + 2] = std::byte{0x40};  // 4 million frames
  repairCrc(file, offset);
  EXPECT_NE(failure(file).find("streams are missing"), std::string::npos) << failure(file);
}

ByteVector withExtraChunk(const ByteVector& file, const std::string& type) {
  ByteVector result(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(chunkOffset(file, "STRM")));
  const std::size_t offset = result.size();
  result.insert(result.end(), 16 + 3, std::byte{0});
  for (std::size_t i = 0; i < 4; ++i) result[offset + i] = static_cast<std::byte>(type[i]);
  result[offset + 4] = std::byte{3};
  repairCrc(result, offset);
  result.insert(result.end(), file.begin() + static_cast<std::ptrdiff_t>(offset), file.end());
  return result;
}

TEST(Archive, UnknownPartsAreSkippedUnlessCritical) {
  const Image image = signedFrames();
  const ByteVector file = archiveOf(image);
  EXPECT_TRUE(hasSamePixels(image, decoded(withExtraChunk(file, "xtra"))));
  EXPECT_NE(failure(withExtraChunk(file, "XTRA")).find("XTRA"), std::string::npos);
}

TEST(Archive, RefusesOtherVersionsAndForeignTails) {
  ByteVector newer = archiveOf(signedFrames());
  newer[8] = std::byte{2};
  EXPECT_NE(failure(newer).find("version 2"), std::string::npos);
  ByteVector longer = archiveOf(signedFrames());
  longer.push_back(std::byte{0});
  EXPECT_FALSE(failure(longer).empty());
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
