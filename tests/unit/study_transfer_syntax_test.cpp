#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/codec/registry.h"
#include "core/study/image_file.h"
#include "core/support/error.h"
#include "core/support/file_io.h"
#include "tests/support/dicom_source.h"
#include "tests/support/seeded_image.h"
#include "tests/support/temporary_folder.h"

// After the DCMTK base headers.
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmjpeg/djencode.h>

namespace trabecula::core {
namespace {

using tests::DicomCells;
using tests::DicomSource;
using tests::seededImage;
using tests::TemporaryFolder;

/// Cells whose bits above the stored ones are clear, or sign-extended where signed.
DicomCells cellsOf(const Image& image) {
  DicomCells result;
  const ImageFormat& format = image.format();
  result.width = format.width;
  result.height = format.height;
  result.frames = format.frames;
  result.bitsAllocated = format.bitsStored <= 8 ? 8 : 16;
  result.bitsStored = format.bitsStored;
  result.highBit = format.bitsStored - 1;
  result.isSigned = format.isSigned;
  const std::uint16_t allocated = result.bitsAllocated == 8 ? 0xFFU : 0xFFFFU;
  for (const std::uint16_t sample : image.samples()) {
    result.cells.push_back(static_cast<std::uint16_t>(format.storedValue(sample)) & allocated);
  }
  return result;
}

class StudyTransferSyntax : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    DcmRLEEncoderRegistration::registerCodecs();
    DJEncoderRegistration::registerCodecs();
  }

  Image read(const char* expectedUid) {
    const ImageFile file = readImageFile(path_, {}, context_);
    EXPECT_EQ(file.formatName, "DICOM");
    EXPECT_EQ(file.transferSyntax, expectedUid);
    EXPECT_FALSE(file.transferSyntaxName.empty());
    return file.image;
  }

  TemporaryFolder folder_;
  std::filesystem::path path_ = folder_ / "image.dcm";
  JobContext context_;
};

TEST_F(StudyTransferSyntax, ReadsEveryNativeOneAtEveryDepth) {
  for (const E_TransferSyntax syntax : {EXS_LittleEndianImplicit, EXS_LittleEndianExplicit,
                                        EXS_BigEndianExplicit, EXS_DeflatedLittleEndianExplicit}) {
    for (int bits = 8; bits <= 16; ++bits) {
      for (const bool isSigned : {false, true}) {
        SCOPED_TRACE(testing::Message()
                     << DcmXfer(syntax).getXferName() << ", " << bits << " bits, " << isSigned);
        const Image image = seededImage({13, 7, 2, bits, isSigned});
        DicomSource(cellsOf(image)).save(path_, syntax);
        EXPECT_TRUE(hasSamePixels(read(DcmXfer(syntax).getXferID()), image));
      }
    }
  }
}

TEST_F(StudyTransferSyntax, ReadsRleAtEveryDepth) {
  for (int bits = 8; bits <= 16; ++bits) {
    for (const bool isSigned : {false, true}) {
      SCOPED_TRACE(testing::Message() << bits << " bits, signed " << isSigned);
      const Image image = seededImage({64, 31, 3, bits, isSigned});
      DicomSource(cellsOf(image)).save(path_, EXS_RLELossless);
      EXPECT_TRUE(hasSamePixels(read(UID_RLELosslessTransferSyntax), image));
    }
  }
}

TEST_F(StudyTransferSyntax, ReadsJpegLosslessAtEveryDepth) {
  for (const E_TransferSyntax syntax : {EXS_JPEGProcess14SV1, EXS_JPEGProcess14}) {
    for (int bits = 8; bits <= 16; ++bits) {
      SCOPED_TRACE(testing::Message() << DcmXfer(syntax).getXferName() << ", " << bits << " bits");
      const Image image = seededImage({64, 31, 3, bits, false});
      DicomSource(cellsOf(image)).save(path_, syntax);
      EXPECT_TRUE(hasSamePixels(read(DcmXfer(syntax).getXferID()), image));
    }
  }
}

TEST_F(StudyTransferSyntax, NeverMakesUpWhatACutFileLacks) {
  for (const E_TransferSyntax syntax :
       {EXS_RLELossless, EXS_JPEGProcess14SV1, EXS_JPEGProcess1, EXS_DeflatedLittleEndianExplicit}) {
    const Image image = seededImage({64, 31, 2, 8, false});
    DicomSource(cellsOf(image)).save(path_, syntax);
    const Image whole = readImageFile(path_, {}, context_).image;
    const ByteVector bytes = readFile(path_);
    for (std::size_t size = bytes.size() - 1; size > bytes.size() / 3; size -= 7) {
      writeFileAtomically(folder_ / "cut.dcm", ByteSpan(bytes).first(size));
      try {
        const Image image = readImageFile(folder_ / "cut.dcm", {}, context_).image;
        EXPECT_TRUE(hasSamePixels(image, whole)) << DcmXfer(syntax).getXferName() << " cut at " << size;
      } catch (const Error&) {
      }
    }
  }
}

TEST_F(StudyTransferSyntax, ReadsEightBitStreamsInSixteenBitCells) {
  const Image image = seededImage({64, 31, 1, 8, false});
  DicomCells cells = cellsOf(image);
  DicomSource source(cells);
  source.save(path_, EXS_JPEGProcess14SV1);
  DcmFileFormat file;
  tests::requireGood(file.loadFile(path_.c_str()));
  tests::requireGood(file.getDataset()->putAndInsertUint16(DCM_BitsAllocated, 16));
  tests::requireGood(file.saveFile(path_.c_str(), EXS_JPEGProcess14SV1));
  try {
    EXPECT_TRUE(hasSamePixels(readImageFile(path_, {}, context_).image, image));
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::Corrupt);
  }
}

TEST_F(StudyTransferSyntax, ReadsLossyJpegCloseToTheOriginal) {
  std::vector<std::uint16_t> ramp;
  for (int i = 0; i < 64 * 64; ++i) ramp.push_back(static_cast<std::uint16_t>((i % 64) * 3));
  const Image image({64, 64, 1, 8, false}, ramp);
  DicomSource(cellsOf(image)).save(path_, EXS_JPEGProcess1);
  const Image decoded = read(UID_JPEGProcess1TransferSyntax);
  ASSERT_EQ(decoded.format(), image.format());
  for (std::size_t i = 0; i < ramp.size(); ++i) EXPECT_NEAR(decoded.samples()[i], ramp[i], 6);
}

struct CodecSyntax {
  const char* codec;
  const char* uid;
};

class StudyCodecSyntax : public StudyTransferSyntax, public testing::WithParamInterface<CodecSyntax> {
 protected:
  std::vector<ByteVector> encodeFrames(const Image& image) {
    const Codec& codec = CodecRegistry::instance().get(GetParam().codec);
    std::vector<ByteVector> streams;
    for (int frame = 0; frame < image.frames(); ++frame) {
      streams.push_back(codec.encode(image.frame(frame), Parameters::defaults(codec.info()), context_).bytes);
    }
    return streams;
  }
};

TEST_P(StudyCodecSyntax, ReadsEveryDepth) {
  for (int bits = 8; bits <= 16; ++bits) {
    SCOPED_TRACE(testing::Message() << bits << " bits");
    const Image image = seededImage({64, 31, 1, bits, false});
    DicomSource(cellsOf(image)).saveEncapsulated(path_, GetParam().uid, encodeFrames(image));
    EXPECT_TRUE(hasSamePixels(read(GetParam().uid), image));
  }
}

TEST_P(StudyCodecSyntax, TakesTheSignFromTheHeader) {
  const Image image = seededImage({64, 31, 1, 12, true});
  const Image coded({64, 31, 1, 12, false}, {image.samples().begin(), image.samples().end()});
  DicomSource(cellsOf(image)).saveEncapsulated(path_, GetParam().uid, encodeFrames(coded));
  EXPECT_TRUE(hasSamePixels(read(GetParam().uid), image));
}

TEST_P(StudyCodecSyntax, RemovesAndReportsBitsAboveTheStoredOnes) {
  for (const bool isSigned : {false, true}) {
    const Image coded({2, 1, 1, 16, false}, {0x8123, 0xFFFF});
    DicomCells cells = cellsOf(coded);
    cells.bitsStored = 12;
    cells.highBit = 11;
    cells.isSigned = isSigned;
    DicomSource(cells).saveEncapsulated(path_, GetParam().uid, encodeFrames(coded));
    const Image image = read(GetParam().uid);
    EXPECT_EQ(image.bitsStored(), 12);
    EXPECT_EQ(image.samples()[0], 0x123);
    EXPECT_EQ(image.samples()[1], 0xFFF);
    EXPECT_EQ(image.notes().size(), 1U);
  }
}

TEST_P(StudyCodecSyntax, PutsFragmentsTogether) {
  const Image image = seededImage({64, 31, 3, 12, false});
  const std::vector<ByteVector> streams = encodeFrames(image);
  std::vector<ByteVector> fragments;
  std::vector<std::uint32_t> offsets;
  std::uint32_t offset = 0;
  for (const ByteVector& stream : streams) {
    offsets.push_back(offset);
    const auto half = static_cast<std::ptrdiff_t>(stream.size() / 4 * 2);
    fragments.emplace_back(stream.begin(), stream.begin() + half);
    fragments.emplace_back(stream.begin() + half, stream.end());
    for (std::size_t i = fragments.size() - 2; i < fragments.size(); ++i) {
      offset += static_cast<std::uint32_t>(8 + fragments[i].size() + fragments[i].size() % 2);
    }
  }
  DicomSource source(cellsOf(image));
  source.saveEncapsulated(path_, GetParam().uid, streams);
  EXPECT_TRUE(hasSamePixels(read(GetParam().uid), image)) << "one fragment a frame";
  source.saveEncapsulated(path_, GetParam().uid, fragments, offsets);
  EXPECT_TRUE(hasSamePixels(read(GetParam().uid), image)) << "by the offset table";
  source.saveEncapsulated(path_, GetParam().uid, fragments);
  EXPECT_TRUE(hasSamePixels(read(GetParam().uid), image)) << "by the start of the streams";
}

TEST_P(StudyCodecSyntax, RefusesFramesThatAreMissingOrOfAnotherSize) {
  const Image image = seededImage({64, 31, 3, 12, false});
  std::vector<ByteVector> streams = encodeFrames(image);
  DicomSource source(cellsOf(image));
  streams.pop_back();
  source.saveEncapsulated(path_, GetParam().uid, streams);
  EXPECT_THROW(readImageFile(path_, {}, context_), Error);
  source.saveEncapsulated(path_, GetParam().uid, {});
  EXPECT_THROW(readImageFile(path_, {}, context_), Error);
  streams = encodeFrames(seededImage({32, 31, 3, 12, false}));
  source.saveEncapsulated(path_, GetParam().uid, streams);
  EXPECT_THROW(readImageFile(path_, {}, context_), Error);
}

INSTANTIATE_TEST_SUITE_P(Codecs, StudyCodecSyntax,
                         testing::Values(CodecSyntax{"jpegls", "1.2.840.10008.1.2.4.80"},
                                         CodecSyntax{"jpeg2000", "1.2.840.10008.1.2.4.90"},
                                         CodecSyntax{"jpegxl", "1.2.840.10008.1.2.4.110"}),
                         [](const auto& info) { return std::string(info.param.codec); });

TEST_F(StudyTransferSyntax, ReadsJpegLsWhoseScanIsPadded) {
  const Codec& codec = CodecRegistry::instance().get("jpegls");
  const Image image = seededImage({64, 31, 1, 12, false});
  ByteVector stream = codec.encode(image, Parameters::defaults(codec.info()), context_).bytes;
  while (stream.back() != std::byte{0xD9}) stream.pop_back();
  stream.insert(stream.end() - 2, std::byte{0});
  DicomSource(cellsOf(image)).saveEncapsulated(path_, UID_JPEGLSLosslessTransferSyntax, {stream});
  EXPECT_TRUE(hasSamePixels(read(UID_JPEGLSLosslessTransferSyntax), image));
}

TEST_F(StudyTransferSyntax, ReadsBareDatasets) {
  const Image image = seededImage({13, 7, 1, 12, true});
  for (const E_TransferSyntax syntax :
       {EXS_LittleEndianImplicit, EXS_LittleEndianExplicit, EXS_BigEndianExplicit}) {
    DicomSource(cellsOf(image)).saveBare(path_, syntax);
    EXPECT_TRUE(hasSamePixels(read(DcmXfer(syntax).getXferID()), image));
  }
}

TEST_F(StudyTransferSyntax, RefusesVideo) {
  const Image image = seededImage({64, 32, 1, 8, false});
  DicomSource(cellsOf(image))
      .saveEncapsulated(path_, UID_MPEG4HighProfileLevel4_1TransferSyntax, {ByteVector(64)});
  try {
    readImageFile(path_, {}, context_);
    FAIL() << "video was opened";
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::Unsupported);
  }
}

}  // namespace
}  // namespace trabecula::core
