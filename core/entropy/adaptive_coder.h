#pragma once

#include <cstdint>
#include <vector>

#include "core/support/bytes.h"

namespace trabecula::core {

/// Probability, on a 16-bit scale, that a bit is one; learns quickly at first, then settles.
class AdaptiveBit {
 public:
  std::uint32_t probability() const { return probability_; }
  void learn(bool bit) {
    const std::int32_t target = bit ? 65535 : 0;
    probability_ = static_cast<std::uint16_t>(probability_ + 2 * (target - probability_) / (2 * seen_ + 3));
    if (seen_ < mostSeen) ++seen_;
  }

 private:
  static constexpr std::uint16_t mostSeen = 60;
  std::uint16_t probability_ = 32768;
  std::uint16_t seen_ = 0;
};

/// Binary range coder (Martin 1979; carry propagation as in the LZMA format) for side information: a few
/// bytes to a few kilobytes that must be small rather than quick.
class AdaptiveEncoder {
 public:
  void put(AdaptiveBit& model, bool bit);
  /// `count` raw bits, 0 to 32.
  void putBits(std::uint32_t value, unsigned count);
  /// All bytes; up to four zeros at the end are left out, because a decoder reads zeros there.
  ByteVector finish();

 private:
  void encode(std::uint32_t probabilityOfOne, bool bit);
  void shiftLow();

  ByteVector bytes_;
  std::uint64_t low_ = 0;
  std::uint32_t range_ = 0xFFFFFFFFU;
  std::uint64_t pending_ = 0;  ///< 0xFF bytes that a carry may still change
  std::byte cache_{0};
  bool hasCache_ = false;
};

/// Reads what AdaptiveEncoder wrote; the bytes must outlive it. Beyond the end it reads zeros, so any bytes
/// can be decoded; whoever uses it bounds what it takes.
class AdaptiveDecoder {
 public:
  explicit AdaptiveDecoder(ByteSpan bytes);

  bool get(AdaptiveBit& model);
  std::uint32_t getBits(unsigned count);
  /// True where decoding has gone further beyond the end than the zeros that the encoder may leave out.
  bool truncated() const;
  /// True where every byte was taken.
  bool finished() const { return unread_.empty() && !truncated(); }

 private:
  bool decode(std::uint32_t probabilityOfOne);
  std::uint32_t nextByte();

  ByteSpan unread_;
  std::uint32_t range_ = 0xFFFFFFFFU;
  std::uint32_t code_ = 0;
  std::size_t beyondEnd_ = 0;
};

/// Adaptive code for unsigned integers below 2^32: the bit length, then up to six bits below the leading one,
/// each in the context of those above it; the rest raw. One object a context.
class AdaptiveInteger {
 public:
  AdaptiveInteger();
  void put(AdaptiveEncoder& encoder, std::uint32_t value);
  std::uint32_t get(AdaptiveDecoder& decoder);

 private:
  std::vector<AdaptiveBit> lengths_;
  std::vector<AdaptiveBit> mantissas_;
};

}  // namespace trabecula::core
