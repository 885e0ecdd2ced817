#include "core/codec/png/png_decoder.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/codec/png/png_guard.h"
#include "core/codec/png/significant_bits.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

constexpr const char* alphaNote = "Transparency was ignored: pixels behind it are shown as stored";
constexpr const char* opaqueNote = "An opaque alpha channel was left out";

void readBytes(png_structp png, png_bytep target, png_size_t count) {
  auto* session = static_cast<PngSession*>(png_get_io_ptr(png));
  if (session->unread.size() < count) png_error(png, "the end is missing");
  std::memcpy(target, session->unread.data(), count);
  session->unread = session->unread.subspan(count);
}

/// One decode from start to end. Everything with a destructor is a member, so that no longjmp skips it.
class PngDecoding {
 public:
  PngDecoding(ByteSpan stream, JobContext& context) : context_(context) {
    session_.unread = stream;
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &session_, pngKeepError, pngIgnoreWarning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw Error(ErrorCategory::ResourceLimit, "The PNG decoder could not be started");
    }
  }
  ~PngDecoding() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngDecoding(const PngDecoding&) = delete;
  PngDecoding& operator=(const PngDecoding&) = delete;

  Image run() {
    guarded([&] { readHeader(); });
    requireValid(format_);
    requirePlausibleSize();
    guarded([&] { chooseTransformations(); });
    readRows();
    guarded([&] { png_read_end(png_, nullptr); });
    applySignificantBits();
    return finish();
  }

 private:
  template <typename Step>
  void guarded(const Step& step) {
    if (!pngGuarded(png_, step)) {
      throw Error(ErrorCategory::Corrupt, "The PNG data are damaged: " + session_.error);
    }
  }

  void readHeader() {
    png_set_read_fn(png_, &session_, readBytes);
    png_set_user_limits(png_, 65535, 65535);
    png_set_chunk_malloc_max(png_, png_alloc_size_t{1} << 23U);
    png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_read_info(png_, info_);
    format_.width = static_cast<int>(png_get_image_width(png_, info_));
    format_.height = static_cast<int>(png_get_image_height(png_, info_));
    const png_byte colourType = png_get_color_type(png_, info_);
    format_.bitsStored = colourType == PNG_COLOR_TYPE_PALETTE ? 8 : png_get_bit_depth(png_, info_);
    container_ = std::max(8, format_.bitsStored);
    png_color_8p significant = nullptr;
    if (colourType != PNG_COLOR_TYPE_PALETTE && png_get_sBIT(png_, info_, &significant) != 0) {
      const bool grey = (colourType & PNG_COLOR_MASK_COLOR) == 0;
      const bool equal = significant->red == significant->green && significant->red == significant->blue;
      significantBits_ = grey ? significant->gray : equal ? significant->red : 0;
    }
    hasTransparency_ = png_get_valid(png_, info_, PNG_INFO_tRNS) != 0;
  }

  /// Deflate packs at most 1032 bytes into one (RFC 1951: 258 bytes cost two bits at least): a header that
  /// claims more pixels is not worth allocating for.
  void requirePlausibleSize() const {
    constexpr std::uint64_t largestRatio = 1032;
    const std::uint64_t samples = std::uint64_t{format_.pixels()} * png_get_channels(png_, info_);
    const std::uint64_t packedBytes = samples * png_get_bit_depth(png_, info_) / 8;
    if (packedBytes / largestRatio <= session_.unread.size()) return;
    throw Error(ErrorCategory::Corrupt,
                "The PNG data are damaged: " + std::to_string(session_.unread.size()) +
                    " bytes cannot hold " + std::to_string(format_.pixels()) + " pixels");
  }

  void chooseTransformations() {
    if (png_get_color_type(png_, info_) == PNG_COLOR_TYPE_PALETTE) {
      png_set_palette_to_rgb(png_);
    } else {
      png_set_packing(png_);
    }
    if (container_ == 16 && std::endian::native == std::endian::little) png_set_swap(png_);
    passes_ = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    channels_ = png_get_channels(png_, info_);
    rowBytes_ = png_get_rowbytes(png_, info_);
  }

  void readRows() {
    const auto height = static_cast<std::size_t>(format_.height);
    const std::size_t colours = channels_ >= 3 ? 3 : 1;
    samples_.resize(format_.pixels() * colours);
    // 16-bit rows without alpha are samples already. Interlaced images are completed pass by pass, so all
    // rows of those must be kept.
    const bool inPlace = container_ == 16 && channels_ == colours;
    if (!inPlace) raw_.resize(rowBytes_ * (passes_ == 1 ? 1 : height));
    png_bytep first = inPlace ? reinterpret_cast<png_bytep>(samples_.data()) : raw_.data();
    const std::size_t stride = inPlace || passes_ > 1 ? rowBytes_ : 0;
    for (int pass = 0; pass < passes_; ++pass) {
      for (std::size_t y = 0; y < height; ++y) {
        if (y % 64 == 0) {
          context_.report((pass + static_cast<double>(y) / static_cast<double>(height)) / passes_);
        }
        png_bytep row = first + y * stride;
        guarded([&] { png_read_row(png_, row, nullptr); });
        if (!inPlace && pass + 1 == passes_) takeRow(row, y);
      }
    }
  }

  /// Row `y` without its alpha channel to samples_.
  void takeRow(const png_byte* row, std::size_t y) {
    const auto width = static_cast<std::size_t>(format_.width);
    const std::size_t colours = channels_ >= 3 ? 3 : 1;
    std::uint16_t* target = samples_.data() + y * width * colours;
    for (std::size_t x = 0; x < width; ++x) {
      for (std::size_t channel = 0; channel < channels_; ++channel) {
        const std::size_t index = x * channels_ + channel;
        std::uint16_t value = row[container_ == 16 ? index * 2 : index];
        if (container_ == 16) std::memcpy(&value, row + index * 2, sizeof value);
        if (channel < colours) {
          *target++ = value;
        } else {
          opaque_ = opaque_ && value == (1U << container_) - 1U;
        }
      }
    }
  }

  void applySignificantBits() {
    if (significantBits_ == 0 || significantBits_ >= format_.bitsStored) return;
    switch (classifySignificantBits(samples_, significantBits_, format_.bitsStored)) {
      case SignificantBits::Scaled:
        shiftToSignificantBits(samples_, significantBits_, format_.bitsStored);
        notes_.push_back("Samples scaled up to " + std::to_string(format_.bitsStored) +
                         " bits were shifted back to the " + std::to_string(significantBits_) +
                         " significant bits that the file declares");
        [[fallthrough]];
      case SignificantBits::Raw:
        format_.bitsStored = significantBits_;
        break;
      case SignificantBits::Unexplained:
        break;
    }
  }

  Image finish() {
    const bool alphaChannel = channels_ == 2 || channels_ == 4;
    if (alphaChannel) notes_.emplace_back(opaque_ ? opaqueNote : alphaNote);
    if (hasTransparency_ && !alphaChannel) notes_.emplace_back(alphaNote);
    Image image = channels_ >= 3 ? imageFromColour(format_, samples_) : Image(format_, std::move(samples_));
    std::vector<std::string> notes = image.notes();
    notes.insert(notes.end(), notes_.begin(), notes_.end());
    context_.report(1);
    return image.withNotes(std::move(notes));
  }

  JobContext& context_;
  PngSession session_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  ImageFormat format_;
  int container_ = 8;        ///< bits of a sample as libpng hands it over
  int significantBits_ = 0;  ///< as sBIT says; 0 where there is none
  bool hasTransparency_ = false;
  int passes_ = 1;
  std::size_t channels_ = 1;
  std::size_t rowBytes_ = 0;
  bool opaque_ = true;
  std::vector<png_byte> raw_;
  std::vector<std::uint16_t> samples_;
  std::vector<std::string> notes_;
};

}  // namespace

Image decodePng(ByteSpan stream, JobContext& context) {
  return PngDecoding(stream, context).run();
}

}  // namespace trabecula::core
