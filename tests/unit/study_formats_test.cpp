#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/study/image_file.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::core {
namespace {

using tests::noiseImage;
using tests::TemporaryFolder;

class StudyFormats : public testing::Test {
 protected:
  ImageFile readBytes(const std::string& bytes, const ReadOptions& options = {}) {
    const auto path = folder_ / "file";
    writeFileAtomically(path, asByteSpan(bytes.data(), bytes.size()));
    return readImageFile(path, options, context_);
  }
  std::optional<ErrorCategory> refusal(const std::string& bytes) {
    try {
      readBytes(bytes);
    } catch (const Error& error) {
      return error.category();
    }
    return std::nullopt;
  }
  static std::vector<std::uint16_t> samples(const Image& image) {
    return {image.samples().begin(), image.samples().end()};
  }
  using Samples = std::vector<std::uint16_t>;

  TemporaryFolder folder_;
  JobContext context_;
};

TEST_F(StudyFormats, ReadsEveryKindOfGreymap) {
  EXPECT_EQ(samples(readBytes("P2 3 1 255 1 2 255").image), (Samples{1, 2, 255}));
  EXPECT_EQ(samples(readBytes("P2\n# made by hand\n3 # wide\n1\n1000\n1 2\n1000\n").image),
            (Samples{1, 2, 1000}));
  EXPECT_EQ(samples(readBytes("P5 3 1 255\nabc").image), (Samples{'a', 'b', 'c'}));
  EXPECT_EQ(samples(readBytes(std::string("P5 2 1 4095\n\x01\x02\x0f\xff", 16)).image),
            (Samples{0x102, 0xFFF}));
  const ImageFile colour = readBytes("P6 1 1 255\nabd");
  EXPECT_EQ(colour.formatName, "PPM");
  EXPECT_EQ(samples(colour.image), (Samples{luma('a', 'b', 'd')}));
  EXPECT_EQ(samples(readBytes("P3 1 1 255 7 7 7").image), (Samples{7}));
}

TEST_F(StudyFormats, TakesTheDepthFromMaxval) {
  EXPECT_EQ(readBytes("P2 1 1 1 1").image.bitsStored(), 1);
  EXPECT_EQ(readBytes("P2 1 1 255 1").image.bitsStored(), 8);
  EXPECT_EQ(readBytes("P2 1 1 256 1").image.bitsStored(), 9);
  EXPECT_EQ(readBytes("P2 1 1 65535 1").image.bitsStored(), 16);
}

TEST_F(StudyFormats, TheCallerMayDeclareAnotherDepth) {
  EXPECT_EQ(readBytes("P2 1 1 65535 4095", {12}).image.bitsStored(), 12);
  EXPECT_THROW(readBytes("P2 1 1 65535 4096", {12}), Error);
  EXPECT_THROW(readBytes("P2 1 1 65535 0", {17}), Error);
}

TEST_F(StudyFormats, RefusesHostileGreymaps) {
  for (const char* text :
       {"P5", "P5 ", "P5 3", "P5 3 1", "P5 3 1 255", "P5 3 1 255\nab", "P5 0 1 255\n", "P2 1 1 0 0",
        "P2 1 1 70000 0", "P2 2 1 255 1", "P2 1 1 10 11", "P2 1 1 255 99999999999999999999", "P5 -1 1 255\na",
        "P5 99999999999 1 255\na", "P5 65535 65535 255\na", "P2 40000 20000 255 1", "P6 30000 30000 255\nabc",
        "P5 1000 1000 65535\nabc"}) {
    EXPECT_TRUE(refusal(text)) << text;
  }
  EXPECT_EQ(refusal("P4 8 1\na"), ErrorCategory::Unsupported);
}

TEST_F(StudyFormats, WritesGreymapsThatReadBack) {
  for (int bits = 1; bits <= 16; ++bits) {
    const Image image = noiseImage({17, 5, 1, bits, false});
    writeImageFile(folder_ / "out.PGM", image, {}, context_);
    const ImageFile file = readImageFile(folder_ / "out.PGM", {}, context_);
    EXPECT_TRUE(hasSamePixels(file.image, image)) << bits;
    EXPECT_EQ(file.formatName, "PGM");
  }
}

TEST_F(StudyFormats, WritesPngThatReadsBack) {
  for (const int bits : {8, 10, 12, 16}) {
    const Image image = noiseImage({17, 5, 1, bits, false});
    writeImageFile(folder_ / "out.png", image, {}, context_);
    const ImageFile file = readImageFile(folder_ / "out.png", {bits}, context_);
    EXPECT_TRUE(hasSamePixels(file.image, image)) << bits;
  }
}

TEST_F(StudyFormats, NamesDicomForWhatOthersCannotHold) {
  for (const char* name : {"out.pgm", "out.png"}) {
    for (const Image& image : {noiseImage({4, 4, 2, 8, false}), noiseImage({4, 4, 1, 8, true})}) {
      try {
        writeImageFile(folder_ / name, image, {}, context_);
        FAIL() << name;
      } catch (const Error& error) {
        EXPECT_EQ(error.category(), ErrorCategory::Unsupported);
        EXPECT_NE(std::string(error.what()).find(".dcm"), std::string::npos);
      }
      EXPECT_FALSE(std::filesystem::exists(folder_ / name));
    }
  }
}

/// A grey JPEG of 8 x 8 pixels, all 128: one block whose only coefficient is zero.
std::string tinyJpeg() {
  std::string bytes("\xff\xd8\xff\xdb\x00\x43\x00", 7);
  bytes += std::string(64, '\x01');
  bytes += std::string("\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00", 13);
  for (const char table : {'\x00', '\x10'}) {  // one code of one bit, for symbol 0
    bytes += std::string("\xff\xc4\x00\x14", 4) + table + '\x01' + std::string(15, '\0') + '\0';
  }
  bytes += std::string("\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00", 10);
  return bytes + "\x3f\xff\xd9";
}

TEST_F(StudyFormats, ReadsGreyJpeg) {
  const ImageFile file = readBytes(tinyJpeg());
  EXPECT_EQ(file.formatName, "JPEG");
  EXPECT_EQ(samples(file.image), Samples(64, 128));
}

TEST_F(StudyFormats, RefusesDamagedJpeg) {
  const std::string good = tinyJpeg();
  for (std::size_t size = 1; size + 3 < good.size(); ++size)
    EXPECT_TRUE(refusal(good.substr(0, size))) << size;
  std::string twelveBits = good;
  twelveBits[good.find("\xff\xc0") + 4] = 12;
  EXPECT_EQ(refusal(twelveBits), ErrorCategory::Unsupported);
  std::string tall = good;  // 65535 rows of 8 pixels, of which eight are there
  tall.replace(good.find("\xff\xc0") + 5, 2, "\xff\xdc");
  EXPECT_EQ(refusal(tall), ErrorCategory::Corrupt);
}

TEST_F(StudyFormats, RefusesWhatIsNoImage) {
  EXPECT_EQ(refusal(""), ErrorCategory::Corrupt);
  EXPECT_EQ(refusal("Dear patient, this is a letter."), ErrorCategory::Unsupported);
  EXPECT_EQ(refusal(std::string(100000, '\0')), ErrorCategory::Unsupported);
  try {
    readImageFile(folder_.path(), {}, context_);
    FAIL() << "a folder was opened";
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::Unreadable);
    EXPECT_NE(std::string(error.what()).find(folder_.path().string()), std::string::npos);
  }
  EXPECT_THROW(readImageFile(folder_ / "missing", {}, context_), Error);
}

}  // namespace
}  // namespace trabecula::core
