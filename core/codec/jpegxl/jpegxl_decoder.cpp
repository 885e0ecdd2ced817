#include "core/codec/jpegxl/jpegxl_decoder.h"

#include <jxl/decode.h>
#include <jxl/decode_cxx.h>
#include <jxl/thread_parallel_runner.h>
#include <jxl/thread_parallel_runner_cxx.h>

#include <algorithm>

#include "core/codec/jpegxl/sample_scaling.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

[[noreturn]] void corrupt(const std::string& why) {
  throw Error(ErrorCategory::Corrupt, "The JPEG XL data are damaged: " + why);
}

/// One decode from start to end. The input is fed in pieces so that progress can be reported and a stop be
/// obeyed between them.
class JpegXlDecoding {
 public:
  JpegXlDecoding(ByteSpan stream, JobContext& context, const std::optional<ImageFormat>& expected)
      : stream_(stream),
        context_(context),
        expected_(expected),
        runner_(JxlThreadParallelRunnerMake(nullptr, static_cast<std::size_t>(context.threads()))),
        decoder_(JxlDecoderMake(nullptr)) {
    require(decoder_ != nullptr);
    require(JxlDecoderSetParallelRunner(decoder_.get(), JxlThreadParallelRunner, runner_.get()) ==
            JXL_DEC_SUCCESS);
    require(JxlDecoderSubscribeEvents(decoder_.get(), JXL_DEC_BASIC_INFO | JXL_DEC_FULL_IMAGE) ==
            JXL_DEC_SUCCESS);
  }

  Image run() {
    feed();
    for (;;) {
      switch (JxlDecoderProcessInput(decoder_.get())) {
        case JXL_DEC_NEED_MORE_INPUT:
          feed();
          break;
        case JXL_DEC_BASIC_INFO:
          readBasicInfo();
          break;
        case JXL_DEC_NEED_IMAGE_OUT_BUFFER:
          allocateOutput();
          break;
        case JXL_DEC_FULL_IMAGE:
          return finish();
        case JXL_DEC_SUCCESS:
          corrupt("they hold no image");
        default:
          corrupt("libjxl cannot decode them");
      }
    }
  }

 private:
  static void require(bool succeeded) {
    if (!succeeded) throw Error(ErrorCategory::ResourceLimit, "The JPEG XL decoder could not be started");
  }

  void feed() {
    constexpr std::size_t pieces = 16;
    constexpr std::size_t smallestPiece = std::size_t{1} << 20U;
    const std::size_t unread = JxlDecoderReleaseInput(decoder_.get());
    if (fed_ == stream_.size()) corrupt("the end is missing");
    const std::size_t begin = fed_ - unread;
    context_.report(static_cast<double>(begin) / static_cast<double>(stream_.size()));
    fed_ = std::min(stream_.size(), fed_ + std::max(smallestPiece, stream_.size() / pieces));
    require(JxlDecoderSetInput(decoder_.get(), reinterpret_cast<const std::uint8_t*>(stream_.data()) + begin,
                               fed_ - begin) == JXL_DEC_SUCCESS);
  }

  void readBasicInfo() {
    JxlBasicInfo info;
    if (JxlDecoderGetBasicInfo(decoder_.get(), &info) != JXL_DEC_SUCCESS) corrupt("the header is unreadable");
    if (info.exponent_bits_per_sample != 0 || info.bits_per_sample > 16) {
      throw Error(ErrorCategory::Unsupported,
                  "JPEG XL images with floating point or more than 16-bit samples cannot be opened");
    }
    if (info.xsize > 65535 || info.ysize > 65535) {
      throw Error(ErrorCategory::ResourceLimit, "The JPEG XL image has more than 65,535 rows or columns");
    }
    format_.width = static_cast<int>(info.xsize);
    format_.height = static_cast<int>(info.ysize);
    format_.bitsStored = static_cast<int>(info.bits_per_sample);
    requireValid(format_);
    if (expected_ && format_ != *expected_) corrupt("the image has another size or depth");
    channels_ = info.num_color_channels;
    if (info.have_animation != JXL_FALSE)
      notes_.emplace_back("Only the first frame of the animation is shown");
    if (info.num_extra_channels > 0) notes_.emplace_back("Alpha and other extra channels were left out");
  }

  void allocateOutput() {
    const JxlPixelFormat pixelFormat = {channels_, JXL_TYPE_UINT16, JXL_NATIVE_ENDIAN, 0};
    std::size_t bytes = 0;
    if (JxlDecoderImageOutBufferSize(decoder_.get(), &pixelFormat, &bytes) != JXL_DEC_SUCCESS ||
        bytes != format_.pixels() * channels_ * sizeof(std::uint16_t)) {
      corrupt("the size of the frame disagrees with the header");
    }
    samples_.resize(format_.pixels() * channels_);
    if (JxlDecoderSetImageOutBuffer(decoder_.get(), &pixelFormat, samples_.data(), bytes) !=
        JXL_DEC_SUCCESS) {
      corrupt("the frame cannot be decoded");
    }
  }

  Image finish() {
    scaleFromFullRange(samples_, format_.bitsStored);
    Image image = channels_ == 1 ? Image(format_, std::move(samples_)) : imageFromColour(format_, samples_);
    std::vector<std::string> notes = image.notes();
    notes.insert(notes.end(), notes_.begin(), notes_.end());
    context_.report(1.0);
    return image.withNotes(std::move(notes));
  }

  ByteSpan stream_;
  JobContext& context_;
  std::optional<ImageFormat> expected_;
  JxlThreadParallelRunnerPtr runner_;
  JxlDecoderPtr decoder_;
  std::size_t fed_ = 0;  ///< bytes of the stream that the decoder has been given so far
  ImageFormat format_;
  std::uint32_t channels_ = 1;
  std::vector<std::uint16_t> samples_;
  std::vector<std::string> notes_;
};

}  // namespace

bool isJpegXl(ByteSpan head) {
  const JxlSignature signature =
      JxlSignatureCheck(reinterpret_cast<const std::uint8_t*>(head.data()), head.size());
  return signature == JXL_SIG_CODESTREAM || signature == JXL_SIG_CONTAINER;
}

Image decodeJpegXl(ByteSpan stream, JobContext& context, const std::optional<ImageFormat>& expected) {
  return JpegXlDecoding(stream, context, expected).run();
}

}  // namespace trabecula::core
