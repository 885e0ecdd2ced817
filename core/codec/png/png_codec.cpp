#include <array>
#include <bit>
#include <cstring>

#include "core/codec/codec.h"
#include "core/codec/native_file.h"
#include "core/codec/png/png_decoder.h"
#include "core/codec/png/png_guard.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

CodecInfo makeInfo() {
  CodecInfo info;
  info.id = "png";
  info.title = "PNG";
  info.implementation = std::string("libpng ") + png_get_libpng_ver(nullptr);
  info.lossless = true;
  info.minBits = 1;
  info.maxBits = 16;
  info.nativeFile = {.extension = ".png", .minBits = 1, .maxBits = 16};
  info.parameters = {
      {.name = "level",
       .title = "Level",
       .meaning = "Time spent on making the file small: 0 stores, 1 is fastest, 9 smallest.",
       .range = IntegerRange{0, 9, 6}},
      {.name = "filter",
       .title = "Filter",
       .meaning = "How a sample is predicted from its neighbours; adaptive chooses for every row.",
       .range = Choice{{"adaptive", "none", "sub", "up", "average", "paeth"}}},
  };
  return info;
}

int filterFlags(const std::string& name) {
  if (name == "none") return PNG_FILTER_NONE;
  if (name == "sub") return PNG_FILTER_SUB;
  if (name == "up") return PNG_FILTER_UP;
  if (name == "average") return PNG_FILTER_AVG;
  if (name == "paeth") return PNG_FILTER_PAETH;
  return PNG_ALL_FILTERS;
}

/// The smallest PNG depth that holds `bits`.
int containerBits(int bits) {
  return bits > 8 ? 16 : static_cast<int>(std::bit_ceil(unsigned(bits)));
}

void writeBytes(png_structp png, png_bytep source, png_size_t count) {
  ByteVector& target = *static_cast<PngSession*>(png_get_io_ptr(png))->written;
  bool stored = true;
  try {
    const ByteSpan bytes = asByteSpan(source, count);
    target.insert(target.end(), bytes.begin(), bytes.end());
  } catch (const std::bad_alloc&) {
    stored = false;  // The jump below must not leave a catch block.
  }
  if (!stored) png_error(png, "out of memory");
}

/// One encode from start to end. Everything with a destructor is a member, so that no longjmp skips it.
class PngEncoding {
 public:
  PngEncoding(const Image& image, JobContext& context) : image_(image), context_(context) {
    session_.written = &encoded_.bytes;
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, &session_, pngKeepError, pngIgnoreWarning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_write_struct(&png_, nullptr);
      throw Error(ErrorCategory::ResourceLimit, "The PNG encoder could not be started");
    }
  }
  ~PngEncoding() { png_destroy_write_struct(&png_, &info_); }
  PngEncoding(const PngEncoding&) = delete;
  PngEncoding& operator=(const PngEncoding&) = delete;

  Encoded run(int level, int filters) {
    guarded([&] { writeHeader(level, filters); });
    row_.resize(static_cast<std::size_t>(image_.width()));
    for (int y = 0; y < image_.height(); ++y) {
      if (y % 64 == 0) context_.report(static_cast<double>(y) / image_.height());
      png_const_bytep row = rowBytes(y);
      guarded([&] { png_write_row(png_, row); });
    }
    guarded([&] { png_write_end(png_, info_); });
    context_.report(1);
    return std::move(encoded_);
  }

 private:
  template <typename Step>
  void guarded(const Step& step) {
    if (!pngGuarded(png_, step)) {
      throw Error(ErrorCategory::ResourceLimit, "The PNG encoder failed: " + session_.error);
    }
  }

  void writeHeader(int level, int filters) {
    png_set_write_fn(png_, &session_, writeBytes, nullptr);
    png_set_user_limits(png_, 65535, 65535);
    png_set_compression_level(png_, level);
    png_set_filter(png_, PNG_FILTER_TYPE_BASE, filters);
    const int container = containerBits(image_.bitsStored());
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(image_.width()),
                 static_cast<png_uint_32>(image_.height()), container, PNG_COLOR_TYPE_GRAY,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (image_.bitsStored() != container) {
      png_color_8 significant = {};
      significant.gray = static_cast<png_byte>(image_.bitsStored());
      png_set_sBIT(png_, info_, &significant);
    }
    png_write_info(png_, info_);
    png_set_packing(png_);
    if (std::endian::native == std::endian::little) png_set_swap(png_);
  }

  png_const_bytep rowBytes(int y) {
    const auto width = static_cast<std::size_t>(image_.width());
    const std::span<const std::uint16_t> samples =
        image_.samples().subspan(static_cast<std::size_t>(y) * width, width);
    if (image_.bitsStored() > 8) return reinterpret_cast<png_const_bytep>(samples.data());
    for (std::size_t x = 0; x < width; ++x) row_[x] = static_cast<png_byte>(samples[x]);
    return row_.data();
  }

  const Image& image_;
  JobContext& context_;
  PngSession session_;
  Encoded encoded_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::vector<png_byte> row_;
};

class PngCodec final : public Codec {
 public:
  const CodecInfo& info() const override { return info_; }

  Fidelity fidelity(const Parameters& /*parameters*/) const override { return {}; }

  Encoded encode(const Image& image, const Parameters& parameters, JobContext& context) const override {
    requireHolds(info_, image.format());
    return PngEncoding(image, context)
        .run(static_cast<int>(parameters.integer("level")), filterFlags(parameters.choice("filter")));
  }

  Image decode(ByteSpan stream, JobContext& context) const override { return decodePng(stream, context); }

  bool recognises(ByteSpan head) const override {
    constexpr std::array<unsigned char, 8> signature = {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
    return head.size() >= signature.size() &&
           std::memcmp(head.data(), signature.data(), signature.size()) == 0;
  }

 private:
  CodecInfo info_ = makeInfo();
};

}  // namespace

std::unique_ptr<Codec> makePngCodec() {
  return std::make_unique<PngCodec>();
}

}  // namespace trabecula::core
