#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "core/study/image_file.h"
#include "tests/support/dicom_source.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::core {
namespace {

using tests::DicomSource;
using tests::TemporaryFolder;

class StudyPresentation : public testing::Test {
 protected:
  static DicomSource source(bool isSigned = false) {
    return DicomSource({2, 1, 1, 16, 12, 11, isSigned, {1, 2}});
  }

  ImageFile open(DicomSource& source) {
    const auto path = folder_ / "image.dcm";
    source.save(path, EXS_LittleEndianExplicit);
    return readImageFile(path, {}, context_);
  }
  Presentation read(DicomSource& source) { return open(source).image.presentation(); }

  static void addLut(DicomSource& source, std::array<Uint16, 3> descriptor,
                     const std::vector<Uint16>& entries) {
    DcmItem* item = nullptr;
    tests::requireGood(source.dataset().findOrCreateSequenceItem(DCM_VOILUTSequence, item, -2));
    tests::requireGood(
        item->putAndInsertUint16Array(DcmTag(DCM_LUTDescriptor, EVR_US), descriptor.data(), 3));
    tests::requireGood(
        item->putAndInsertUint16Array(DcmTag(DCM_LUTData, EVR_OW), entries.data(), entries.size()));
  }

  TemporaryFolder folder_;
  JobContext context_;
};

TEST_F(StudyPresentation, DropsWindowsThatShowNothing) {
  DicomSource file = source();
  file.put(DCM_WindowCenter, "100\\200\\300\\400");
  file.put(DCM_WindowWidth, "0\\50\\-7\\0.5");
  file.put(DCM_WindowCenterWidthExplanation, "A\\B\\C\\D");
  const Image image = open(file).image;
  ASSERT_EQ(image.presentation().windows.size(), 1U);
  EXPECT_EQ(image.presentation().windows[0], (VoiWindow{200, 50, VoiFunction::Linear, "B"}));
  EXPECT_EQ(image.notes().size(), 3U);
}

TEST_F(StudyPresentation, NarrowWindowsAreFineWhereTheFunctionAllowsThem) {
  DicomSource file = source();
  file.put(DCM_WindowCenter, "0.5");
  file.put(DCM_WindowWidth, "0.25");
  file.put(DCM_VOILUTFunction, "LINEAR_EXACT");
  ASSERT_EQ(read(file).windows.size(), 1U);
  EXPECT_EQ(read(file).windows[0].function, VoiFunction::LinearExact);
  file.put(DCM_VOILUTFunction, "LINEAR");
  EXPECT_TRUE(read(file).windows.empty());
}

TEST_F(StudyPresentation, ToleratesListsOfDifferentLength) {
  DicomSource file = source();
  file.put(DCM_WindowCenter, "10\\20");
  file.put(DCM_WindowWidth, "5");
  EXPECT_EQ(read(file).windows.size(), 1U);
}

TEST_F(StudyPresentation, DropsBrokenLuts) {
  DicomSource file = source();
  addLut(file, {4, 0, 8}, {1, 2});           // two entries at most, or four packed bytes: these are equal
  addLut(file, {100, 0, 12}, {1, 2});        // far too short
  addLut(file, {3, 0, 12}, {9, 9, 9});       // constant
  addLut(file, {3, 5, 12}, {0, 100, 4095});  // good
  addLut(file, {3, 5, 10}, {0, 100, 4095});  // more bits than it says
  const Image image = open(file).image;
  const std::vector<LookupTable>& tables = image.presentation().voiLuts;
  ASSERT_EQ(tables.size(), 3U);
  EXPECT_EQ(tables[0].entries, (std::vector<std::uint16_t>{1, 0, 2, 0})) << "packed two to a word";
  EXPECT_EQ(tables[1].firstMapped, 5);
  EXPECT_EQ(tables[1].outputBits, 12);
  EXPECT_EQ(tables[2].outputBits, 12);
  EXPECT_EQ(image.notes().size(), 3U);
}

TEST_F(StudyPresentation, ReadsUnsignedTableStartsAsNegativeForSignedImages) {
  DicomSource file = source(true);
  addLut(file, {3, 0xFF00, 12}, {0, 100, 4095});
  ASSERT_EQ(read(file).voiLuts.size(), 1U);
  EXPECT_EQ(read(file).voiLuts[0].firstMapped, -256);
}

TEST_F(StudyPresentation, IgnoresAZeroSlope) {
  DicomSource file = source();
  file.put(DCM_RescaleSlope, "0");
  file.put(DCM_RescaleIntercept, "5");
  EXPECT_TRUE(read(file).modality.isIdentity());
}

TEST_F(StudyPresentation, InverseShapeDoesNotInvertMonochrome1Twice) {
  DicomSource file = source();
  file.put(DCM_PresentationLUTShape, "INVERSE");
  EXPECT_TRUE(read(file).inverseShape);
  EXPECT_TRUE(read(file).showsLowBright());
  file.put(DCM_PhotometricInterpretation, "MONOCHROME1");
  EXPECT_TRUE(read(file).showsLowBright());
}

TEST_F(StudyPresentation, PaddingOutsideTheDepthIsIgnored) {
  DicomSource file = source();
  file.put(DCM_WindowCenter, "1");
  tests::requireGood(file.dataset().putAndInsertUint16(DcmTag(DCM_PixelPaddingValue, EVR_US), 4000));
  EXPECT_EQ(read(file).padding, (PaddingRange{4000, 4000}));
  tests::requireGood(file.dataset().putAndInsertUint16(DcmTag(DCM_PixelPaddingRangeLimit, EVR_US), 10));
  EXPECT_EQ(read(file).padding, (PaddingRange{10, 4000}));
  tests::requireGood(file.dataset().putAndInsertUint16(DcmTag(DCM_PixelPaddingValue, EVR_US), 5000));
  EXPECT_FALSE(read(file).padding);
}

struct SpacingCase {
  const char* modality;
  const char* pixel;
  const char* imager;
  const char* calibration;
  double rowMm;
  SpacingSource expected;
};

TEST_F(StudyPresentation, KnowsWhereASpacingComesFrom) {
  const std::vector<SpacingCase> cases = {
      {"CT", "0.5\\0.6", "", "", 0.5, SpacingSource::Calibrated},
      {"CR", "0.5\\0.6", "", "", 0.5, SpacingSource::AtDetector},
      {"DX", "0.5\\0.6", "", "FIDUCIAL", 0.5, SpacingSource::Calibrated},
      {"DX", "0.5\\0.6", "0.5\\0.6", "", 0.5, SpacingSource::AtDetector},
      {"DX", "0.4\\0.5", "0.5\\0.6", "", 0.4, SpacingSource::Calibrated},
      {"DX", "", "0.5\\0.6", "", 0.5, SpacingSource::AtDetector},
      {"DX", "0\\0.6", "0.5\\0.6", "", 0.5, SpacingSource::AtDetector},
      {"DX", "junk", "", "", 0, SpacingSource::None},
      {"DX", "", "", "", 0, SpacingSource::None},
  };
  for (const SpacingCase& c : cases) {
    SCOPED_TRACE(testing::Message() << c.modality << " pixel " << c.pixel << " imager " << c.imager);
    DicomSource file = source();
    file.put(DCM_Modality, c.modality);
    file.put(DCM_PixelSpacing, c.pixel);
    file.put(DCM_ImagerPixelSpacing, c.imager);
    file.put(DCM_PixelSpacingCalibrationType, c.calibration);
    file.put(DCM_NominalScannedPixelSpacing, "9\\9");
    const PixelSpacing spacing = read(file).spacing;
    EXPECT_EQ(spacing.source, c.expected);
    EXPECT_DOUBLE_EQ(spacing.rowMm, c.rowMm);
  }
}

TEST_F(StudyPresentation, ConvertsNamesToUtf8) {
  DicomSource file = source();
  file.put(DCM_SpecificCharacterSet, "ISO_IR 100");
  file.put(DCM_PatientName, "M\xfcller^J\xf6rg");
  EXPECT_EQ(open(file).attributes.patientName, "M\xc3\xbcller^J\xc3\xb6rg");
  file.put(DCM_SpecificCharacterSet, "NO SUCH SET");
  EXPECT_EQ(open(file).attributes.patientName, "M\xc3\xbcller^J\xc3\xb6rg") << "taken as Latin-1";
  file.put(DCM_SpecificCharacterSet, "ISO_IR 144");
  file.put(DCM_PatientName, "\xbb\xee\xda");
  EXPECT_EQ(open(file).attributes.patientName, "\xd0\x9b\xd1\x8e\xd0\xba");
}

}  // namespace
}  // namespace trabecula::core
