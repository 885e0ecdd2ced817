#include <jxl/encode.h>
#include <jxl/encode_cxx.h>
#include <jxl/thread_parallel_runner.h>
#include <jxl/thread_parallel_runner_cxx.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "core/codec/codec.h"
#include "core/codec/jpegxl/jpegxl_decoder.h"
#include "core/codec/jpegxl/sample_scaling.h"
#include "core/codec/native_file.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

void require(JxlEncoderStatus status) {
  if (status != JXL_ENC_SUCCESS) {
    throw Error(ErrorCategory::ResourceLimit, "The JPEG XL encoder failed; there may be too little memory");
  }
}

std::string libraryVersion() {
  const std::uint32_t version = JxlEncoderVersion();
  return "libjxl " + std::to_string(version / 1000000) + "." + std::to_string(version / 1000 % 1000) + "." +
         std::to_string(version % 1000);
}

CodecInfo makeInfo() {
  CodecInfo info;
  info.id = "jpegxl";
  info.title = "JPEG XL";
  info.implementation = libraryVersion();
  info.lossless = true;
  info.lossy = true;
  info.minBits = 1;
  info.maxBits = 16;
  info.nativeFile = {.extension = ".jxl", .minBits = 1, .maxBits = 16};
  info.parameters = {
      {.name = "mode",
       .title = "Mode",
       .meaning = "Lossless gives back every stored value; lossy is smaller and chosen by distance.",
       .range = Choice{{"lossless", "lossy"}}},
      {.name = "effort",
       .title = "Effort",
       .meaning = "Time spent on making the file small: 1 is fastest, 9 smallest.",
       .range = IntegerRange{1, 9, 7}},
      {.name = "distance",
       .title = "Distance",
       .meaning = "Visible difference allowed: 1 is hard to see, larger is smaller and worse.",
       .range = RealRange{0.01, 15, 1},
       .dependsOn = "mode",
       .onValue = "lossy"},
  };
  return info;
}

/// libjxl, 0.7 to 0.11 at least, fails an assertion of its own ("n <= 255", its issue 3890) at efforts 8 and
/// 9 where hardly anything is left to code: fewer than 100 pixels, or almost all of one value. That would end
/// the program, so such images are coded at effort 7, which loses no bytes worth naming.
std::int64_t safeEffort(std::span<const std::uint16_t> samples, std::int64_t effort) {
  constexpr std::int64_t safe = 7;
  constexpr std::ptrdiff_t fewestChanges = 1024;
  if (effort <= safe || samples.empty()) return effort;
  const auto changes = std::inner_product(samples.begin() + 1, samples.end(), samples.begin(),
                                          std::ptrdiff_t{0}, std::plus<>(), std::not_equal_to<>());
  return changes < fewestChanges ? safe : effort;
}

JxlBasicInfo basicInfo(const ImageFormat& format, bool lossless) {
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  info.xsize = static_cast<std::uint32_t>(format.width);
  info.ysize = static_cast<std::uint32_t>(format.height);
  info.bits_per_sample = static_cast<std::uint32_t>(format.bitsStored);
  info.num_color_channels = 1;
  // Without this the samples would go through XYB, which no lossless setting undoes.
  info.uses_original_profile = lossless ? JXL_TRUE : JXL_FALSE;
  return info;
}

void drain(JxlEncoder* encoder, ByteVector& bytes, JobContext& context) {
  constexpr std::size_t piece = std::size_t{1} << 18U;
  JxlEncoderStatus status = JXL_ENC_NEED_MORE_OUTPUT;
  while (status == JXL_ENC_NEED_MORE_OUTPUT) {
    context.checkCancelled();
    const std::size_t used = bytes.size();
    bytes.resize(used + piece);
    auto* next = reinterpret_cast<std::uint8_t*>(bytes.data() + used);
    std::size_t available = piece;
    status = JxlEncoderProcessOutput(encoder, &next, &available);
    bytes.resize(bytes.size() - available);
  }
  require(status);
}

class JpegXlCodec final : public Codec {
 public:
  const CodecInfo& info() const override { return info_; }

  Fidelity fidelity(const Parameters& parameters) const override {
    return {isLossless(parameters) ? Fidelity::Kind::Lossless : Fidelity::Kind::Lossy};
  }

  Encoded encode(const Image& image, const Parameters& parameters, JobContext& context) const override {
    requireHolds(info_, image.format());
    context.report(0);
    const auto runner = JxlThreadParallelRunnerMake(nullptr, static_cast<std::size_t>(context.threads()));
    const auto encoder = JxlEncoderMake(nullptr);
    require(JxlEncoderSetParallelRunner(encoder.get(), JxlThreadParallelRunner, runner.get()));

    const JxlBasicInfo info = basicInfo(image.format(), isLossless(parameters));
    require(JxlEncoderSetBasicInfo(encoder.get(), &info));
    JxlColorEncoding colour;
    JxlColorEncodingSetToSRGB(&colour, JXL_TRUE);
    require(JxlEncoderSetColorEncoding(encoder.get(), &colour));

    addFrame(encoder.get(), image, parameters);
    context.report(0.1);
    Encoded encoded;
    drain(encoder.get(), encoded.bytes, context);
    context.report(1);
    return encoded;
  }

  Image decode(ByteSpan stream, JobContext& context) const override { return decodeJpegXl(stream, context); }

  bool recognises(ByteSpan head) const override { return isJpegXl(head); }

 private:
  static bool isLossless(const Parameters& parameters) { return parameters.choice("mode") == "lossless"; }

  static void addFrame(JxlEncoder* encoder, const Image& image, const Parameters& parameters) {
    JxlEncoderFrameSettings* settings = JxlEncoderFrameSettingsCreate(encoder, nullptr);
    const std::int64_t effort = parameters.integer("effort");
    require(JxlEncoderFrameSettingsSetOption(
        settings, JXL_ENC_FRAME_SETTING_EFFORT,
        isLossless(parameters) ? safeEffort(image.samples(), effort) : effort));
    require(isLossless(parameters)
                ? JxlEncoderSetFrameLossless(settings, JXL_TRUE)
                : JxlEncoderSetFrameDistance(settings, static_cast<float>(parameters.real("distance"))));
    std::vector<std::uint16_t> scaled;
    std::span<const std::uint16_t> samples = image.samples();
    if (image.bitsStored() != 16) {
      scaled = scaledToFullRange(samples, image.bitsStored());
      samples = scaled;
    }
    const JxlPixelFormat pixelFormat = {1, JXL_TYPE_UINT16, JXL_NATIVE_ENDIAN, 0};
    require(JxlEncoderAddImageFrame(settings, &pixelFormat, samples.data(), samples.size_bytes()));
    JxlEncoderCloseInput(encoder);
  }

  CodecInfo info_ = makeInfo();
};

}  // namespace

std::unique_ptr<Codec> makeJpegXlCodec() {
  return std::make_unique<JpegXlCodec>();
}

}  // namespace trabecula::core
