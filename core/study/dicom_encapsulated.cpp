#include "core/study/dicom_encapsulated.h"

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/study/jpeg_reader.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

struct Fragments {
  std::vector<ByteSpan> items;  ///< without the offset table; owned by the dataset
  ByteSpan offsetTable;
};

ByteSpan itemBytes(DcmPixelItem& item) {
  Uint8* bytes = nullptr;
  const Uint32 length = item.getLength();
  if (length == 0) return {};
  if (item.getUint8Array(bytes).bad() || !bytes) {
    throw Error(ErrorCategory::Corrupt, "the compressed pixel data is cut off");
  }
  return asByteSpan(bytes, length);
}

DcmPixelSequence& pixelSequence(DcmDataset& dataset) {
  DcmElement* element = nullptr;
  dataset.findAndGetElement(DCM_PixelData, element);
  auto* pixelData = dynamic_cast<DcmPixelData*>(element);
  DcmPixelSequence* sequence = nullptr;
  if (pixelData) {
    E_TransferSyntax syntax = EXS_Unknown;
    const DcmRepresentationParameter* parameter = nullptr;
    pixelData->getOriginalRepresentationKey(syntax, parameter);
    pixelData->getEncapsulatedRepresentation(syntax, parameter, sequence);
  }
  if (!sequence || sequence->card() < 2) {
    throw Error(ErrorCategory::Corrupt,
                "there are no compressed frames although the transfer syntax says so");
  }
  return *sequence;
}

Fragments readFragments(DcmDataset& dataset) {
  DcmPixelSequence& sequence = pixelSequence(dataset);
  Fragments result;
  for (unsigned long i = 0; i < sequence.card(); ++i) {
    DcmPixelItem* item = nullptr;
    if (sequence.getItem(item, i).bad() || !item) continue;
    if (i == 0) {
      result.offsetTable = itemBytes(*item);
    } else {
      result.items.push_back(itemBytes(*item));
    }
  }
  return result;
}

/// Index of the first fragment of each frame.
using FrameStarts = std::vector<std::size_t>;

std::optional<FrameStarts> startsByOffsetTable(const Fragments& fragments, std::size_t frames) {
  if (fragments.offsetTable.size() != frames * 4) return {};
  FrameStarts starts;
  std::size_t fragment = 0;
  std::uint64_t position = 0;
  for (std::size_t frame = 0; frame < frames; ++frame) {
    const std::uint32_t offset = readLe32(fragments.offsetTable.data() + frame * 4);
    while (fragment < fragments.items.size() && position < offset) {
      position += 8 + fragments.items[fragment++].size();
    }
    if (position != offset || fragment >= fragments.items.size()) return {};
    if (frame > 0 && fragment == starts.back()) return {};
    starts.push_back(fragment);
  }
  if (starts.front() != 0) return {};
  return starts;
}

bool startsStream(ByteSpan fragment) {
  if (fragment.size() < 4) return false;
  const std::array<unsigned, 4> head = {
      std::to_integer<unsigned>(fragment[0]), std::to_integer<unsigned>(fragment[1]),
      std::to_integer<unsigned>(fragment[2]), std::to_integer<unsigned>(fragment[3])};
  const bool jpeg = head[0] == 0xFFU && head[1] == 0xD8U && head[2] == 0xFFU;  // and JPEG-LS
  const bool jpeg2000 = head[0] == 0xFFU && head[1] == 0x4FU && head[2] == 0xFFU && head[3] == 0x51U;
  const bool jpegXl = head[0] == 0xFFU && head[1] == 0x0AU;
  const bool box = head[0] == 0 && head[1] == 0 && head[2] == 0 && head[3] == 0x0CU;  // JP2 or JPEG XL file
  return jpeg || jpeg2000 || jpegXl || box;
}

std::optional<FrameStarts> startsByContent(const Fragments& fragments, std::size_t frames) {
  FrameStarts starts;
  for (std::size_t i = 0; i < fragments.items.size(); ++i) {
    if (startsStream(fragments.items[i])) starts.push_back(i);
  }
  if (starts.size() != frames || starts.front() != 0) return {};
  return starts;
}

FrameStarts frameStarts(const Fragments& fragments, std::size_t frames) {
  if (frames == 1) return {0};
  if (fragments.items.size() == frames) {
    FrameStarts starts(frames);
    for (std::size_t i = 0; i < frames; ++i) starts[i] = i;
    return starts;
  }
  if (auto starts = startsByOffsetTable(fragments, frames)) return *starts;
  if (auto starts = startsByContent(fragments, frames)) return *starts;
  throw Error(ErrorCategory::Corrupt, "the compressed data has " + std::to_string(fragments.items.size()) +
                                          " fragments, which cannot be divided into " +
                                          std::to_string(frames) + " frames");
}

}  // namespace

std::uint64_t encapsulatedBytes(DcmDataset& dataset) {
  DcmPixelSequence& sequence = pixelSequence(dataset);
  std::uint64_t bytes = 0;
  for (unsigned long i = 1; i < sequence.card(); ++i) {
    DcmPixelItem* item = nullptr;
    if (sequence.getItem(item, i).good() && item) bytes += item->getLength();
  }
  return bytes;
}

std::optional<int> jpegPrecision(DcmDataset& dataset) {
  DcmPixelItem* item = nullptr;
  if (pixelSequence(dataset).getItem(item, 1).bad() || !item) return {};
  const std::optional<JpegFrameHeader> header = findJpegFrameHeader(itemBytes(*item));
  if (!header) return {};
  return header->precision;
}

std::vector<ByteVector> encapsulatedFrames(DcmDataset& dataset, int frames) {
  const Fragments fragments = readFragments(dataset);
  const FrameStarts starts = frameStarts(fragments, static_cast<std::size_t>(frames));
  std::vector<ByteVector> result(starts.size());
  for (std::size_t frame = 0; frame < starts.size(); ++frame) {
    const std::size_t end = frame + 1 < starts.size() ? starts[frame + 1] : fragments.items.size();
    for (std::size_t i = starts[frame]; i < end; ++i) {
      result[frame].insert(result[frame].end(), fragments.items[i].begin(), fragments.items[i].end());
    }
  }
  return result;
}

}  // namespace trabecula::core
