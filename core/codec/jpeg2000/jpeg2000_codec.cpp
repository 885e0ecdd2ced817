#include <algorithm>
#include <bit>
#include <optional>

#include "core/codec/codec.h"
#include "core/codec/jpeg2000/jpeg2000_decoder.h"
#include "core/codec/jpeg2000/openjpeg_session.h"
#include "core/codec/native_file.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

CodecInfo makeInfo() {
  CodecInfo info;
  info.id = "jpeg2000";
  info.title = "JPEG 2000";
  info.implementation = std::string("OpenJPEG ") + opj_version();
  info.lossless = true;
  info.lossy = true;
  info.minBits = 1;
  info.maxBits = 16;
  info.nativeFile = {.extension = ".j2k", .minBits = 1, .maxBits = 16, .signedSamples = true};
  info.parameters = {
      {.name = "mode",
       .title = "Mode",
       .meaning = "Lossless gives back every stored value; rate and psnr are lossy with that target.",
       .range = Choice{{"lossless", "rate", "psnr"}}},
      {.name = "ratio",
       .title = "Ratio",
       .meaning = "Compression ratio to aim at, original size to file size: larger is smaller and worse.",
       .range = RealRange{1, 1000, 10},
       .dependsOn = "mode",
       .onValue = "rate"},
      {.name = "psnr",
       .title = "PSNR",
       .meaning = "Peak signal-to-noise ratio to aim at, in dB: larger is better and bigger.",
       .range = RealRange{20, 120, 50},
       .dependsOn = "mode",
       .onValue = "psnr"},
  };
  return info;
}

[[noreturn]] void fail(const OpenJpegMessages& messages) {
  throw Error(ErrorCategory::ResourceLimit,
              "The JPEG 2000 encoder failed" + (messages.error.empty() ? "" : ": " + messages.error));
}

opj_cparameters_t encoderParameters(const ImageFormat& format, const Parameters& parameters) {
  opj_cparameters_t result;
  opj_set_default_encoder_parameters(&result);
  result.tcp_numlayers = 1;
  result.cp_disto_alloc = 1;
  // Each resolution halves the sides; none may become empty.
  const auto shorter = static_cast<unsigned>(std::min(format.width, format.height));
  result.numresolution = std::min(6, static_cast<int>(std::bit_width(shorter)));
  const std::string& mode = parameters.choice("mode");
  result.irreversible = mode == "lossless" ? 0 : 1;
  if (mode == "rate") {
    // OpenJPEG counts the original with its bits stored, we count whole bytes.
    result.tcp_rates[0] =
        static_cast<float>(parameters.real("ratio") * format.bitsStored / (8.0 * format.bytesPerSample()));
  } else if (mode == "psnr") {
    result.cp_disto_alloc = 0;
    result.cp_fixed_quality = 1;
    result.tcp_distoratio[0] = static_cast<float>(parameters.real("psnr"));
  }
  return result;
}

OpenJpegImage makeComponent(const Image& image) {
  const ImageFormat& format = image.format();
  opj_image_cmptparm_t component = {};
  component.dx = component.dy = 1;
  component.w = static_cast<OPJ_UINT32>(format.width);
  component.h = static_cast<OPJ_UINT32>(format.height);
  component.prec = static_cast<OPJ_UINT32>(format.bitsStored);
  component.sgnd = format.isSigned ? 1 : 0;
  OpenJpegImage result(opj_image_create(1, &component, OPJ_CLRSPC_GRAY));
  if (!result) throw Error(ErrorCategory::ResourceLimit, "There is too little memory for this image");
  result->x1 = component.w;
  result->y1 = component.h;
  const std::span<const std::uint16_t> samples = image.samples();
  for (std::size_t i = 0; i < samples.size(); ++i) {
    result->comps[0].data[i] = format.storedValue(samples[i]);
  }
  return result;
}

/// Empty where OpenJPEG fails; `messages` then says why.
std::optional<ByteVector> encodeOnce(const Image& image, opj_cparameters_t settings, int tileScale,
                                     OpenJpegMessages& messages, JobContext& context) {
  if (tileScale > 1) {
    settings.tile_size_on = OPJ_TRUE;
    settings.cp_tdx = image.width();
    settings.cp_tdy = image.height() * tileScale;
  }
  const OpenJpegImage component = makeComponent(image);
  MemoryTarget target;
  const OpenJpegStream stream = openForWriting(target);
  const OpenJpegCodec codec(opj_create_compress(OPJ_CODEC_J2K));
  if (!codec) return std::nullopt;
  collectMessages(codec.get(), messages);
  if (opj_setup_encoder(codec.get(), &settings, component.get()) == OPJ_FALSE) return std::nullopt;
  opj_codec_set_threads(codec.get(), context.threads());
  context.report(0.05);
  if (opj_start_compress(codec.get(), component.get(), stream.get()) == OPJ_FALSE ||
      opj_encode(codec.get(), stream.get()) == OPJ_FALSE ||
      opj_end_compress(codec.get(), stream.get()) == OPJ_FALSE) {
    return std::nullopt;
  }
  return std::move(target.bytes);
}

class Jpeg2000Codec final : public Codec {
 public:
  const CodecInfo& info() const override { return info_; }

  Fidelity fidelity(const Parameters& parameters) const override {
    return {parameters.choice("mode") == "lossless" ? Fidelity::Kind::Lossless : Fidelity::Kind::Lossy};
  }

  Encoded encode(const Image& image, const Parameters& parameters, JobContext& context) const override {
    requireHolds(info_, image.format());
    context.report(0);
    const opj_cparameters_t settings = encoderParameters(image.format(), parameters);
    OpenJpegMessages messages;
    // OpenJPEG sizes its buffer by the declared tile; an incompressible small image can outgrow that. A tile
    // that reaches beyond the image changes nothing else.
    for (int tileScale : {1, 4, 16}) {
      messages = {};
      if (std::optional<ByteVector> bytes = encodeOnce(image, settings, tileScale, messages, context)) {
        context.report(1);
        return {std::move(*bytes)};
      }
    }
    fail(messages);
  }

  Image decode(ByteSpan stream, JobContext& context) const override {
    return decodeJpeg2000(stream, context);
  }

  bool recognises(ByteSpan head) const override { return isJpeg2000Codestream(head) || isJp2(head); }

 private:
  CodecInfo info_ = makeInfo();
};

}  // namespace

std::unique_ptr<Codec> makeJpeg2000Codec() {
  return std::make_unique<Jpeg2000Codec>();
}

}  // namespace trabecula::core
