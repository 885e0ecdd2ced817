#include "core/study/pnm.h"

#include <bit>
#include <string>
#include <string_view>
#include <vector>

#include "core/study/colour_limit.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

[[noreturn]] void throwCorrupt(const std::string& what) {
  throw Error(ErrorCategory::Corrupt, "damaged PGM or PPM file (" + what + ")");
}

bool isSpace(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Numbers separated by white space and comments.
class Scanner {
 public:
  explicit Scanner(ByteSpan bytes) : text_(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

  std::uint32_t number(const char* what) {
    skipSpaceAndComments();
    std::uint32_t value = 0;
    const std::size_t begin = position_;
    while (position_ < text_.size() && text_[position_] >= '0' && text_[position_] <= '9') {
      value = value * 10 + static_cast<std::uint32_t>(text_[position_++] - '0');
      if (value > 1000000) throwCorrupt(std::string(what) + " is too large");
    }
    if (position_ == begin) throwCorrupt(std::string(what) + " is missing");
    return value;
  }

  /// The single white-space character between header and raw samples.
  void oneSpace() {
    if (position_ >= text_.size() || !isSpace(text_[position_])) throwCorrupt("no pixel data");
    ++position_;
  }

  std::size_t position() const { return position_; }
  void skip(std::size_t count) { position_ += count; }

 private:
  void skipSpaceAndComments() {
    while (position_ < text_.size() && (isSpace(text_[position_]) || text_[position_] == '#')) {
      if (text_[position_] != '#') {
        ++position_;
        continue;
      }
      while (position_ < text_.size() && text_[position_] != '\n' && text_[position_] != '\r') ++position_;
    }
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

std::vector<std::uint16_t> readPlain(Scanner& scanner, std::size_t count, std::size_t bytesLeft) {
  // Every sample takes two characters at least (the last may go without its space).
  if (count > (bytesLeft + 1) / 2) throwCorrupt("samples are missing");
  std::vector<std::uint16_t> samples(count);
  for (std::uint16_t& sample : samples) {
    const std::uint32_t value = scanner.number("a sample");
    if (value > 0xFFFFU) throwCorrupt("a sample is larger than the maximum");
    sample = static_cast<std::uint16_t>(value);
  }
  return samples;
}

std::vector<std::uint16_t> readRaw(ByteSpan bytes, std::size_t count, bool wide) {
  const std::size_t expected = count * (wide ? 2 : 1);
  if (bytes.size() < expected) {
    throwCorrupt(std::to_string(expected - bytes.size()) + " of " + std::to_string(expected) +
                 " bytes are missing");
  }
  std::vector<std::uint16_t> samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    samples[i] = wide ? static_cast<std::uint16_t>((std::to_integer<unsigned>(bytes[2 * i]) << 8U) |
                                                   std::to_integer<unsigned>(bytes[2 * i + 1]))
                      : std::to_integer<std::uint16_t>(bytes[i]);
  }
  return samples;
}

}  // namespace

Image decodePnm(ByteSpan bytes) {
  if (bytes.size() < 3) throwCorrupt("too short");
  const char kind = std::to_integer<char>(bytes[1]);
  if (kind != '2' && kind != '3' && kind != '5' && kind != '6') {
    throw Error(ErrorCategory::Unsupported, std::string("netpbm files of kind P") + kind +
                                                " cannot be read; PGM (P2, P5) and PPM (P3, P6) can");
  }
  Scanner scanner(bytes);
  scanner.skip(2);
  ImageFormat format;
  format.width = static_cast<int>(scanner.number("the width"));
  format.height = static_cast<int>(scanner.number("the height"));
  const std::uint32_t maximum = scanner.number("the maximum");
  if (maximum < 1 || maximum > 0xFFFFU) throwCorrupt("its maximum is not between 1 and 65535");
  format.bitsStored = static_cast<int>(std::bit_width(maximum));
  requireValid(format);
  const bool colour = kind == '3' || kind == '6';
  if (colour) requireColourFits(format);

  const std::size_t count = format.pixels() * (colour ? 3 : 1);
  const bool raw = kind == '5' || kind == '6';
  if (raw) scanner.oneSpace();
  std::vector<std::uint16_t> samples = raw ? readRaw(bytes.subspan(scanner.position()), count, maximum > 255)
                                           : readPlain(scanner, count, bytes.size() - scanner.position());
  for (const std::uint16_t sample : samples) {
    if (sample > maximum) throwCorrupt("a sample is larger than the maximum");
  }
  return colour ? imageFromColour(format, samples) : Image(format, std::move(samples));
}

ByteVector encodePgm(const Image& image) {
  if (image.isSigned() || image.frames() != 1) {
    throw Error(ErrorCategory::Unsupported, std::string("PGM cannot hold ") +
                                                (image.isSigned() ? "signed values" : "several frames") +
                                                "; write a .dcm file instead");
  }
  const std::string header = "P5\n" + std::to_string(image.width()) + " " + std::to_string(image.height()) +
                             "\n" + std::to_string(image.format().maxValue()) + "\n";
  const ByteSpan headerBytes = asByteSpan(header.data(), header.size());
  ByteVector bytes(headerBytes.begin(), headerBytes.end());
  bytes.reserve(header.size() + image.format().originalBytes());
  for (const std::uint16_t sample : image.samples()) {
    if (image.bitsStored() > 8) bytes.push_back(static_cast<std::byte>(sample >> 8U));
    bytes.push_back(static_cast<std::byte>(sample & 0xFFU));
  }
  return bytes;
}

}  // namespace trabecula::core
