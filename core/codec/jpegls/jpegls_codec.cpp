#include <charls/charls.h>

#include <algorithm>

#include "core/codec/codec.h"
#include "core/codec/jpegls/jpegls_decoder.h"
#include "core/codec/native_file.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

CodecInfo makeInfo() {
  CodecInfo info;
  info.id = "jpegls";
  info.title = "JPEG-LS";
  info.implementation = std::string("CharLS ") + charls_get_version_string();
  info.lossless = true;
  info.nearLossless = true;
  info.minBits = 1;
  info.maxBits = 16;
  // T.87 begins at two bits.
  info.nativeFile = {.extension = ".jls", .minBits = 2, .maxBits = 16};
  info.parameters = {
      {.name = "near",
       .title = "Maximum error",
       .meaning = "Largest difference allowed in any pixel, in stored units: 0 is lossless.",
       .range = IntegerRange{0, 255, 0}},
  };
  return info;
}

int nearOf(const Parameters& parameters) {
  return static_cast<int>(parameters.integer("near"));
}

/// T.87, C.2.3: NEAR is at most 255 and at most half of the largest sample.
void requireNearFits(int near, int bits) {
  const int limit = std::min(255, ((1 << bits) - 1) / 2);
  if (near <= limit) return;
  throw Error(ErrorCategory::InvalidArgument, "Parameter near may be at most " + std::to_string(limit) +
                                                  " for " + std::to_string(bits) + "-bit images, not " +
                                                  std::to_string(near));
}

/// Encodes into as much space as it takes: incompressible images can outgrow CharLS's own estimate.
ByteVector encodeSamples(const charls::frame_info& frame, int near, const void* samples,
                         std::size_t sampleBytes) {
  for (std::size_t room = 0;; room *= 2) {
    charls::jpegls_encoder encoder;
    encoder.frame_info(frame).near_lossless(near);
    if (room == 0) room = encoder.estimated_destination_size();
    ByteVector bytes(room);
    try {
      encoder.destination(bytes.data(), bytes.size());
      bytes.resize(encoder.encode(samples, sampleBytes));
      return bytes;
    } catch (const charls::jpegls_error& error) {
      if (error.code() != charls::jpegls_errc::destination_buffer_too_small) throw;
    }
  }
}

class JpegLsCodec final : public Codec {
 public:
  const CodecInfo& info() const override { return info_; }

  Fidelity fidelity(const Parameters& parameters) const override {
    const int near = nearOf(parameters);
    return {near == 0 ? Fidelity::Kind::Lossless : Fidelity::Kind::NearLossless, near};
  }

  Encoded encode(const Image& image, const Parameters& parameters, JobContext& context) const override {
    requireHolds(info_, image.format());
    const int near = nearOf(parameters);
    requireNearFits(near, image.bitsStored());
    context.report(0);
    const charls::frame_info frame = {static_cast<std::uint32_t>(image.width()),
                                      static_cast<std::uint32_t>(image.height()), image.bitsStored(), 1};
    const std::span<const std::uint16_t> samples = image.samples();
    try {
      Encoded encoded;
      if (image.bitsStored() > 8) {
        encoded.bytes = encodeSamples(frame, near, samples.data(), samples.size_bytes());
      } else {
        std::vector<std::uint8_t> bytes(samples.size());
        std::transform(samples.begin(), samples.end(), bytes.begin(),
                       [](std::uint16_t sample) { return static_cast<std::uint8_t>(sample); });
        encoded.bytes = encodeSamples(frame, near, bytes.data(), bytes.size());
      }
      context.report(1);
      return encoded;
    } catch (const charls::jpegls_error& error) {
      throw Error(ErrorCategory::ResourceLimit, std::string("The JPEG-LS encoder failed: ") + error.what());
    }
  }

  Image decode(ByteSpan stream, JobContext& context) const override { return decodeJpegLs(stream, context); }

  bool recognises(ByteSpan head) const override { return isJpegLs(head); }

 private:
  CodecInfo info_ = makeInfo();
};

}  // namespace

std::unique_ptr<Codec> makeJpegLsCodec() {
  return std::make_unique<JpegLsCodec>();
}

}  // namespace trabecula::core
