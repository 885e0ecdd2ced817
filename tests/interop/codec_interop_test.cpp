// Files written by us are read by other programs and the other way round. A missing program skips its test.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "core/archive/archive.h"
#include "core/codec/registry.h"
#include "core/support/file_io.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::core {
namespace {

namespace fs = std::filesystem;
using tests::TemporaryFolder;
using Samples = std::vector<std::uint16_t>;

bool run(const std::string& command) {
  return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}
bool haveTool(const std::string& name) {
  return run("command -v " + name);
}

std::string quoted(const fs::path& path) {
  return "'" + path.string() + "'";
}

/// The helper script that knows DICOM wrapping and a PNG reader of its own.
std::string script(const std::string& arguments) {
  return std::string(TRABECULA_PYTHON " '") + TRABECULA_INTEROP_SCRIPT + "' " + arguments;
}

#define REQUIRE_TOOL(name) \
  if (!haveTool(name)) GTEST_SKIP() << name << " is not installed"
#define REQUIRE_SCRIPT()                                    \
  if (!run(TRABECULA_PYTHON " -c 'import pydicom, numpy'")) \
  GTEST_SKIP() << "python3-pydicom is not "                 \
                  "installed"

void writePgm(const fs::path& path, const Image& image) {
  std::ofstream file(path, std::ios::binary);
  file << "P5\n" << image.width() << " " << image.height() << "\n" << image.format().dataRange() << "\n";
  for (const std::uint16_t sample : image.samples()) {
    if (image.bitsStored() > 8) file.put(static_cast<char>(sample >> 8U));
    file.put(static_cast<char>(sample & 0xFFU));
  }
}

/// Samples of a binary PGM at `bits`. djxl 0.7 writes a maximum of 2^bits - 1 over samples that it has scaled
/// to the full range of their bytes; they are mapped back.
Samples readPgm(const fs::path& path, int bits) {
  std::ifstream file(path, std::ios::binary);
  std::string magic;
  std::size_t width = 0;
  std::size_t height = 0;
  unsigned maximum = 0;
  file >> magic >> width >> height >> maximum;
  file.get();
  Samples samples(width * height);
  std::uint16_t largest = 0;
  for (auto& sample : samples) {
    unsigned value = static_cast<unsigned char>(file.get());
    if (maximum > 255) value = value << 8U | static_cast<unsigned char>(file.get());
    sample = static_cast<std::uint16_t>(value);
    largest = std::max(largest, sample);
  }
  EXPECT_TRUE(file.good()) << path;
  const unsigned range = (1U << static_cast<unsigned>(bits)) - 1U;
  const unsigned scale = largest <= maximum ? maximum : maximum > 255 ? 65535 : 255;
  for (auto& sample : samples) sample = static_cast<std::uint16_t>((sample * range + scale / 2) / scale);
  return samples;
}

/// Little-endian samples, one byte each up to 8 bits, else two.
Samples readRaw(const fs::path& path, const ImageFormat& format) {
  const ByteVector bytes = readFile(path);
  EXPECT_EQ(bytes.size(), format.originalBytes()) << path;
  Samples samples(format.pixels());
  for (std::size_t i = 0; i < samples.size() && bytes.size() == format.originalBytes(); ++i) {
    samples[i] = format.bitsStored <= 8 ? std::to_integer<std::uint16_t>(bytes[i]) : readLe16(&bytes[2 * i]);
    samples[i] = static_cast<std::uint16_t>(samples[i] & format.sampleMask());
  }
  return samples;
}

void writeRaw(const fs::path& path, const Image& image) {
  std::ofstream file(path, std::ios::binary);
  for (const std::uint16_t sample : image.samples()) {
    file.put(static_cast<char>(sample & 0xFFU));
    if (image.bitsStored() > 8) file.put(static_cast<char>(sample >> 8U));
  }
}

Samples samplesOf(const Image& image) {
  return {image.samples().begin(), image.samples().end()};
}

Image testImage(int bits, bool isSigned = false) {
  // A side that is no multiple of any block, and every other value of the range somewhere.
  const ImageFormat format = {
      .width = 131, .height = 83, .frames = 1, .bitsStored = bits, .isSigned = isSigned};
  return tests::seededImage(format, static_cast<std::uint64_t>(bits));
}

fs::path writeOurs(const TemporaryFolder& folder, const std::string& codecId, const Image& image) {
  const Codec& codec = CodecRegistry::instance().get(codecId);
  JobContext context;
  const CompressedFile file = compress(codec, image, Parameters::defaults(codec.info()), context);
  const fs::path path = folder / ("ours" + file.extension);
  writeFileAtomically(path, file.bytes);
  return path;
}

Image readWithUs(const fs::path& path) {
  JobContext context;
  return decompress(readFile(path), context).image;
}

TEST(JpegXlInterop, DjxlReadsOurs) {
  REQUIRE_TOOL("djxl");
  for (int bits = 1; bits <= 16; ++bits) {
    const TemporaryFolder folder;
    const Image image = testImage(bits);
    const fs::path path = writeOurs(folder, "jpegxl", image);
    ASSERT_TRUE(run("djxl " + quoted(path) + " " + quoted(folder / "out.pgm"))) << bits;
    EXPECT_EQ(readPgm(folder / "out.pgm", bits), samplesOf(image)) << bits << " bits";
  }
}

TEST(JpegXlInterop, WeReadCjxl) {
  REQUIRE_TOOL("cjxl");
  for (const int bits : {8, 16}) {
    for (const char* options : {"-d 0", "-d 0 -e 3", "-d 0 --container=1"}) {
      const TemporaryFolder folder;
      const Image image = testImage(bits);
      writePgm(folder / "in.pgm", image);
      ASSERT_TRUE(
          run("cjxl " + quoted(folder / "in.pgm") + " " + quoted(folder / "out.jxl") + " " + options));
      EXPECT_TRUE(hasSamePixels(readWithUs(folder / "out.jxl"), image)) << bits << " bits, " << options;
    }
  }
}

TEST(JpegXlInterop, WeReadCjxlFromPng) {
  REQUIRE_TOOL("cjxl");
  for (const int bits : {8, 16}) {
    const TemporaryFolder folder;
    const Image image = testImage(bits);
    const fs::path png = writeOurs(folder, "png", image);
    ASSERT_TRUE(run("cjxl " + quoted(png) + " " + quoted(folder / "out.jxl") + " -d 0"));
    EXPECT_TRUE(hasSamePixels(readWithUs(folder / "out.jxl"), image)) << bits;
  }
}

TEST(JpegXlInterop, OurLossyIsCloseInDjxl) {
  REQUIRE_TOOL("djxl");
  const TemporaryFolder folder;
  const Codec& codec = CodecRegistry::instance().get("jpegxl");
  JobContext context;
  ImageFormat format = {.width = 200, .height = 150, .frames = 1, .bitsStored = 12};
  Samples smooth(format.pixels());
  for (std::size_t i = 0; i < smooth.size(); ++i)
    smooth[i] = static_cast<std::uint16_t>(i % 200 * 10 + i / 200 * 10);
  const Image image(format, smooth);
  const Encoded encoded = codec.encode(image, Parameters::parse(codec.info(), {{"mode", "lossy"}}), context);
  writeFileAtomically(folder / "ours.jxl", encoded.bytes);
  ASSERT_TRUE(run("djxl " + quoted(folder / "ours.jxl") + " " + quoted(folder / "out.pgm")));
  const Samples theirs = readPgm(folder / "out.pgm", 12);
  const Samples ours = samplesOf(readWithUs(folder / "ours.jxl"));
  for (std::size_t i = 0; i < ours.size(); ++i) {
    ASSERT_NEAR(theirs[i], ours[i], 1) << i;
    ASSERT_NEAR(ours[i], smooth[i], 200) << i;
  }
}

TEST(Jpeg2000Interop, OpjDecompressReadsOurs) {
  REQUIRE_TOOL("opj_decompress");
  for (int bits = 1; bits <= 16; ++bits) {
    for (const bool isSigned : {false, true}) {
      const TemporaryFolder folder;
      const Image image = testImage(bits, isSigned);
      const fs::path path = writeOurs(folder, "jpeg2000", image);
      ASSERT_TRUE(run("opj_decompress -i " + quoted(path) + " -o " + quoted(folder / "out.rawl"))) << bits;
      EXPECT_EQ(readRaw(folder / "out.rawl", image.format()), samplesOf(image))
          << bits << " bits, signed " << isSigned;
    }
  }
}

TEST(Jpeg2000Interop, WeReadOpjCompress) {
  REQUIRE_TOOL("opj_compress");
  for (int bits = 8; bits <= 16; ++bits) {
    for (const char* name : {"out.j2k", "out.jp2"}) {
      const TemporaryFolder folder;
      const Image image = testImage(bits);
      writePgm(folder / "in.pgm", image);
      ASSERT_TRUE(run("opj_compress -i " + quoted(folder / "in.pgm") + " -o " + quoted(folder / name)));
      EXPECT_TRUE(hasSamePixels(readWithUs(folder / name), image)) << bits << " bits, " << name;
    }
  }
}

TEST(Jpeg2000Interop, WeReadSignedAndTiledOpjCompress) {
  REQUIRE_TOOL("opj_compress");
  const TemporaryFolder folder;
  const Image image = testImage(16, true);
  writeRaw(folder / "in.rawl", image);
  ASSERT_TRUE(run("opj_compress -i " + quoted(folder / "in.rawl") + " -o " + quoted(folder / "out.j2k") +
                  " -F 131,83,1,16,s -t 64,64 -p RPCL -n 3"));
  EXPECT_TRUE(hasSamePixels(readWithUs(folder / "out.j2k"), image));
}

TEST(JpegLsInterop, DcmdjplsReadsOurs) {
  REQUIRE_TOOL("dcmdjpls");
  REQUIRE_SCRIPT();
  for (const int bits : {8, 10, 12, 16}) {
    const TemporaryFolder folder;
    const Image image = testImage(bits);
    const fs::path path = writeOurs(folder, "jpegls", image);
    ASSERT_TRUE(run(script("wrap-jpegls " + quoted(path) + " " + quoted(folder / "wrapped.dcm") + " 131 83 " +
                           std::to_string(bits))));
    ASSERT_TRUE(run("dcmdjpls " + quoted(folder / "wrapped.dcm") + " " + quoted(folder / "plain.dcm")));
    ASSERT_TRUE(run(script("pixels " + quoted(folder / "plain.dcm") + " " + quoted(folder / "out.raw"))));
    EXPECT_EQ(readRaw(folder / "out.raw", image.format()), samplesOf(image)) << bits << " bits";
  }
}

TEST(JpegLsInterop, WeReadDcmcjpls) {
  REQUIRE_TOOL("dcmcjpls");
  REQUIRE_SCRIPT();
  for (const int bits : {8, 10, 12, 16}) {
    const TemporaryFolder folder;
    const Image image = testImage(bits);
    writeRaw(folder / "in.raw", image);
    ASSERT_TRUE(run(script("wrap-raw " + quoted(folder / "in.raw") + " " + quoted(folder / "plain.dcm") +
                           " 131 83 " + std::to_string(bits))));
    ASSERT_TRUE(run("dcmcjpls " + quoted(folder / "plain.dcm") + " " + quoted(folder / "coded.dcm")));
    ASSERT_TRUE(run(script("fragment " + quoted(folder / "coded.dcm") + " " + quoted(folder / "out.jls"))));
    EXPECT_EQ(samplesOf(readWithUs(folder / "out.jls")), samplesOf(image)) << bits << " bits";
  }
}

TEST(PngInterop, AnIndependentReaderReadsOurs) {
  REQUIRE_SCRIPT();
  for (int bits = 1; bits <= 16; ++bits) {
    const TemporaryFolder folder;
    const Image image = testImage(bits);
    const fs::path path = writeOurs(folder, "png", image);
    ASSERT_TRUE(run(script("png-pixels " + quoted(path) + " " + quoted(folder / "out.raw")))) << bits;
    EXPECT_EQ(readRaw(folder / "out.raw", image.format()), samplesOf(image)) << bits << " bits";
  }
}

}  // namespace
}  // namespace trabecula::core
