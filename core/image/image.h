#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/image/image_format.h"
#include "core/image/presentation.h"

namespace trabecula::core {

/// A grey image: the stored values of all frames and how they are meant to be shown.
///
/// Samples are row-major, frame after frame, one uint16 each: the low bitsStored bits in two's complement,
/// the bits above them zero. Copies share the samples, which never change after construction; so an Image
/// may be read from any thread and handed to jobs by value.
class Image {
 public:
  /// An empty image (no pixels).
  Image() = default;
  /// `samples` must have format.pixels() entries without bits above bitsStored; throws Error{Corrupt} or
  /// Error{ResourceLimit} otherwise.
  Image(const ImageFormat& format, std::vector<std::uint16_t> samples, Presentation presentation = {});

  bool isEmpty() const { return !samples_; }
  const ImageFormat& format() const { return format_; }
  int width() const { return format_.width; }
  int height() const { return format_.height; }
  int frames() const { return format_.frames; }
  int bitsStored() const { return format_.bitsStored; }
  bool isSigned() const { return format_.isSigned; }

  std::span<const std::uint16_t> samples() const;
  std::span<const std::uint16_t> frameSamples(int frame) const;
  std::int32_t storedValue(int x, int y, int frame = 0) const;

  const Presentation& presentation() const { return presentation_; }
  /// The same samples shown another way.
  Image withPresentation(Presentation presentation) const;
  /// One frame as an image of its own (shares nothing; copies that frame only if there are several).
  Image frame(int index) const;
  /// The same values at another depth. Throws Error{InvalidArgument} where a value does not fit.
  Image withBitsStored(int bits) const;

  /// Colour pixels for viewing, 3 bytes (R, G, B) a pixel of all frames; empty for grey images. Where there
  /// are any, the samples are their luma (19595 R + 38470 G + 7471 B + 32768) >> 16.
  std::span<const std::uint8_t> colour() const;
  Image withColour(std::vector<std::uint8_t> rgb) const;

  /// What was done to the file's values to get these, one sentence each ("Converted from colour to luma",
  /// "Overlay bits above the stored bits were removed"); shown wherever a result is shown.
  const std::vector<std::string>& notes() const { return notes_; }
  Image withNotes(std::vector<std::string> notes) const;

 private:
  ImageFormat format_;
  Presentation presentation_;
  std::shared_ptr<const std::vector<std::uint16_t>> samples_;
  std::shared_ptr<const std::vector<std::uint8_t>> colour_;
  std::vector<std::string> notes_;
};

/// Lower-case hex SHA-256 of the stored values of all frames, row-major, one byte a sample up to 8 bits
/// stored, else two, little endian, two's complement sign-extended to that width.
std::string pixelSha256(const Image& image);

/// Throws Error{InvalidArgument} naming what differs unless sizes, frames, depth and sign of two images that
/// are to be compared agree.
void requireSameFormat(const Image& a, const Image& b);

/// True if format and every sample agree (presentation does not count).
bool hasSamePixels(const Image& a, const Image& b);

/// Luma of one colour pixel in integers (ITU-R BT.601 weights scaled by 2^16).
constexpr std::uint16_t luma(std::uint32_t r, std::uint32_t g, std::uint32_t b) {
  return static_cast<std::uint16_t>((19595U * r + 38470U * g + 7471U * b + 32768U) >> 16U);
}

/// Interleaved colour samples to an Image: grey where R = G = B everywhere, else luma with the colour kept
/// for viewing and a note. `format` describes the grey result (unsigned); `rgb` has 3 * pixels() entries.
Image imageFromColour(const ImageFormat& format, std::span<const std::uint16_t> rgb);

}  // namespace trabecula::core
