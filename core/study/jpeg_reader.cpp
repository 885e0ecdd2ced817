#include "core/study/jpeg_reader.h"

#include <csetjmp>
#include <cstdio>  // jpeglib.h needs FILE

#include <jpeglib.h>

#include <jerror.h>

#include <array>
#include <string>
#include <vector>

#include "core/study/colour_limit.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

/// libjpeg reports a fatal error by never returning from error_exit. Frames that longjmp skips hold no C++
/// objects: everything that needs a destructor lives in the caller of step().
struct Decoder {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  std::jmp_buf escape{};
  std::array<char, JMSG_LENGTH_MAX> message{};
  bool damaged = false;

  Decoder() = default;
  ~Decoder() { jpeg_destroy_decompress(&info); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
};

Decoder& decoderOf(j_common_ptr common) {
  return *static_cast<Decoder*>(common->client_data);
}

[[noreturn]] void onError(j_common_ptr common) {
  Decoder& decoder = decoderOf(common);
  common->err->format_message(common, decoder.message.data());
  std::longjmp(decoder.escape, 1);
}

/// Warnings after which libjpeg goes on with pixels that are not in the file.
void onMessage(j_common_ptr common, int level) {
  if (level >= 0) return;
  switch (common->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
      decoderOf(common).damaged = true;
      break;
    default:
      break;
  }
}

/// Runs one libjpeg call; false after a fatal error.
template <typename Call>
bool step(Decoder& decoder, Call call) {
  if (setjmp(decoder.escape) != 0) return false;
  call(&decoder.info);
  return true;
}

[[noreturn]] void throwCorrupt(const Decoder& decoder) {
  throw Error(ErrorCategory::Corrupt, std::string("damaged JPEG (") + decoder.message.data() + ")");
}

void open(Decoder& decoder, ByteSpan bytes) {
  decoder.info.err = jpeg_std_error(&decoder.errors);
  decoder.info.client_data = &decoder;
  decoder.errors.error_exit = onError;
  decoder.errors.emit_message = onMessage;
  const bool opened = step(decoder, [&](j_decompress_ptr info) {
    jpeg_create_decompress(info);
    jpeg_mem_src(info, reinterpret_cast<const unsigned char*>(bytes.data()),
                 static_cast<unsigned long>(bytes.size()));
    jpeg_read_header(info, TRUE);
  });
  if (opened) return;
  const int code = decoder.errors.msg_code;
  if (code == JERR_BAD_PRECISION || code == JERR_SOF_UNSUPPORTED || code == JERR_ARITH_NOTIMPL) {
    throw Error(ErrorCategory::Unsupported,
                std::string("this kind of JPEG cannot be read (") + decoder.message.data() + ")");
  }
  throwCorrupt(decoder);
}

/// A progressive file may hold thousands of scans over a huge picture in a few bytes: hours of work.
void requireReasonableScans(ByteSpan bytes, const ImageFormat& format) {
  std::size_t scans = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    if (bytes[i] == std::byte{0xFF} && bytes[i + 1] == std::byte{0xDA}) ++scans;
  }
  if (scans > 64 && format.pixels() * scans > (std::uint64_t{1} << 32U)) {
    throw Error(ErrorCategory::ResourceLimit, "this JPEG has too many scans to be decoded");
  }
}

std::vector<std::uint16_t> readRows(Decoder& decoder) {
  const std::size_t rowSamples = static_cast<std::size_t>(decoder.info.output_width) *
                                 static_cast<std::size_t>(decoder.info.output_components);
  std::vector<std::uint16_t> samples;
  samples.reserve(rowSamples * decoder.info.output_height);
  std::vector<JSAMPLE> row(rowSamples);
  while (decoder.info.output_scanline < decoder.info.output_height) {
    JSAMPROW target = row.data();
    if (!step(decoder, [&](j_decompress_ptr info) { jpeg_read_scanlines(info, &target, 1); }))
      throwCorrupt(decoder);
    if (decoder.damaged)
      throw Error(ErrorCategory::Corrupt, "the JPEG is cut off or damaged: pixels are missing");
    samples.insert(samples.end(), row.begin(), row.end());
  }
  return samples;
}

}  // namespace

Image decodeJpeg(ByteSpan bytes) {
  Decoder decoder;
  open(decoder, bytes);
  ImageFormat format;
  format.width = static_cast<int>(decoder.info.image_width);
  format.height = static_cast<int>(decoder.info.image_height);
  const int components = decoder.info.num_components;
  if (components != 1 && components != 3) {
    throw Error(ErrorCategory::Unsupported, "a JPEG with " + std::to_string(components) +
                                                " components (CMYK?) cannot be read; grey and RGB can");
  }
  requireValid(format);
  if (components == 3) requireColourFits(format);
  requireReasonableScans(bytes, format);
  decoder.info.out_color_space = components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  if (!step(decoder, [](j_decompress_ptr info) { jpeg_start_decompress(info); })) throwCorrupt(decoder);
  std::vector<std::uint16_t> samples = readRows(decoder);
  return components == 1 ? Image(format, std::move(samples)) : imageFromColour(format, samples);
}

std::optional<JpegFrameHeader> findJpegFrameHeader(ByteSpan bytes) {
  std::size_t position = 2;
  while (position + 5 <= bytes.size() && bytes[position] == std::byte{0xFF}) {
    const auto marker = std::to_integer<unsigned>(bytes[position + 1]);
    if (marker == 0xFFU) {  // fill byte
      ++position;
      continue;
    }
    const bool otherTable = marker == 0xC4U || marker == 0xC8U || marker == 0xCCU;  // DHT, JPG, DAC
    if (marker == 0xF7U || (marker >= 0xC0U && marker <= 0xCFU && !otherTable)) {
      return JpegFrameHeader{static_cast<int>(marker - 0xC0U), std::to_integer<int>(bytes[position + 4])};
    }
    if (marker >= 0xD0U && marker <= 0xDAU) return {};  // the scan begins: no header came
    const std::size_t length = (std::to_integer<std::size_t>(bytes[position + 2]) << 8U) |
                               std::to_integer<std::size_t>(bytes[position + 3]);
    if (length < 2) return {};
    position += 2 + length;
  }
  return {};
}

}  // namespace trabecula::core
