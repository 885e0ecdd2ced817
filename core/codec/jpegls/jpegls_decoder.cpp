#include "core/codec/jpegls/jpegls_decoder.h"

#include <charls/charls.h>

#include <cstring>

#include "core/support/error.h"

namespace trabecula::core {
namespace {

constexpr unsigned startOfImage = 0xD8;
constexpr unsigned endOfImage = 0xD9;
constexpr unsigned startOfFrameJpegLs = 0xF7;
constexpr unsigned presetParameters = 0xF8;

unsigned byteAt(ByteSpan bytes, std::size_t index) {
  return std::to_integer<unsigned>(bytes[index]);
}

/// Marker segments that may stand before the frame: LSE, APPn, COM, DRI.
bool mayPrecedeFrame(unsigned marker) {
  return marker == presetParameters || (marker >= 0xE0 && marker <= 0xEF) || marker == 0xFE || marker == 0xDD;
}

/// Planes one after the other to pixels of three samples.
std::vector<std::uint16_t> interleaved(const std::vector<std::uint16_t>& planes) {
  const std::size_t pixels = planes.size() / 3;
  std::vector<std::uint16_t> result(planes.size());
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t c = 0; c < 3; ++c) result[3 * i + c] = planes[c * pixels + i];
  }
  return result;
}

/// The stream up to its last end-of-image marker, without the padding that DICOM puts behind it. CharLS 2.4.1
/// loops for ever where entropy-coded data run into the end of the buffer instead of a marker.
ByteSpan untilEndOfImage(ByteSpan stream) {
  for (std::size_t end = stream.size(); end >= 2; --end) {
    if (byteAt(stream, end - 2) == 0xFF && byteAt(stream, end - 1) == endOfImage) return stream.first(end);
  }
  throw Error(ErrorCategory::Corrupt, "The JPEG-LS data are damaged: the end is missing");
}

ImageFormat formatOf(const charls::frame_info& frame) {
  if (frame.component_count != 1 && frame.component_count != 3) {
    throw Error(ErrorCategory::Unsupported, "JPEG-LS images with " + std::to_string(frame.component_count) +
                                                " components cannot be opened");
  }
  if (frame.width > 65535 || frame.height > 65535) {
    throw Error(ErrorCategory::ResourceLimit, "The JPEG-LS image has more than 65,535 rows or columns");
  }
  ImageFormat format;
  format.width = static_cast<int>(frame.width);
  format.height = static_cast<int>(frame.height);
  format.bitsStored = frame.bits_per_sample;
  requireValid(format);
  return format;
}

std::vector<std::uint16_t> decodeSamples(const charls::jpegls_decoder& decoder, std::size_t count, int bits) {
  std::vector<std::uint16_t> samples(count);
  if (bits > 8) {
    decoder.decode(samples.data(), samples.size() * sizeof(std::uint16_t));
    return samples;
  }
  std::vector<std::uint8_t> bytes(count);
  decoder.decode(bytes);
  for (std::size_t i = 0; i < count; ++i) samples[i] = bytes[i];
  return samples;
}

}  // namespace

bool isJpegLs(ByteSpan head) {
  if (head.size() < 4 || byteAt(head, 0) != 0xFF || byteAt(head, 1) != startOfImage) return false;
  std::size_t position = 2;
  while (position + 1 < head.size() && byteAt(head, position) == 0xFF) {
    const unsigned marker = byteAt(head, position + 1);
    if (marker == 0xFF) {  // fill byte
      ++position;
      continue;
    }
    if (marker == startOfFrameJpegLs || marker == presetParameters) return true;
    if (!mayPrecedeFrame(marker) || position + 3 >= head.size()) return false;
    position += 2 + (byteAt(head, position + 2) << 8U) + byteAt(head, position + 3);
  }
  return false;
}

Image decodeJpegLs(ByteSpan stream, JobContext& context) {
  context.report(0);
  const ByteSpan complete = untilEndOfImage(stream);
  try {
    const charls::jpegls_decoder decoder(complete.data(), complete.size());
    const charls::frame_info frame = decoder.frame_info();
    const ImageFormat format = formatOf(frame);
    const std::size_t count = format.pixels() * static_cast<std::size_t>(frame.component_count);
    std::vector<std::uint16_t> samples = decodeSamples(decoder, count, format.bitsStored);
    context.report(1);
    if (frame.component_count == 1) return {format, std::move(samples)};
    const bool planar = decoder.interleave_mode() == charls::interleave_mode::none;
    return imageFromColour(format, planar ? interleaved(samples) : samples);
  } catch (const charls::jpegls_error& error) {
    if (error.code() == charls::jpegls_errc::parameter_value_not_supported) {
      throw Error(ErrorCategory::Unsupported, "This kind of JPEG-LS image cannot be opened");
    }
    throw Error(ErrorCategory::Corrupt, std::string("The JPEG-LS data are damaged: ") + error.what());
  }
}

}  // namespace trabecula::core
