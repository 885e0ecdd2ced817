#include <gtest/gtest.h>

#include <vector>

#include "core/study/image_file.h"
#include "core/support/error.h"
#include "tests/support/dicom_source.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::core {
namespace {

using tests::DicomCells;
using tests::DicomSource;
using tests::TemporaryFolder;

class StudyPixels : public testing::Test {
 protected:
  Image read(DicomSource& source, E_TransferSyntax syntax = EXS_LittleEndianExplicit) {
    source.save(path_, syntax);
    return readImageFile(path_, {}, context_).image;
  }
  Image read(const DicomCells& cells) {
    DicomSource source(cells);
    return read(source);
  }
  ErrorCategory refusal(DicomSource& source) {
    source.save(path_, EXS_LittleEndianExplicit);
    try {
      readImageFile(path_, {}, context_);
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
      return error.category();
    }
    ADD_FAILURE() << "the file was opened";
    return ErrorCategory::Cancelled;
  }
  static std::vector<std::int32_t> values(const Image& image) {
    std::vector<std::int32_t> result;
    for (const std::uint16_t sample : image.samples()) result.push_back(image.format().storedValue(sample));
    return result;
  }
  using Values = std::vector<std::int32_t>;

  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "image.dcm";
  JobContext context_;
};

TEST_F(StudyPixels, RemovesAndReportsOverlayBits) {
  const Image image = read(DicomCells{2, 1, 1, 16, 12, 11, false, {0x8123, 0x0FFF}});
  EXPECT_EQ(values(image), (Values{0x123, 0xFFF}));
  ASSERT_EQ(image.notes().size(), 1U);
  EXPECT_NE(image.notes()[0].find("verlay"), std::string::npos);
}

TEST_F(StudyPixels, SignExtensionIsNoJunk) {
  const Image image = read(DicomCells{3, 1, 1, 16, 12, 11, true, {0xFFFF, 0x07FF, 0xF800}});
  EXPECT_EQ(values(image), (Values{-1, 2047, -2048}));
  EXPECT_TRUE(image.notes().empty());
}

TEST_F(StudyPixels, MissingSignExtensionIsNoJunkEither) {
  const Image image = read(DicomCells{2, 1, 1, 16, 12, 11, true, {0x0FFF, 0x07FF}});
  EXPECT_EQ(values(image), (Values{-1, 2047}));
  EXPECT_TRUE(image.notes().empty());
}

TEST_F(StudyPixels, HonoursTheHighBit) {
  const Image image = read(DicomCells{2, 1, 1, 16, 12, 15, false, {0x1230, 0xFFF0}});
  EXPECT_EQ(values(image), (Values{0x123, 0xFFF}));
  EXPECT_TRUE(image.notes().empty());
  const Image junk = read(DicomCells{2, 1, 1, 16, 12, 15, true, {0x123F, 0xFFF0}});
  EXPECT_EQ(values(junk), (Values{0x123, -1}));
  EXPECT_EQ(junk.notes().size(), 1U);
}

TEST_F(StudyPixels, UnpacksBitmaps) {
  DicomSource source({10, 1, 1, 8, 8, 7, false, {0x05, 0x02}});
  source.number(DCM_BitsAllocated, 1);
  source.number(DCM_BitsStored, 1);
  source.number(DCM_HighBit, 0);
  const Image image = read(source);
  EXPECT_EQ(values(image), (Values{1, 0, 1, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(image.bitsStored(), 1);
}

DicomSource colourSource(const std::vector<std::uint16_t>& bytes, const char* photometric, int width) {
  DicomSource source({width, 1, 1, 8, 8, 7, false, bytes});
  source.number(DCM_SamplesPerPixel, 3);
  source.number(DCM_PlanarConfiguration, 0);
  source.put(DCM_PhotometricInterpretation, photometric);
  return source;
}

TEST_F(StudyPixels, ConvertsColourToLuma) {
  DicomSource source = colourSource({255, 0, 0, 10, 20, 30}, "RGB", 2);
  const Image image = read(source);
  EXPECT_EQ(values(image), (Values{luma(255, 0, 0), luma(10, 20, 30)}));
  ASSERT_EQ(image.colour().size(), 6U);
  EXPECT_EQ(image.colour()[0], 255);
  EXPECT_EQ(image.colour()[5], 30);
  EXPECT_EQ(image.notes().size(), 1U);
}

TEST_F(StudyPixels, ReadsColourByPlane) {
  DicomSource source = colourSource({255, 10, 0, 20, 0, 30}, "RGB", 2);
  source.number(DCM_PlanarConfiguration, 1);
  EXPECT_EQ(values(read(source)), (Values{luma(255, 0, 0), luma(10, 20, 30)}));
}

TEST_F(StudyPixels, OpensEqualChannelsAsGrey) {
  DicomSource source = colourSource({7, 7, 7, 200, 200, 200}, "RGB", 2);
  const Image image = read(source);
  EXPECT_EQ(values(image), (Values{7, 200}));
  EXPECT_TRUE(image.colour().empty());
}

TEST_F(StudyPixels, ConvertsYbr) {
  DicomSource full = colourSource({76, 85, 255, 100, 128, 128}, "YBR_FULL", 2);
  const Image red = read(full);
  ASSERT_EQ(red.colour().size(), 6U);
  EXPECT_NEAR(red.colour()[0], 254, 1);
  EXPECT_NEAR(red.colour()[1], 0, 1);
  EXPECT_NEAR(red.colour()[2], 0, 1);
  EXPECT_EQ(red.colour()[3], 100);
  EXPECT_EQ(red.colour()[5], 100);
  DicomSource subsampled = colourSource({76, 100, 85, 255}, "YBR_FULL_422", 2);
  EXPECT_NEAR(read(subsampled).colour()[0], 254, 1);
}

TEST_F(StudyPixels, AppliesThePalette) {
  DicomSource source({3, 1, 1, 8, 8, 7, false, {0, 1, 9}});
  source.put(DCM_PhotometricInterpretation, "PALETTE COLOR");
  const Uint16 descriptor[] = {2, 0, 16};
  const Uint16 red[] = {0xFF00, 0x1000};
  const Uint16 other[] = {0x0000, 0x2000};
  for (const DcmTagKey& tag :
       {DCM_RedPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableDescriptor,
        DCM_BluePaletteColorLookupTableDescriptor}) {
    tests::requireGood(source.dataset().putAndInsertUint16Array(DcmTag(tag, EVR_US), descriptor, 3));
  }
  tests::requireGood(source.dataset().putAndInsertUint16Array(DCM_RedPaletteColorLookupTableData, red, 2));
  tests::requireGood(
      source.dataset().putAndInsertUint16Array(DCM_GreenPaletteColorLookupTableData, other, 2));
  tests::requireGood(source.dataset().putAndInsertUint16Array(DCM_BluePaletteColorLookupTableData, other, 2));
  EXPECT_EQ(values(read(source)), (Values{luma(255, 0, 0), luma(16, 32, 32), luma(16, 32, 32)}));
}

TEST_F(StudyPixels, RefusesWhatItCannotHold) {
  const DicomCells cells{2, 1, 1, 16, 16, 15, false, {1, 2}};
  const auto with = [&](const DcmTagKey& tag, int value) {
    DicomSource source(cells);
    source.number(tag, value);
    return refusal(source);
  };
  EXPECT_EQ(with(DCM_BitsStored, 0), ErrorCategory::Corrupt);
  EXPECT_EQ(with(DCM_BitsStored, 33), ErrorCategory::Corrupt);
  EXPECT_EQ(with(DCM_BitsAllocated, 32), ErrorCategory::Unsupported);
  EXPECT_EQ(with(DCM_BitsAllocated, 12), ErrorCategory::Unsupported);
  EXPECT_EQ(with(DCM_Rows, 0), ErrorCategory::Corrupt);
  EXPECT_EQ(with(DCM_Rows, 2), ErrorCategory::Corrupt) << "fewer pixels than rows and columns say";
  EXPECT_EQ(with(DCM_SamplesPerPixel, 4), ErrorCategory::Unsupported);
}

TEST_F(StudyPixels, RefusesHugeHeadersWithoutData) {
  DicomSource source({2, 1, 1, 16, 16, 15, false, {1, 2}});
  source.number(DCM_Rows, 65535);
  source.number(DCM_Columns, 65535);
  EXPECT_EQ(refusal(source), ErrorCategory::ResourceLimit);
  source.number(DCM_Rows, 30000);
  source.number(DCM_Columns, 30000);
  EXPECT_EQ(refusal(source), ErrorCategory::Corrupt);
  source.put(DCM_NumberOfFrames, "2000000000");
  EXPECT_EQ(refusal(source), ErrorCategory::ResourceLimit);
  source.put(DCM_NumberOfFrames, "-3");
  EXPECT_EQ(refusal(source), ErrorCategory::Corrupt);
}

TEST_F(StudyPixels, SaysThatAnObjectIsNoImage) {
  DicomSource source({2, 1, 1, 16, 16, 15, false, {1, 2}});
  delete source.dataset().remove(DCM_PixelData);
  EXPECT_EQ(refusal(source), ErrorCategory::Corrupt) << "an image whose pixel data is missing";
  delete source.dataset().remove(DCM_Rows);
  source.put(DCM_Modality, "SR");
  EXPECT_EQ(refusal(source), ErrorCategory::Unsupported);
}

}  // namespace
}  // namespace trabecula::core
