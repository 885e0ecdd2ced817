#pragma once

// DICOM files made with DCMTK alone, so that reading is not tested against our own writer only.
#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace trabecula::tests {

/// The cells of a grey image as they stand in the file, and the header that goes with them.
struct DicomCells {
  int width = 0;
  int height = 0;
  int frames = 1;
  int bitsAllocated = 16;
  int bitsStored = 16;
  int highBit = 15;
  bool isSigned = false;
  std::vector<std::uint16_t> cells;
};

inline void requireGood(const OFCondition& status) {
  if (status.bad()) throw std::runtime_error(status.text());
}

class DicomSource {
 public:
  explicit DicomSource(const DicomCells& source) {
    put(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
    put(DCM_SOPInstanceUID, "2.25.7");
    put(DCM_StudyInstanceUID, "2.25.8");
    put(DCM_SeriesInstanceUID, "2.25.9");
    put(DCM_Modality, "OT");
    put(DCM_PhotometricInterpretation, "MONOCHROME2");
    number(DCM_SamplesPerPixel, 1);
    number(DCM_Columns, source.width);
    number(DCM_Rows, source.height);
    number(DCM_BitsAllocated, source.bitsAllocated);
    number(DCM_BitsStored, source.bitsStored);
    number(DCM_HighBit, source.highBit);
    number(DCM_PixelRepresentation, source.isSigned ? 1 : 0);
    if (source.frames > 1) put(DCM_NumberOfFrames, std::to_string(source.frames));
    if (source.bitsAllocated == 16) {
      requireGood(dataset().putAndInsertUint16Array(DCM_PixelData, source.cells.data(), source.cells.size()));
    } else {
      const std::vector<Uint8> bytes(source.cells.begin(), source.cells.end());
      requireGood(dataset().putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size()));
    }
  }

  DcmDataset& dataset() { return *file_.getDataset(); }
  void put(const DcmTagKey& tag, const std::string& value) {
    requireGood(dataset().putAndInsertString(tag, value.c_str()));
  }
  void number(const DcmTagKey& tag, int value) {
    requireGood(dataset().putAndInsertUint16(tag, static_cast<Uint16>(value)));
  }

  /// Encodes if need be (the encoder must be registered) and saves with a meta header.
  void save(const std::filesystem::path& path, E_TransferSyntax syntax) {
    requireGood(dataset().chooseRepresentation(syntax, nullptr));
    requireGood(file_.saveFile(path.c_str(), syntax));
  }
  /// Saves the dataset alone: no preamble, no meta header.
  void saveBare(const std::filesystem::path& path, E_TransferSyntax syntax) {
    requireGood(dataset().saveFile(path.c_str(), syntax));
  }
  /// Saves `fragments` as encapsulated pixel data that is declared to have the transfer syntax `uid`.
  /// `offsets` is the basic offset table; empty: none.
  void saveEncapsulated(const std::filesystem::path& path, const std::string& uid,
                        const std::vector<std::vector<std::byte>>& fragments,
                        const std::vector<std::uint32_t>& offsets = {}) {
    std::vector<unsigned char> bytes = headerBytes(uid);
    append(bytes, {0xE0, 0x7F, 0x10, 0x00, 'O', 'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF});
    appendItem(bytes, offsets.data(), offsets.size() * 4);
    for (const auto& fragment : fragments) appendItem(bytes, fragment.data(), fragment.size());
    append(bytes, {0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0});
    FILE* file = std::fopen(path.c_str(), "wb");
    if (!file || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) {
      throw std::runtime_error("cannot write");
    }
    std::fclose(file);
  }

 private:
  static void append(std::vector<unsigned char>& bytes, const std::vector<unsigned char>& more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
  }
  static void appendItem(std::vector<unsigned char>& bytes, const void* data, std::size_t size) {
    const std::size_t padded = size + size % 2;
    append(bytes, {0xFE, 0xFF, 0x00, 0xE0});
    for (unsigned shift = 0; shift < 32; shift += 8)
      bytes.push_back(static_cast<unsigned char>(padded >> shift));
    const auto* begin = static_cast<const unsigned char*>(data);
    bytes.insert(bytes.end(), begin, begin + size);
    if (padded != size) bytes.push_back(0);
  }
  /// Preamble, a meta header with nothing but the transfer syntax, and everything before the pixel data.
  std::vector<unsigned char> headerBytes(const std::string& uid) {
    std::vector<unsigned char> bytes(128, 0);
    append(bytes, {'D', 'I', 'C', 'M'});
    std::string padded = uid;
    if (padded.size() % 2 == 1) padded.push_back('\0');
    append(bytes, {2, 0, 0x10, 0, 'U', 'I', static_cast<unsigned char>(padded.size()), 0});
    bytes.insert(bytes.end(), padded.begin(), padded.end());
    DcmDataset header(dataset());
    delete header.remove(DCM_PixelData);
    std::vector<unsigned char> body(1U << 20U);
    DcmOutputBufferStream stream(body.data(), static_cast<offile_off_t>(body.size()));
    header.transferInit();
    requireGood(header.write(stream, EXS_LittleEndianExplicit, EET_ExplicitLength, nullptr));
    header.transferEnd();
    void* written = nullptr;
    offile_off_t length = 0;
    stream.flushBuffer(written, length);
    bytes.insert(bytes.end(), body.begin(), body.begin() + static_cast<std::ptrdiff_t>(length));
    return bytes;
  }

  DcmFileFormat file_;
};

}  // namespace trabecula::tests
