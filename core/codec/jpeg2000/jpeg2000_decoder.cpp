#include "core/codec/jpeg2000/jpeg2000_decoder.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/codec/jpeg2000/openjpeg_session.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

/// Grey or RGB, and an alpha channel with each; counted before OpenJPEG allocates planes of 32 bits.
constexpr std::uint32_t maxComponents = 4;

[[noreturn]] void corrupt(const OpenJpegMessages& messages) {
  throw Error(ErrorCategory::Corrupt,
              "The JPEG 2000 data are damaged: " +
                  (messages.error.empty() ? std::string("they cannot be decoded") : messages.error));
}

[[noreturn]] void unsupported(const std::string& what) {
  throw Error(ErrorCategory::Unsupported, "JPEG 2000 images with " + what + " cannot be opened");
}

/// The format of a component. Throws where it cannot be an Image.
ImageFormat formatOf(const opj_image_comp_t& component) {
  if (component.prec > 16) unsupported("more than 16 bits");
  if (component.w > 65535 || component.h > 65535) {
    throw Error(ErrorCategory::ResourceLimit, "The JPEG 2000 image has more than 65,535 rows or columns");
  }
  ImageFormat format;
  format.width = static_cast<int>(component.w);
  format.height = static_cast<int>(component.h);
  format.bitsStored = static_cast<int>(component.prec);
  format.isSigned = component.sgnd != 0;
  requireValid(format);
  return format;
}

void requireSupported(const opj_image_t& image) {
  if (image.numcomps < 1 || image.numcomps > maxComponents) {
    unsupported(std::to_string(image.numcomps) + " components");
  }
  for (std::uint32_t i = 0; i < image.numcomps; ++i) formatOf(image.comps[i]);
  if (image.color_space == OPJ_CLRSPC_CMYK) unsupported("the colour space CMYK");
}

std::uint16_t sampleAt(const opj_image_comp_t& component, const ImageFormat& format, std::size_t index) {
  return format.sampleOf(std::clamp(component.data[index], format.minValue(), format.maxValue()));
}

Image greyImage(const opj_image_comp_t& component, const ImageFormat& format) {
  std::vector<std::uint16_t> samples(format.pixels());
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = sampleAt(component, format, i);
  return {format, std::move(samples)};
}

Image colourImage(const opj_image_t& image, const ImageFormat& format) {
  for (std::uint32_t i = 0; i < 3; ++i) {
    if (formatOf(image.comps[i]) != format) unsupported("colour components of different sizes");
  }
  if (format.isSigned) unsupported("signed colour");
  std::vector<std::uint16_t> rgb(format.pixels() * 3);
  for (std::size_t i = 0; i < format.pixels(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) rgb[3 * i + c] = sampleAt(image.comps[c], format, i);
  }
  return imageFromColour(format, rgb);
}

Image toImage(const opj_image_t& image, const OpenJpegMessages& messages) {
  requireSupported(image);
  for (std::uint32_t i = 0; i < image.numcomps; ++i) {
    if (image.comps[i].data == nullptr) corrupt(messages);
  }
  const ImageFormat format = formatOf(image.comps[0]);
  const bool isYcc = image.color_space == OPJ_CLRSPC_SYCC || image.color_space == OPJ_CLRSPC_EYCC;
  const bool isColour = image.numcomps >= 3 && image.color_space != OPJ_CLRSPC_GRAY && !isYcc;
  const Image decoded = isColour ? colourImage(image, format) : greyImage(image.comps[0], format);
  std::vector<std::string> notes = decoded.notes();
  if (isYcc && image.numcomps >= 3) notes.emplace_back("Only the luma of the YCC image was used");
  if (image.numcomps == 2 || image.numcomps == 4) notes.emplace_back("The alpha channel was left out");
  if (!messages.warning.empty()) {
    notes.push_back("The JPEG 2000 data may be damaged; the decoder says: " + messages.warning);
  }
  return decoded.withNotes(std::move(notes));
}

bool startsWith(ByteSpan bytes, std::span<const unsigned char> prefix) {
  return bytes.size() >= prefix.size() && std::memcmp(bytes.data(), prefix.data(), prefix.size()) == 0;
}

}  // namespace

bool isJpeg2000Codestream(ByteSpan head) {
  constexpr std::array<unsigned char, 4> startOfCodestreamAndSize = {0xFF, 0x4F, 0xFF, 0x51};
  return startsWith(head, startOfCodestreamAndSize);
}

bool isJp2(ByteSpan head) {
  constexpr std::array<unsigned char, 12> signatureBox = {0,   0,   0,    12,   'j',  'P',
                                                          ' ', ' ', 0x0D, 0x0A, 0x87, 0x0A};
  return startsWith(head, signatureBox);
}

Image decodeJpeg2000(ByteSpan bytes, JobContext& context) {
  context.report(0);
  MemorySource source{bytes};
  OpenJpegMessages messages;
  const OpenJpegStream stream = openForReading(source);
  const OpenJpegCodec codec(opj_create_decompress(isJp2(bytes) ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
  if (!codec) throw Error(ErrorCategory::ResourceLimit, "The JPEG 2000 decoder could not be started");
  collectMessages(codec.get(), messages);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  if (opj_setup_decoder(codec.get(), &parameters) == OPJ_FALSE) corrupt(messages);
  opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE);
  opj_codec_set_threads(codec.get(), context.threads());

  opj_image_t* header = nullptr;
  const OPJ_BOOL headerRead = opj_read_header(stream.get(), codec.get(), &header);
  const OpenJpegImage image(header);
  if (headerRead == OPJ_FALSE || !image) corrupt(messages);
  requireSupported(*image);
  context.report(0.1);
  if (opj_decode(codec.get(), stream.get(), image.get()) == OPJ_FALSE ||
      opj_end_decompress(codec.get(), stream.get()) == OPJ_FALSE) {
    corrupt(messages);
  }
  context.report(0.9);
  Image decoded = toImage(*image, messages);
  context.report(1);
  return decoded;
}

}  // namespace trabecula::core
