#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
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
using tests::seededImage;
using tests::TemporaryFolder;

class StudyDicom : public testing::Test {
 protected:
  ImageFile throughDicom(const Image& image, const StudyAttributes& attributes = {}) {
    const auto path = folder_ / "image.dcm";
    writeImageFile(path, image, attributes, context_);
    return readImageFile(path, {}, context_);
  }

  void expectRoundTrip(const Image& image) {
    const ImageFile file = throughDicom(image);
    EXPECT_TRUE(hasSamePixels(file.image, image));
    EXPECT_EQ(pixelSha256(file.image), pixelSha256(image));
    EXPECT_EQ(file.image.presentation(), image.presentation());
    EXPECT_TRUE(file.image.notes().empty());
  }

  TemporaryFolder folder_;
  JobContext context_;
};

TEST_F(StudyDicom, KeepsEveryDepthAndSign) {
  for (int bits = 1; bits <= 16; ++bits) {
    for (const bool isSigned : {false, true}) {
      SCOPED_TRACE(testing::Message() << bits << " bits, signed " << isSigned);
      expectRoundTrip(noiseImage({19, 13, 1, bits, isSigned}));
    }
  }
}

TEST_F(StudyDicom, KeepsOddSizes) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 7}, {7, 1}, {3, 3}, {257, 131}}) {
    SCOPED_TRACE(testing::Message() << width << " x " << height);
    expectRoundTrip(noiseImage({width, height, 1, 8, false}));
    expectRoundTrip(noiseImage({width, height, 1, 12, false}));
  }
}

TEST_F(StudyDicom, KeepsSeveralFrames) {
  expectRoundTrip(seededImage({17, 11, 5, 8, false}));
  expectRoundTrip(seededImage({17, 11, 5, 12, false}));
  expectRoundTrip(seededImage({17, 11, 3, 16, true}));
}

TEST_F(StudyDicom, KeepsMonochrome1) {
  Presentation shown;
  shown.photometric = Photometric::Monochrome1;
  expectRoundTrip(seededImage({20, 10, 1, 12, false}).withPresentation(shown));
}

TEST_F(StudyDicom, KeepsWindowsWithTheirExplanationsAndFunction) {
  for (const VoiFunction function : {VoiFunction::Linear, VoiFunction::LinearExact, VoiFunction::Sigmoid}) {
    Presentation shown;
    shown.windows = {{2048.5, 4096, function, "FULL"}, {1000, 200.25, function, "BONE"}};
    expectRoundTrip(seededImage({20, 10, 1, 12, false}).withPresentation(shown));
  }
}

TEST_F(StudyDicom, KeepsVoiLuts) {
  LookupTable table;
  table.firstMapped = 100;
  table.outputBits = 12;
  table.explanation = "NORMAL";
  for (int i = 0; i < 3000; ++i) table.entries.push_back(static_cast<std::uint16_t>(i));
  LookupTable full;
  full.outputBits = 16;
  for (int i = 0; i < 65536; ++i) full.entries.push_back(static_cast<std::uint16_t>(i));
  Presentation shown;
  shown.voiLuts = {table, full};
  expectRoundTrip(seededImage({20, 10, 1, 12, false}).withPresentation(shown));
}

TEST_F(StudyDicom, KeepsVoiLutsThatBeginBelowZero) {
  LookupTable table;
  table.firstMapped = -1024;
  table.outputBits = 8;
  for (int i = 0; i < 256; ++i) table.entries.push_back(static_cast<std::uint16_t>(i));
  Presentation shown;
  shown.modality.intercept = -1024;
  shown.modality.units = "HU";
  shown.voiLuts = {table};
  expectRoundTrip(seededImage({20, 10, 1, 12, false}).withPresentation(shown));
  shown.modality = {};
  expectRoundTrip(seededImage({20, 10, 1, 12, true}).withPresentation(shown));
}

TEST_F(StudyDicom, KeepsRescaleAndModalityLut) {
  Presentation shown;
  shown.modality.slope = 0.25;
  shown.modality.intercept = -1000.5;
  shown.modality.units = "HU";
  expectRoundTrip(seededImage({20, 10, 1, 12, true}).withPresentation(shown));

  LookupTable table;
  table.firstMapped = -8;
  table.outputBits = 16;
  for (int i = 0; i < 16; ++i) table.entries.push_back(static_cast<std::uint16_t>(i * 1000));
  shown.modality = {};
  shown.modality.table = table;
  shown.modality.units = "OD";
  expectRoundTrip(seededImage({20, 10, 1, 8, true}).withPresentation(shown));
}

TEST_F(StudyDicom, KeepsShapeAndPadding) {
  Presentation shown;
  shown.inverseShape = true;
  shown.padding = PaddingRange{-2000, -1990};
  expectRoundTrip(seededImage({20, 10, 1, 12, true}).withPresentation(shown));
  shown.padding = PaddingRange{60000, 60000};
  expectRoundTrip(seededImage({20, 10, 1, 16, false}).withPresentation(shown));
}

TEST_F(StudyDicom, KeepsSpacingWithItsProvenance) {
  const Image image = seededImage({20, 10, 1, 12, false});
  Presentation shown;
  shown.spacing = {0.139, 0.143, SpacingSource::AtDetector, 1.5};
  expectRoundTrip(image.withPresentation(shown));
  shown.spacing = {0.139, 0.143, SpacingSource::Calibrated, 1.25};
  expectRoundTrip(image.withPresentation(shown));
  shown.spacing = {0.139, 0.143, SpacingSource::Calibrated, std::nullopt};
  expectRoundTrip(image.withPresentation(shown));
}

TEST_F(StudyDicom, KeepsAttributesInUtf8) {
  StudyAttributes attributes;
  attributes.patientName = "M\xc3\xbcller^J\xc3\xbcrgen";
  attributes.patientId = "42";
  attributes.studyUid = "2.25.1";
  attributes.seriesUid = "2.25.2";
  attributes.studyDescription =
      "H\xc3\xbc"
      "fte";
  attributes.studyDate = "20240229";
  attributes.modality = "MG";
  attributes.bodyPart = "HIP";
  attributes.seriesNumber = 3;
  attributes.instanceNumber = 7;
  const StudyAttributes read = throughDicom(seededImage({8, 8, 1, 12, false}), attributes).attributes;
  EXPECT_EQ(read.patientName, attributes.patientName);
  EXPECT_EQ(read.patientId, attributes.patientId);
  EXPECT_EQ(read.studyUid, attributes.studyUid);
  EXPECT_EQ(read.seriesUid, attributes.seriesUid);
  EXPECT_EQ(read.studyDescription, attributes.studyDescription);
  EXPECT_EQ(read.studyDate, attributes.studyDate);
  EXPECT_EQ(read.modality, attributes.modality);
  EXPECT_EQ(read.bodyPart, attributes.bodyPart);
  EXPECT_EQ(read.seriesNumber, attributes.seriesNumber);
  EXPECT_EQ(read.instanceNumber, attributes.instanceNumber);
}

TEST_F(StudyDicom, ClaimsNothingAboutLossesThatItDoesNotKnow) {
  Presentation shown;
  shown.spacing = {0.1, 0.1, SpacingSource::AtDetector, std::nullopt};
  const Image image = seededImage({8, 8, 1, 12, false}).withPresentation(shown);
  for (const std::optional<bool> lossy : {std::optional<bool>(), std::optional(false), std::optional(true)}) {
    StudyAttributes attributes;
    attributes.lossy = lossy;
    const ImageFile file = throughDicom(image, attributes);
    EXPECT_EQ(file.attributes.lossy, lossy);
    EXPECT_EQ(file.image.presentation(), shown);
  }
}

TEST_F(StudyDicom, SaysHowManyBytesOfACutFileAreMissing) {
  const auto path = folder_ / "whole.dcm";
  writeImageFile(path, seededImage({100, 100, 1, 12, false}), {}, context_);
  ByteVector bytes = readFile(path);
  bytes.resize(bytes.size() - 1234);
  writeFileAtomically(folder_ / "cut.dcm", bytes);
  try {
    readImageFile(folder_ / "cut.dcm", {}, context_);
    FAIL() << "a cut file was opened";
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::Corrupt);
    EXPECT_NE(std::string(error.what()).find("1234 of 20000 bytes"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("cut.dcm"), std::string::npos) << error.what();
  }
}

TEST_F(StudyDicom, OpensEveryCutWithoutCrashing) {
  const auto path = folder_ / "whole.dcm";
  Presentation shown;
  shown.windows = {{100, 200, VoiFunction::Linear, "A"}};
  shown.voiLuts = {{0, 8, {0, 100, 255}, "B"}};
  writeImageFile(path, seededImage({9, 7, 2, 12, true}).withPresentation(shown), {}, context_);
  const ByteVector bytes = readFile(path);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    writeFileAtomically(folder_ / "cut.dcm", ByteSpan(bytes).first(size));
    EXPECT_THROW(readImageFile(folder_ / "cut.dcm", {}, context_), Error) << size;
  }
}

TEST_F(StudyDicom, RefusesOtherNames) {
  EXPECT_THROW(writeImageFile(folder_ / "image.tif", seededImage({8, 8, 1, 8, false}), {}, context_), Error);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "image.tif"));
}

}  // namespace
}  // namespace trabecula::core
