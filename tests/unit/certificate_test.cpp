#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "core/archive/archive.h"
#include "core/archive/certificate_pdf.h"
#include "core/archive/certify.h"
#include "core/codec/registry.h"
#include "core/study/image_file.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "tests/support/comma_locale.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::core {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

const Codec& codecThat(bool CodecInfo::*can) {
  for (const auto& codec : CodecRegistry::instance().codecs())
    if (codec->info().*can) return *codec;
  throw std::logic_error("no such codec");
}

ByteVector bytesOf(const std::string& text) {
  const ByteSpan bytes = asByteSpan(text.data(), text.size());
  return {bytes.begin(), bytes.end()};
}

/// An original and a compressed file of it in a folder.
class CertificateTest : public ::testing::Test {
 protected:
  void write(const Image& image, const Codec& codec,
             const std::vector<std::pair<std::string, std::string>>& parameters = {}) {
    original_ = folder_ / "Doe^Jane.dcm";
    writeImageFile(original_, image, {}, context_);
    const Image stored = readImageFile(original_, {}, context_).image;
    const CompressedFile file =
        compress(codec, stored, Parameters::parse(codec.info(), parameters), context_);
    compressed_ = folder_ / ("Doe^Jane" + file.extension);
    writeFileAtomically(compressed_, file.bytes);
  }
  void writeLossless() {
    write(tests::seededImage({.width = 24, .height = 17, .bitsStored = 12}), codecThat(&CodecInfo::lossless));
  }
  CertifyRequest request() const {
    CertifyRequest request{.original = original_, .compressed = compressed_};
    request.program = "Trabecula test";
    return request;
  }
  Certificate certificate() { return certify(request(), context_); }
  std::vector<std::string> disagreements(const Certificate& certificate) {
    std::vector<std::string> fields;
    for (const auto& finding : checkCertificate(certificate, original_, compressed_, context_))
      if (!finding.agrees) fields.push_back(finding.field);
    return fields;
  }
  void alter(const fs::path& path, std::size_t offset) {
    ByteVector bytes = readFile(path);
    bytes.at(offset) ^= std::byte{0x10};
    // Not writeFileAtomically(): waiting for the disk hundreds of times takes seconds.
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }

  tests::TemporaryFolder folder_;
  JobContext context_;
  fs::path original_;
  fs::path compressed_;
};

TEST_F(CertificateTest, OfALosslessRoundTripIsExactAndAgrees) {
  writeLossless();
  const Certificate made = certificate();
  EXPECT_TRUE(made.roundTrip.identical);
  EXPECT_EQ(made.original.pixelSha256, made.compressed.pixelSha256);
  EXPECT_EQ(made.original.bytes, fs::file_size(original_));
  EXPECT_EQ(made.compressed.bytes, fs::file_size(compressed_));
  EXPECT_EQ(made.codecId, codecThat(&CodecInfo::lossless).info().id);
  EXPECT_EQ(made.decoder, codecThat(&CodecInfo::lossless).info().implementation);
  EXPECT_EQ(made.metrics.size(), 5U);
  EXPECT_EQ(certificateVerdict(made), "Exact: all 408 pixels agree");
  const Certificate read = readCertificate(bytesOf(certificateJson(made)));
  EXPECT_EQ(certificateJson(read), certificateJson(made));
  EXPECT_TRUE(disagreements(read).empty());
  EXPECT_GT(checkCertificate(read, original_, compressed_, context_).size(), 15U);
}

TEST_F(CertificateTest, OfEveryCodecAgrees) {
  for (const auto& codec : CodecRegistry::instance().codecs()) {
    write(tests::seededImage({.width = 40, .height = 33, .bitsStored = 10}), *codec);
    EXPECT_TRUE(disagreements(certificate()).empty()) << codec->info().id;
  }
}

TEST_F(CertificateTest, OfANearLosslessRoundTripTellsTheError) {
  const Codec& codec = codecThat(&CodecInfo::nearLossless);
  write(tests::seededImage({.width = 32, .height = 32, .bitsStored = 12}), codec,
        {{codec.info().parameters.front().name, "3"}});
  const Certificate made = certificate();
  EXPECT_FALSE(made.roundTrip.identical);
  EXPECT_GT(made.roundTrip.maxAbsError, 0);
  EXPECT_LE(made.roundTrip.maxAbsError, 3);
  EXPECT_THAT(certificateVerdict(made), HasSubstr("Not exact: "));
  EXPECT_TRUE(disagreements(readCertificate(bytesOf(certificateJson(made)))).empty());
}

TEST_F(CertificateTest, NoticesEveryAlteredByteOfItself) {
  writeLossless();
  CertifyRequest wanted = request();
  wanted.stated = StatedEncoding{.library = "a", .parameters = {{"effort", "7"}}, .device = "cpu"};
  const ByteVector text = bytesOf(certificateJson(certify(wanted, context_)));
  ASSERT_NO_THROW(readCertificate(text));
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const unsigned bit : {0U, 3U, 5U}) {
      ByteVector altered = text;
      altered[i] ^= std::byte{1} << bit;
      EXPECT_THROW(readCertificate(altered), Error) << "byte " << i << " bit " << bit;
    }
  }
  for (std::size_t i = 0; i <= text.size(); ++i) {
    ByteVector altered = text;
    altered.insert(altered.begin() + static_cast<std::ptrdiff_t>(i), std::byte{' '});
    EXPECT_THROW(readCertificate(altered), Error) << "blank before byte " << i;
  }
  for (std::size_t i = 0; i < text.size(); ++i)
    EXPECT_THROW(readCertificate(ByteSpan(text).first(i)), Error) << "cut at " << i;
}

TEST_F(CertificateTest, NoticesEveryAlteredByteOfBothFiles) {
  writeLossless();
  const Certificate made = certificate();
  for (const fs::path& path : {original_, compressed_}) {
    const std::size_t size = fs::file_size(path);
    for (std::size_t i = 0; i < size; i += 1 + size / 200) {
      alter(path, i);
      EXPECT_EQ(disagreements(made).size(), 1U) << path << " byte " << i;
      alter(path, i);
    }
  }
  EXPECT_TRUE(disagreements(made).empty());
}

TEST_F(CertificateTest, ThatContradictsItselfIsRefused) {
  writeLossless();
  const Certificate made = certificate();
  const std::vector<RoundTrip> contradictions = {{true, 5000, 900}, {true, 0, 1},  {true, 1, 0},
                                                 {false, 0, 0},     {false, 3, 0}, {false, 0, 3}};
  for (const RoundTrip& trip : contradictions) {
    Certificate forged = made;
    forged.roundTrip = trip;
    EXPECT_THROW(readCertificate(bytesOf(certificateJson(forged))), Error)
        << trip.identical << " " << trip.differing << " " << trip.maxAbsError;
  }
}

/// Whoever alters a certificate can compute its digest too: what the files tell is computed anew.
TEST_F(CertificateTest, ForgedFieldsDisagreeWithTheFiles) {
  writeLossless();
  const Certificate made = certificate();
  const auto forged = [&](const std::function<void(Certificate&)>& forge) {
    Certificate other = made;
    forge(other);
    return disagreements(readCertificate(bytesOf(certificateJson(other))));
  };
  EXPECT_THAT(forged([](auto& c) { c.roundTrip = {false, 3, 1}; }), ::testing::Contains("Result: Verdict"));
  EXPECT_THAT(forged([](auto& c) { c.ratio *= 2; }), ::testing::ElementsAre("Result: Compression ratio"));
  EXPECT_THAT(forged([](auto& c) { c.bitsPerPixel -= 1; }), ::testing::ElementsAre("Result: Bits per pixel"));
  EXPECT_THAT(forged([](auto& c) { c.codecId = "other"; }), ::testing::ElementsAre("Codec: Codec"));
  EXPECT_THAT(forged([](auto& c) { c.original.pixelSha256.back() ^= 1; }),
              ::testing::ElementsAre("Original: SHA-256 of the pixels"));
  EXPECT_THAT(forged([](auto& c) { c.original.bytes += 1; }), ::testing::ElementsAre("Original: Bytes"));
  EXPECT_THAT(forged([](auto& c) { c.format.bitsStored = 13; }), ::testing::Contains("Image: Bits stored"));
  EXPECT_THAT(forged([](auto& c) { c.metrics.front().value = 0.5; }), ::testing::SizeIs(1));
  EXPECT_THAT(forged([](auto& c) { c.compressed.notes = {"nothing was done"}; }), ::testing::SizeIs(1));
  EXPECT_THAT(forged([](auto& c) { c.recorded = RecordedEncoding{"x", "y"}; }), ::testing::SizeIs(2));
  EXPECT_THAT(forged([](auto& c) { c.recorded = RecordedEncoding{"", "defaults"}; }), ::testing::SizeIs(1));
  // What the words of a report round or join.
  EXPECT_THAT(forged([](auto& c) { c.ratio += 1e-12; }), ::testing::ElementsAre("Result: Compression ratio"));
  EXPECT_THAT(forged([](auto& c) { c.bitsPerPixel += 1e-12; }),
              ::testing::ElementsAre("Result: Bits per pixel"));
  const auto psnr = std::ranges::find(made.metrics, "psnr", &CertifiedMetric::id) - made.metrics.begin();
  EXPECT_THAT(forged([psnr](auto& c) {
                c.metrics[static_cast<std::size_t>(psnr)].value = Infinite{"it is perfect"};
              }),
              ::testing::SizeIs(1));
  EXPECT_THAT(forged([](auto& c) { c.original.notes = {""}; }), ::testing::SizeIs(1));
}

TEST_F(CertificateTest, ChecksWhatAnArchiveRecords) {
  const Codec* codec = nullptr;
  for (const auto& each : CodecRegistry::instance().codecs())
    if (each->info().lossless && !each->info().nativeFile.signedSamples) codec = each.get();
  ASSERT_NE(codec, nullptr);
  write(tests::seededImage({.width = 13, .height = 9, .frames = 2, .bitsStored = 11, .isSigned = true}),
        *codec);
  const Certificate made = certificate();
  ASSERT_TRUE(made.recorded);
  EXPECT_EQ(made.recorded->library, codec->info().implementation);
  EXPECT_TRUE(disagreements(made).empty());
}

TEST_F(CertificateTest, NamesNoFileUnlessAskedTo) {
  writeLossless();
  EXPECT_THAT(certificateJson(certificate()), Not(HasSubstr("Doe")));
  CertifyRequest wanted = request();
  wanted.withFileNames = true;
  EXPECT_THAT(certificateJson(certify(wanted, context_)), HasSubstr("Doe^Jane.dcm"));
}

TEST_F(CertificateTest, ReadsBothFilesAtTheDeclaredDepth) {
  const Image image = tests::seededImage({.width = 20, .height = 20, .bitsStored = 16});
  std::vector<std::uint16_t> samples(image.samples().begin(), image.samples().end());
  for (auto& sample : samples) sample &= 0x0FFFU;
  original_ = folder_ / "a.png";
  compressed_ = folder_ / "b.png";
  for (const auto& path : {original_, compressed_})
    writeImageFile(path, Image(image.format(), samples), {}, context_);
  CertifyRequest wanted = request();
  wanted.declaredBits = 12;
  const Certificate made = certify(wanted, context_);
  EXPECT_EQ(made.format.bitsStored, 12);
  EXPECT_TRUE(disagreements(made).empty());
}

TEST_F(CertificateTest, NoticesAFileThatChangesWhileItIsRead) {
  writeLossless();
  for (const fs::path& path : {original_, compressed_}) {
    const ByteVector good = readFile(path);
    bool isAltered = false;
    // The first report on that file: its bytes are hashed and read, its pixels are not decoded yet.
    const double begins = path == original_ ? 0 : 0.31;
    JobContext context({}, [&](double fraction) {
      if (fraction < begins || isAltered) return;
      isAltered = true;
      alter(path, good.size() / 2);
    });
    try {
      certify(request(), context);
      ADD_FAILURE() << path;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("changed while it was read"));
    }
    writeFileAtomically(path, good);
  }
}

/// A title that a later version words anew, or a library that it was built with, is no disagreement.
TEST_F(CertificateTest, WhatTheFilesDoNotTellIsNotChecked) {
  writeLossless();
  Certificate made = certificate();
  made.codecTitle = "Another title";
  made.decoder = "another library";
  made.models = {{"a", "b"}};
  made.program = "Another program";
  EXPECT_TRUE(disagreements(readCertificate(bytesOf(certificateJson(made)))).empty());
  for (const CertificateField& field : certificateFields(made))
    EXPECT_FALSE(field.provable &&
                 (field.value == "Another title" || field.value == "another library" || field.value == "b"))
        << field.name;
}

TEST_F(CertificateTest, CannotBeMadeOfImagesOfDifferentSizes) {
  writeLossless();
  const fs::path other = folder_ / "other.png";
  writeImageFile(other, tests::seededImage({.width = 25, .height = 17, .bitsStored = 12}), {}, context_);
  CertifyRequest wanted = request();
  wanted.compressed = other;
  EXPECT_THROW(certify(wanted, context_), Error);
}

TEST_F(CertificateTest, TextsMayHoldBraces) {
  writeLossless();
  CertifyRequest wanted = request();
  wanted.stated = StatedEncoding{
      .library = std::string(100, '{') + "\"[[[\\" + std::string(100, '['), .parameters = {}, .device = {}};
  const Certificate made = certify(wanted, context_);
  EXPECT_EQ(readCertificate(bytesOf(certificateJson(made))).stated, made.stated);
}

TEST_F(CertificateTest, RefusesHostileTexts) {
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("[]"), std::string("null"), std::string("1e999"),
        std::string(1U << 20U, '['), "[\"\\\"\"" + std::string(1U << 19U, '['), std::string(2U << 20U, ' '),
        std::string("\xFF\xFE{}"), std::string("{\"trabecula_certificate\": 2}"),
        std::string("{\"trabecula_certificate\": 1}"), std::string("{\"trabecula_certificate\": \"1\"}")}) {
    EXPECT_THROW(readCertificate(bytesOf(text)), Error) << text.substr(0, 40);
  }
}

/// Offsets in the cross-reference table point at objects: what PDF readers rely on.
void expectSoundPdf(const std::string& pdf, std::size_t objects) {
  ASSERT_TRUE(pdf.starts_with("%PDF-1.4"));
  const std::size_t table = std::stoul(pdf.substr(pdf.find("startxref\n") + 10));
  ASSERT_EQ(pdf.compare(table, 5, "xref\n"), 0);
  ASSERT_EQ(pdf.substr(table + 5, 20),
            ("0 " + std::to_string(objects + 1) + "\n0000000000 65535 f ").substr(0, 20));
  const std::size_t entries = pdf.find("0000000000 65535 f \n", table) + 20;
  for (std::size_t i = 0; i < objects; ++i) {
    const std::size_t offset = std::stoul(pdf.substr(entries + 20 * i, 10));
    const std::string head = std::to_string(i + 1) + " 0 obj\n";
    EXPECT_EQ(pdf.compare(offset, head.size(), head), 0) << i;
  }
}

TEST_F(CertificateTest, AsPdfHasItsDigestAndVerdict) {
  writeLossless();
  const Certificate made = certificate();
  const ReportPicture picture{"Original (1)", {2, 1, {0, 0, 0, 255, 128, 0}}};
  const ByteVector bytes = certificatePdf(made, {"M\xC3\xBCller"}, {picture});
  const std::string pdf(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  EXPECT_THAT(pdf, HasSubstr(certificateDigest(made)));
  EXPECT_THAT(pdf, HasSubstr("(Exact: all 408 pixels agree)"));
  EXPECT_THAT(pdf, HasSubstr("not a medical device"));
  EXPECT_THAT(pdf, HasSubstr("(M\xFCller)"));
  EXPECT_THAT(pdf, HasSubstr("(Original \\(1\\))"));
  EXPECT_THAT(pdf, Not(HasSubstr("Doe")));
  // Six of the document, a picture, two for each of the two pages.
  expectSoundPdf(pdf, 6 + 1 + 2 * 2);
  EXPECT_EQ(bytes, certificatePdf(made, {"M\xC3\xBCller"}, {picture}));
}

TEST_F(CertificateTest, AsPdfSaysWhereCharactersAreReplaced) {
  writeLossless();
  const Certificate made = certificate();
  const auto pdf = [&](const std::string& heading) {
    const ByteVector bytes = certificatePdf(made, {heading});
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  EXPECT_THAT(pdf("Patient: M\xC3\xBCller?"), Not(HasSubstr("question marks")));
  const std::string greek = pdf("Patient: \xCE\xA9");
  EXPECT_THAT(greek, HasSubstr("(Patient: ?)"));
  EXPECT_THAT(greek, HasSubstr("shown as question marks"));
}

/// Coordinates with commas leave a page empty.
TEST_F(CertificateTest, AsPdfAndAsFieldsIsTheSameInALocaleOfCommas) {
  writeLossless();
  const Certificate made = certificate();
  const ReportPicture picture{"Original", {2, 1, {0, 0, 0, 255, 128, 0}}};
  const ByteVector pdf = certificatePdf(made, {}, {picture});
  std::vector<std::string> values;
  for (const CertificateField& field : certificateFields(made)) values.push_back(field.value);
  const tests::CommaLocale locale;
  if (!locale.isActive()) GTEST_SKIP() << "localedef made no locale here";
  EXPECT_EQ(certificatePdf(made, {}, {picture}), pdf);
  std::vector<std::string> there;
  for (const CertificateField& field : certificateFields(made)) there.push_back(field.value);
  EXPECT_EQ(there, values);
}

TEST(PdfDocumentTest, WrapsAtBlanksAndInsideLongWords) {
  const auto lines = PdfDocument::wrapped(PdfFont::Mono, 10, "aaaa bbbb cccccccccccc", 54);
  EXPECT_THAT(lines, ::testing::ElementsAre("aaaa bbbb", "ccccccccc", "ccc"));
  for (const auto& line : lines) EXPECT_LE(PdfDocument::textWidth(PdfFont::Mono, 10, line), 54);
  EXPECT_THAT(PdfDocument::wrapped(PdfFont::Regular, 10, "", 54), ::testing::ElementsAre(""));
}

}  // namespace
}  // namespace trabecula::core
