#include "core/study/dicom_codec_frames.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/codec/registry.h"
#include "core/study/dicom_colour.h"
#include "core/study/dicom_encapsulated.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

struct Entry {
  const char* uid;
  const char* codec;
};

// PS3.6, table A-1.
constexpr std::array<Entry, 12> entries = {{{"1.2.840.10008.1.2.4.80", "jpegls"},
                                            {"1.2.840.10008.1.2.4.81", "jpegls"},
                                            {"1.2.840.10008.1.2.4.90", "jpeg2000"},
                                            {"1.2.840.10008.1.2.4.91", "jpeg2000"},
                                            {"1.2.840.10008.1.2.4.92", "jpeg2000"},
                                            {"1.2.840.10008.1.2.4.93", "jpeg2000"},
                                            {"1.2.840.10008.1.2.4.201", "jpeg2000"},
                                            {"1.2.840.10008.1.2.4.202", "jpeg2000"},
                                            {"1.2.840.10008.1.2.4.203", "jpeg2000"},
                                            {"1.2.840.10008.1.2.4.110", "jpegxl"},
                                            {"1.2.840.10008.1.2.4.111", "jpegxl"},
                                            {"1.2.840.10008.1.2.4.112", "jpegxl"}}};

void requireSameSize(const Image& frame, const ImageFormat& format) {
  if (frame.width() == format.width && frame.height() == format.height && frame.frames() == 1) return;
  throw Error(ErrorCategory::Corrupt, "the DICOM header says " + std::to_string(format.width) + " x " +
                                          std::to_string(format.height) + " pixels, the compressed data " +
                                          std::to_string(frame.width()) + " x " +
                                          std::to_string(frame.height()));
}

/// Takes one zero byte away before the end-of-image marker; false where there is none. Some JPEG-LS encoders
/// of the DICOM world fill up the scan there, on which strict decoders stumble (ITU-T T.87 knows no such
/// padding).
bool removeScanPadding(ByteVector& stream) {
  std::size_t end = stream.size();
  const auto isMarker = [&](std::size_t at) {
    return stream[at - 2] == std::byte{0xFF} && stream[at - 1] == std::byte{0xD9};
  };
  while (end >= 2 && !isMarker(end)) --end;
  if (end < 3 || stream[end - 3] != std::byte{0}) return false;
  stream.erase(stream.begin() + static_cast<std::ptrdiff_t>(end) - 3);
  return true;
}

/// Which of the zero bytes are data cannot be seen, so that they go one by one.
Image decodePaddedJpegLs(const Codec& codec, ByteVector stream, const Error& refusal, JobContext& context) {
  for (int attempt = 0; attempt < 3 && removeScanPadding(stream); ++attempt) {
    try {
      return codec.decode(stream, context);
    } catch (const Error& error) {
      if (error.category() != ErrorCategory::Corrupt) throw;
    }
  }
  throw refusal;
}

Image decodeFrame(const Codec& codec, const ByteVector& stream, JobContext& context) {
  try {
    return codec.decode(stream, context);
  } catch (const Error& error) {
    if (error.category() != ErrorCategory::Corrupt || codec.info().id != "jpegls") throw;
    return decodePaddedJpegLs(codec, stream, error, context);
  }
}

std::vector<Image> decodeFrames(DcmDataset& dataset, const PixelModule& module, const char* codecId,
                                JobContext& context) {
  const Codec& codec = CodecRegistry::instance().get(codecId);
  const std::vector<ByteVector> streams = encapsulatedFrames(dataset, module.format.frames);
  std::vector<Image> frames;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const double count = static_cast<double>(streams.size());
    JobContext part = context.part(static_cast<double>(i) / count, static_cast<double>(i + 1) / count);
    frames.push_back(decodeFrame(codec, streams[i], part));
    requireSameSize(frames.back(), module.format);
    if (frames.back().bitsStored() != frames.front().bitsStored()) {
      throw Error(ErrorCategory::Corrupt, "the compressed frames differ in depth");
    }
  }
  return frames;
}

std::vector<std::uint16_t> joinSamples(std::vector<Image>& frames) {
  std::vector<std::uint16_t> samples;
  samples.reserve(frames.size() * frames.front().format().pixelsPerFrame());
  for (Image& frame : frames) {
    samples.insert(samples.end(), frame.samples().begin(), frame.samples().end());
    if (frame.colour().empty()) frame = Image();
  }
  return samples;
}

/// Red, green and blue of all frames; frames that came out grey are repeated.
std::vector<std::uint16_t> joinColour(const std::vector<Image>& frames) {
  std::vector<std::uint16_t> rgb;
  for (const Image& frame : frames) {
    const int shift = std::max(0, frame.bitsStored() - 8);
    if (!frame.colour().empty()) {
      rgb.insert(rgb.end(), frame.colour().begin(), frame.colour().end());
      continue;
    }
    for (const std::uint16_t sample : frame.samples())
      rgb.insert(rgb.end(), 3, static_cast<std::uint16_t>(sample >> shift));
  }
  return rgb;
}

/// The codec took the three components for red, green and blue; the header may say otherwise.
Image colourImage(const PixelModule& module, const std::vector<Image>& frames) {
  if (frames.size() == 1 && module.photometric != "YBR_FULL") return frames.front();
  PixelModule eightBit = module;
  eightBit.format.bitsStored = 8;
  return imageFromColourCells(eightBit, module.photometric == "YBR_FULL" ? "YBR_FULL" : "RGB",
                              joinColour(frames));
}

}  // namespace

const char* codecOfTransferSyntax(const std::string& uid) {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return uid == entry.uid; });
  return found == entries.end() ? nullptr : found->codec;
}

CodecFrames readCodecFrames(DcmDataset& dataset, const PixelModule& module, const char* codecId,
                            JobContext& context) {
  std::vector<Image> frames = decodeFrames(dataset, module, codecId, context);
  const bool colour =
      std::any_of(frames.begin(), frames.end(), [](const Image& f) { return !f.colour().empty(); });
  CodecFrames result;
  result.module = module;
  if (colour || module.samplesPerPixel == 3) {
    result.image = colourImage(module, frames);
    return result;
  }
  const int precision = frames.front().bitsStored();
  result.cells = joinSamples(frames);
  // A codestream of the stored depth or less has no bits to skip, whatever the header says of the cell.
  if (precision <= module.format.bitsStored) result.module.highBit = module.format.bitsStored - 1;
  // One of more bits than the header allocates would hide them from the check for junk.
  if (precision > module.bitsAllocated) result.module.bitsAllocated = 16;
  if (module.format.isSigned && precision != module.format.bitsStored) {
    // Sign-extend from the codestream's depth: to the header's, or over the whole cell if that is less.
    ImageFormat coded = module.format;
    coded.bitsStored = precision;
    ImageFormat wanted = module.format;
    if (precision > wanted.bitsStored) wanted.bitsStored = result.module.bitsAllocated;
    for (std::uint16_t& cell : result.cells) cell = wanted.sampleOf(coded.storedValue(cell));
  }
  return result;
}

}  // namespace trabecula::core
