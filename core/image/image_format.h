#pragma once

#include <cstddef>
#include <cstdint>

namespace trabecula::core {

/// Everything needed to interpret an array of stored values: what a lossless codec must give back exactly.
struct ImageFormat {
  int width = 0;       ///< columns, 1..65535
  int height = 0;      ///< rows, 1..65535
  int frames = 1;      ///< at least 1
  int bitsStored = 8;  ///< 1..16
  bool isSigned = false;

  bool operator==(const ImageFormat&) const = default;

  std::size_t pixelsPerFrame() const {
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  }
  std::size_t pixels() const { return pixelsPerFrame() * static_cast<std::size_t>(frames); }
  /// One byte a sample up to 8 bits stored, else two: the definition of "original size".
  int bytesPerSample() const { return bitsStored <= 8 ? 1 : 2; }
  std::size_t originalBytes() const { return pixels() * static_cast<std::size_t>(bytesPerSample()); }

  std::uint16_t sampleMask() const { return static_cast<std::uint16_t>((1U << bitsStored) - 1U); }
  std::int32_t minValue() const { return isSigned ? -(1 << (bitsStored - 1)) : 0; }
  std::int32_t maxValue() const { return isSigned ? (1 << (bitsStored - 1)) - 1 : (1 << bitsStored) - 1; }
  /// 2^bitsStored - 1: the data range that metrics use and print.
  int dataRange() const { return (1 << bitsStored) - 1; }

  /// Stored value of a raw sample (sign-extended where signed).
  std::int32_t storedValue(std::uint16_t sample) const {
    if (!isSigned) return sample;
    const std::int32_t half = 1 << (bitsStored - 1);
    return (static_cast<std::int32_t>(sample) ^ half) - half;
  }
  /// Raw sample of a stored value: two's complement in the low bitsStored bits.
  std::uint16_t sampleOf(std::int32_t storedValue) const {
    return static_cast<std::uint16_t>(static_cast<std::uint32_t>(storedValue) & sampleMask());
  }
};

/// Throws Error{Corrupt or ResourceLimit} unless every field is in its range and the samples fit into the
/// memory allowed for one image (maxImageBytes): called on every header before anything is allocated.
void requireValid(const ImageFormat& format);

/// Largest pixel array accepted, in bytes (2 GiB).
inline constexpr std::uint64_t maxImageBytes = std::uint64_t{2} << 30U;

}  // namespace trabecula::core
