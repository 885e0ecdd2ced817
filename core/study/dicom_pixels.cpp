#include "core/study/dicom_pixels.h"

#include <dcmtk/dcmdata/dcfcache.h>
#include <dcmtk/dcmdata/dcpixel.h>

#include <dcmtk/dcmdata/dcuid.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/study/colour_limit.h"
#include "core/study/dicom_codec_frames.h"
#include "core/study/dicom_colour.h"
#include "core/study/dicom_encapsulated.h"
#include "core/study/dicom_text.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

using Cells = std::vector<std::uint16_t>;

int requiredInteger(DcmDataset& dataset, const DcmTagKey& tag, const char* name) {
  const std::optional<int> value = integerValue(dataset, tag);
  if (!value) throw Error(ErrorCategory::Corrupt, std::string("the DICOM header does not give ") + name);
  return *value;
}

void requireImage(DcmDataset& dataset) {
  if (dataset.tagExists(DCM_FloatPixelData) || dataset.tagExists(DCM_DoubleFloatPixelData)) {
    throw Error(ErrorCategory::Unsupported, "images of floating-point values cannot be read");
  }
  if (dataset.tagExists(DCM_DirectoryRecordSequence)) {
    throw Error(ErrorCategory::Unsupported, "this is a DICOMDIR, not an image; open the folder it stands in");
  }
  if (dataset.tagExists(DCM_PixelData)) return;
  const std::string modality = printable(textValue(dataset, DCM_Modality));
  const bool described = dataset.tagExists(DCM_Rows) && dataset.tagExists(DCM_Columns);
  if (described)
    throw Error(ErrorCategory::Corrupt, "the DICOM file describes an image but has no pixel data");
  throw Error(
      ErrorCategory::Unsupported,
      "this DICOM file holds no image" + (modality.empty() ? "" : " (its modality is " + modality + ")"));
}

int frameCount(DcmDataset& dataset) {
  const int frames = integerValue(dataset, DCM_NumberOfFrames).value_or(1);
  return frames == 0 ? 1 : frames;
}

/// The unsigned reading of a depth, so that nothing odd slips through as negative.
void checkDepth(const PixelModule& module) {
  const int allocated = module.bitsAllocated;
  const int stored = module.format.bitsStored;
  if (allocated != 1 && allocated != 8 && allocated != 16) {
    throw Error(ErrorCategory::Unsupported, "images with " + std::to_string(allocated) +
                                                " bits allocated a sample cannot be read (8 and 16 can)");
  }
  if (stored < 1 || stored > allocated) {
    throw Error(ErrorCategory::Corrupt, "the DICOM header says " + std::to_string(stored) +
                                            " bits stored of " + std::to_string(allocated) +
                                            " allocated, which is not possible");
  }
}

}  // namespace

PixelModule readPixelModule(DcmDataset& dataset) {
  requireImage(dataset);
  PixelModule module;
  module.format.width = requiredInteger(dataset, DCM_Columns, "the number of columns");
  module.format.height = requiredInteger(dataset, DCM_Rows, "the number of rows");
  module.format.frames = frameCount(dataset);
  module.samplesPerPixel = integerValue(dataset, DCM_SamplesPerPixel).value_or(1);
  module.bitsAllocated = requiredInteger(dataset, DCM_BitsAllocated, "the bits allocated");
  module.format.bitsStored = integerValue(dataset, DCM_BitsStored).value_or(module.bitsAllocated);
  checkDepth(module);
  module.highBit = integerValue(dataset, DCM_HighBit).value_or(module.format.bitsStored - 1);
  // A high bit outside the cell says nothing; every such file seen means the lowest bits.
  if (module.highBit < module.format.bitsStored - 1 || module.highBit >= module.bitsAllocated) {
    module.highBit = module.format.bitsStored - 1;
  }
  module.format.isSigned = integerValue(dataset, DCM_PixelRepresentation).value_or(0) == 1;
  module.planar = integerValue(dataset, DCM_PlanarConfiguration).value_or(0) == 1;
  module.photometric = textValue(dataset, DCM_PhotometricInterpretation);
  if (module.photometric.empty()) module.photometric = module.samplesPerPixel == 3 ? "RGB" : "MONOCHROME2";
  requireValid(module.format);
  const int expectedSamples = module.isColour() && module.photometric != "PALETTE COLOR" ? 3 : 1;
  if (module.samplesPerPixel != expectedSamples) {
    throw Error(ErrorCategory::Unsupported, "images with " + std::to_string(module.samplesPerPixel) +
                                                " samples a pixel and colour model " +
                                                printable(module.photometric) + " cannot be read");
  }
  if (expectedSamples == 3) requireColourFits(module.format);
  return module;
}

namespace {

DcmElement& pixelElement(DcmDataset& dataset) {
  DcmElement* element = nullptr;
  if (dataset.findAndGetElement(DCM_PixelData, element).bad() || !element) {
    throw Error(ErrorCategory::Corrupt, "the DICOM file has no pixel data");
  }
  return *element;
}

std::size_t cellsPerFrame(const PixelModule& module) {
  return module.format.pixelsPerFrame() * static_cast<std::size_t>(module.samplesPerPixel);
}

void requireLength(std::uint64_t present, std::uint64_t expected) {
  if (present >= expected) return;
  throw Error(ErrorCategory::Corrupt, "the pixel data is cut off: " + std::to_string(expected - present) +
                                          " of " + std::to_string(expected) + " bytes are missing");
}

void readPart(DcmElement& element, std::uint64_t offset, void* target, std::size_t count,
              DcmFileCache& cache) {
  const OFCondition status =
      element.getPartialValue(target, static_cast<Uint32>(offset), static_cast<Uint32>(count), &cache);
  if (status.bad()) {
    throw Error(ErrorCategory::Corrupt, std::string("the pixel data cannot be read (") + status.text() + ")");
  }
}

constexpr std::size_t chunkBytes = std::size_t{1} << 20U;

/// Bytes of the element, widened one by one.
void readBytes(DcmElement& element, std::span<std::uint16_t> cells, JobContext& context) {
  DcmFileCache cache;
  std::vector<std::uint8_t> chunk(std::min(chunkBytes, cells.size()));
  for (std::size_t done = 0; done < cells.size(); done += chunk.size()) {
    context.checkCancelled();
    const std::size_t count = std::min(chunk.size(), cells.size() - done);
    readPart(element, done, chunk.data(), count, cache);
    std::copy_n(chunk.begin(), count, cells.begin() + static_cast<std::ptrdiff_t>(done));
  }
}

void readWords(DcmElement& element, std::span<std::uint16_t> cells, JobContext& context) {
  DcmFileCache cache;
  constexpr std::size_t chunkWords = 8 * chunkBytes;
  for (std::size_t done = 0; done < cells.size(); done += chunkWords) {
    context.checkCancelled();
    const std::size_t count = std::min(chunkWords, cells.size() - done);
    readPart(element, done * 2, cells.data() + done, count * 2, cache);
  }
}

/// Bitmaps are packed from the lowest bit up, without padding between rows or frames (PS3.5, 8.1.1).
Cells readBitmap(DcmElement& element, const PixelModule& module, JobContext& context) {
  const std::size_t count = module.format.pixels();
  requireLength(element.getLengthField(), (count + 7) / 8);
  Cells packed((count + 7) / 8);
  readBytes(element, packed, context);
  Cells cells(count);
  for (std::size_t i = 0; i < count; ++i) cells[i] = (packed[i / 8] >> (i % 8)) & 1U;
  return cells;
}

/// Y1 Y2 Cb Cr for two pixels side by side, expanded to three samples a pixel.
Cells readSubsampled(DcmElement& element, const PixelModule& module, JobContext& context) {
  const std::size_t pixels = module.format.pixels();
  if (module.bitsAllocated != 8 || module.format.width % 2 != 0) {
    throw Error(ErrorCategory::Unsupported, "subsampled colour images must have 8 bits and an even width");
  }
  requireLength(element.getLengthField(), std::uint64_t{pixels} * 2);
  Cells packed(pixels * 2);
  readBytes(element, packed, context);
  Cells cells(pixels * 3);
  for (std::size_t pair = 0; pair < pixels / 2; ++pair) {
    for (std::size_t k = 0; k < 2; ++k) {
      cells[pair * 6 + k * 3] = packed[pair * 4 + k];
      cells[pair * 6 + k * 3 + 1] = packed[pair * 4 + 2];
      cells[pair * 6 + k * 3 + 2] = packed[pair * 4 + 3];
    }
  }
  return cells;
}

void interleave(std::span<std::uint16_t> frame) {
  const Cells planes(frame.begin(), frame.end());
  const std::size_t pixels = frame.size() / 3;
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t c = 0; c < 3; ++c) frame[i * 3 + c] = planes[c * pixels + i];
  }
}

Cells readNativeCells(DcmDataset& dataset, const PixelModule& module, JobContext& context) {
  DcmElement& element = pixelElement(dataset);
  if (module.bitsAllocated == 1) return readBitmap(element, module, context);
  if (module.photometric == "YBR_FULL_422") return readSubsampled(element, module, context);
  const std::size_t perFrame = cellsPerFrame(module);
  const std::size_t count = perFrame * static_cast<std::size_t>(module.format.frames);
  requireLength(element.getLengthField(), std::uint64_t{count} * module.bytesPerCell());
  Cells cells(count);
  if (module.bytesPerCell() == 1) {
    readBytes(element, cells, context);
  } else {
    readWords(element, cells, context);
  }
  if (module.samplesPerPixel == 3 && module.planar) {
    for (std::size_t begin = 0; begin < count; begin += perFrame) {
      interleave(std::span(cells).subspan(begin, perFrame));
    }
  }
  return cells;
}

/// Neither RLE (64 samples a byte) nor Huffman-coded JPEG (at least one bit for 64 samples) packs more than
/// 1024 samples into a byte: a header that claims more is not worth allocating for.
void requirePlausibleSize(std::uint64_t compressedBytes, const PixelModule& module) {
  constexpr std::uint64_t samplesPerByte = 1024;
  if (module.format.pixels() / samplesPerByte <= compressedBytes) return;
  throw Error(ErrorCategory::Corrupt,
              "the compressed pixel data is cut off: " + std::to_string(compressedBytes) +
                  " bytes cannot hold " + std::to_string(module.format.pixels()) + " pixels");
}

/// DCMTK's JPEG decoders write one byte a sample for streams of up to 8 bits, whatever the header allocates.
std::size_t decodedBytesPerCell(DcmDataset& dataset, const PixelModule& module) {
  const std::optional<int> precision = jpegPrecision(dataset);
  if (!precision) return module.bytesPerCell();
  if (*precision > module.bitsAllocated) {
    throw Error(ErrorCategory::Corrupt, "the JPEG data has " + std::to_string(*precision) +
                                            " bits, the DICOM header only " +
                                            std::to_string(module.bitsAllocated));
  }
  return *precision <= 8 ? 1 : 2;
}

/// Frames decoded by DCMTK (RLE and JPEG), one at a time; `photometric` becomes the decoders' colour model.
Cells readDcmtkCells(DcmDataset& dataset, const PixelModule& module, std::string& photometric,
                     JobContext& context) {
  auto* pixelData = dynamic_cast<DcmPixelData*>(&pixelElement(dataset));
  if (!pixelData) throw Error(ErrorCategory::Corrupt, "the compressed pixel data cannot be read");
  const std::size_t perFrame = cellsPerFrame(module);
  requirePlausibleSize(encapsulatedBytes(dataset), module);
  const std::size_t bytesPerCell = decodedBytesPerCell(dataset, module);
  std::vector<std::uint8_t> buffer(perFrame * module.bytesPerCell() + perFrame % 2);
  Cells cells(perFrame * static_cast<std::size_t>(module.format.frames));
  DcmFileCache cache;
  Uint32 fragment = 0;
  for (int frame = 0; frame < module.format.frames; ++frame) {
    context.report(static_cast<double>(frame) / module.format.frames);
    OFString colourModel;
    const OFCondition status =
        pixelData->getUncompressedFrame(&dataset, static_cast<Uint32>(frame), fragment, buffer.data(),
                                        static_cast<Uint32>(buffer.size()), colourModel, &cache);
    if (status.bad()) {
      throw Error(ErrorCategory::Corrupt,
                  "frame " + std::to_string(frame + 1) + " of the compressed pixel data is damaged");
    }
    if (module.isColour()) photometric = colourModel.c_str();
    const auto target = std::span(cells).subspan(perFrame * static_cast<std::size_t>(frame), perFrame);
    for (std::size_t i = 0; i < perFrame; ++i) {
      target[i] = bytesPerCell == 1 ? buffer[i]
                                    : static_cast<std::uint16_t>(buffer[2 * i] | (buffer[2 * i + 1] << 8U));
    }
    if (module.samplesPerPixel == 3 && module.planar) interleave(target);
  }
  return cells;
}

/// Moves the stored bits down to bit 0 and clears all others; true where bits were lost that say something
/// (overlays, junk), as against sign extension.
bool extractStoredBits(const PixelModule& module, std::span<std::uint16_t> cells) {
  const int shift = module.highBit + 1 - module.format.bitsStored;
  const std::uint16_t mask = module.format.sampleMask();
  if (shift == 0 && module.format.bitsStored == module.bitsAllocated) return false;
  const auto bits = [](unsigned from, unsigned count) {
    return static_cast<std::uint16_t>(((1U << count) - 1U) << from);
  };
  const auto high = static_cast<unsigned>(module.highBit);
  const std::uint16_t above = bits(high + 1, static_cast<unsigned>(module.bitsAllocated) - high - 1);
  const std::uint16_t below = bits(0, static_cast<unsigned>(shift));
  // Nearly always there is nothing outside: one quick pass says so.
  std::uint16_t outside = 0;
  for (const std::uint16_t cell : cells)
    outside = static_cast<std::uint16_t>(outside | (cell & (above | below)));
  if (outside == 0 && shift == 0) return false;

  const std::uint16_t signBit = module.format.isSigned ? bits(high, 1) : std::uint16_t{0};
  std::uint16_t lost = 0;
  for (std::uint16_t& cell : cells) {
    const auto upper = static_cast<std::uint16_t>(cell & above);
    const bool extended = upper == above && (cell & signBit) != 0;
    lost = static_cast<std::uint16_t>(lost | (extended ? 0U : upper) | (cell & below));
    cell = static_cast<std::uint16_t>((cell >> shift) & mask);
  }
  return lost != 0;
}

Image imageFromCells(DcmDataset& dataset, const PixelModule& module, const std::string& photometric,
                     Cells cells) {
  const bool removed = extractStoredBits(module, cells);
  Image image = module.photometric == "PALETTE COLOR" ? imageFromPalette(dataset, module, cells)
                : module.isColour() ? imageFromColourCells(module, photometric, std::move(cells))
                                    : Image(module.format, std::move(cells));
  if (removed) {
    std::vector<std::string> notes = image.notes();
    notes.emplace_back("Overlay or junk bits outside the stored bits were removed");
    image = image.withNotes(std::move(notes));
  }
  return image;
}

void requireDcmtkDecodes(const std::string& transferSyntax) {
  static constexpr std::array<const char*, 7> decoded = {
      UID_RLELosslessTransferSyntax,     UID_JPEGProcess1TransferSyntax,     UID_JPEGProcess2_4TransferSyntax,
      UID_JPEGProcess6_8TransferSyntax,  UID_JPEGProcess10_12TransferSyntax, UID_JPEGProcess14TransferSyntax,
      UID_JPEGProcess14SV1TransferSyntax};
  if (std::find(decoded.begin(), decoded.end(), transferSyntax) != decoded.end()) return;
  const char* name = dcmFindNameOfUID(transferSyntax.c_str());
  throw Error(ErrorCategory::Unsupported, std::string("images compressed as ") +
                                              (name ? name : printable(transferSyntax).c_str()) +
                                              " cannot be read");
}

}  // namespace

Image readDicomPixels(DcmDataset& dataset, const PixelModule& module, const std::string& transferSyntax,
                      JobContext& context) {
  if (const char* codec = codecOfTransferSyntax(transferSyntax)) {
    CodecFrames decoded = readCodecFrames(dataset, module, codec, context);
    if (decoded.image) return *decoded.image;
    return imageFromCells(dataset, decoded.module, module.photometric, std::move(decoded.cells));
  }
  std::string photometric = module.photometric == "YBR_FULL_422" ? "YBR_FULL" : module.photometric;
  const bool encapsulated = pixelElement(dataset).getLengthField() == DCM_UndefinedLength ||
                            DcmXfer(dataset.getOriginalXfer()).isEncapsulated();
  if (!encapsulated) {
    // A private syntax may mean anything: another byte order gives wrong values without a sign of it.
    if (DcmXfer(transferSyntax.c_str()).getXfer() == EXS_Unknown) {
      throw Error(ErrorCategory::Unsupported,
                  "the transfer syntax " + printable(transferSyntax) + " is not known");
    }
    Cells cells = readNativeCells(dataset, module, context);
    return imageFromCells(dataset, module, photometric, std::move(cells));
  }
  requireDcmtkDecodes(transferSyntax);
  Cells cells = readDcmtkCells(dataset, module, photometric, context);
  return imageFromCells(dataset, module, photometric, std::move(cells));
}

}  // namespace trabecula::core
