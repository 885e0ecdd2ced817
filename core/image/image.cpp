#include "core/image/image.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

#include "core/support/error.h"
#include "core/support/sha256.h"

namespace trabecula::core {
namespace {

std::uint16_t bitsUsed(std::span<const std::uint16_t> samples) {
  std::uint16_t used = 0;
  for (const std::uint16_t sample : samples) used |= sample;
  return used;
}

}  // namespace

Image::Image(const ImageFormat& format, std::vector<std::uint16_t> samples, Presentation presentation)
    : format_(format), presentation_(std::move(presentation)) {
  requireValid(format);
  if (samples.size() != format.pixels())
    throw Error(ErrorCategory::Corrupt, "The image holds " + std::to_string(samples.size()) +
                                            " pixels where its size needs " +
                                            std::to_string(format.pixels()));
  if ((bitsUsed(samples) & ~format.sampleMask()) != 0)
    throw Error(ErrorCategory::Corrupt,
                "A pixel value does not fit into " + std::to_string(format.bitsStored) + " bits");
  samples_ = std::make_shared<const std::vector<std::uint16_t>>(std::move(samples));
}

std::span<const std::uint16_t> Image::samples() const {
  if (!samples_) return {};
  return *samples_;
}

std::span<const std::uint16_t> Image::frameSamples(int frame) const {
  assert(frame >= 0 && frame < format_.frames);
  const std::size_t count = format_.pixelsPerFrame();
  return samples().subspan(count * static_cast<std::size_t>(frame), count);
}

std::int32_t Image::storedValue(int x, int y, int frame) const {
  assert(x >= 0 && x < width() && y >= 0 && y < height());
  const auto index =
      static_cast<std::size_t>(y) * static_cast<std::size_t>(width()) + static_cast<std::size_t>(x);
  return format_.storedValue(frameSamples(frame)[index]);
}

Image Image::withPresentation(Presentation presentation) const {
  Image copy = *this;
  copy.presentation_ = std::move(presentation);
  return copy;
}

Image Image::frame(int index) const {
  if (frames() == 1 && index == 0) return *this;
  const auto source = frameSamples(index);
  ImageFormat single = format_;
  single.frames = 1;
  Image copy(single, {source.begin(), source.end()}, presentation_);
  copy.notes_ = notes_;
  if (colour_) {
    const std::size_t count = format_.pixelsPerFrame() * 3;
    const auto rgb = colour().subspan(count * static_cast<std::size_t>(index), count);
    copy.colour_ = std::make_shared<const std::vector<std::uint8_t>>(rgb.begin(), rgb.end());
  }
  return copy;
}

Image Image::withBitsStored(int bits) const {
  if (bits == format_.bitsStored) return *this;
  ImageFormat format = format_;
  format.bitsStored = bits;
  if (bits < 1 || bits > 16)
    throw Error(ErrorCategory::InvalidArgument, "Bits stored must be 1 to 16, not " + std::to_string(bits));
  std::vector<std::uint16_t> samples(format.pixels());
  std::transform(this->samples().begin(), this->samples().end(), samples.begin(), [&](std::uint16_t sample) {
    const std::int32_t value = format_.storedValue(sample);
    if (value < format.minValue() || value > format.maxValue())
      throw Error(ErrorCategory::InvalidArgument, "The value " + std::to_string(value) +
                                                      " does not fit into " + std::to_string(bits) + " bits");
    return format.sampleOf(value);
  });
  Image copy = *this;
  copy.format_ = format;
  copy.samples_ = std::make_shared<const std::vector<std::uint16_t>>(std::move(samples));
  return copy;
}

std::span<const std::uint8_t> Image::colour() const {
  if (!colour_) return {};
  return *colour_;
}

Image Image::withColour(std::vector<std::uint8_t> rgb) const {
  if (rgb.size() != format_.pixels() * 3) throw std::logic_error("colour needs three bytes a pixel");
  Image copy = *this;
  copy.colour_ = std::make_shared<const std::vector<std::uint8_t>>(std::move(rgb));
  return copy;
}

Image Image::withNotes(std::vector<std::string> notes) const {
  Image copy = *this;
  copy.notes_ = std::move(notes);
  return copy;
}

std::string pixelSha256(const Image& image) {
  Sha256 hash;
  const ImageFormat& format = image.format();
  std::vector<std::byte> buffer;
  const auto samples = image.samples();
  constexpr std::size_t batch = 1U << 16U;
  for (std::size_t start = 0; start < samples.size(); start += batch) {
    buffer.clear();
    for (const std::uint16_t sample : samples.subspan(start, std::min(batch, samples.size() - start))) {
      const auto value = static_cast<std::uint32_t>(format.storedValue(sample));
      buffer.push_back(static_cast<std::byte>(value & 0xFFU));
      if (format.bytesPerSample() == 2) buffer.push_back(static_cast<std::byte>((value >> 8U) & 0xFFU));
    }
    hash.update(buffer);
  }
  return toHex(hash.finish());
}

void requireSameFormat(const Image& a, const Image& b) {
  const auto require = [](int first, int second, const std::string& what) {
    if (first == second) return;
    throw Error(ErrorCategory::InvalidArgument, "The images cannot be compared: their " + what + " differ (" +
                                                    std::to_string(first) + " and " + std::to_string(second) +
                                                    ")");
  };
  require(a.width(), b.width(), "widths");
  require(a.height(), b.height(), "heights");
  require(a.frames(), b.frames(), "numbers of frames");
  require(a.bitsStored(), b.bitsStored(), "bits stored");
  if (a.isSigned() != b.isSigned())
    throw Error(ErrorCategory::InvalidArgument,
                "The images cannot be compared: one is signed, the other is not");
}

bool hasSamePixels(const Image& a, const Image& b) {
  return a.format() == b.format() && std::ranges::equal(a.samples(), b.samples());
}

Image imageFromColour(const ImageFormat& format, std::span<const std::uint16_t> rgb) {
  requireValid(format);
  const std::size_t count = format.pixels();
  if (rgb.size() != count * 3) throw Error(ErrorCategory::Corrupt, "The colour image is incomplete");

  std::vector<std::uint16_t> grey(count);
  bool isGrey = true;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t r = rgb[3 * i];
    const std::uint16_t g = rgb[3 * i + 1];
    const std::uint16_t b = rgb[3 * i + 2];
    isGrey = isGrey && r == g && g == b;
    grey[i] = r == g && g == b ? r : luma(r, g, b);
  }
  Image image(format, std::move(grey));
  if (isGrey) return image;

  const int maximum = format.maxValue();
  std::vector<std::uint8_t> view(count * 3);
  std::transform(rgb.begin(), rgb.end(), view.begin(), [&](std::uint16_t sample) {
    return static_cast<std::uint8_t>(
        (static_cast<std::uint32_t>(sample) * 255U + static_cast<std::uint32_t>(maximum) / 2U) /
        static_cast<std::uint32_t>(maximum));
  });
  return image.withColour(std::move(view))
      .withNotes({"Colour was converted to luma for compression and measurement"});
}

}  // namespace trabecula::core
