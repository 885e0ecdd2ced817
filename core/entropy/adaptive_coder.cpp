#include "core/entropy/adaptive_coder.h"

#include <algorithm>
#include <bit>

namespace trabecula::core {
namespace {

constexpr std::uint32_t smallestRange = 1U << 24U;
/// A bit that cannot happen by what was learnt must still be codable, at 11 bits.
constexpr std::uint32_t smallestProbability = 32;
/// Bytes that a decoder has read and not used when it is done.
constexpr std::size_t readAhead = 4;
constexpr unsigned lengthBits = 6;
constexpr unsigned modelledBits = 6;

std::uint32_t bounded(std::uint32_t probability) {
  return std::clamp(probability, smallestProbability, 65536 - smallestProbability);
}

}  // namespace

void AdaptiveEncoder::encode(std::uint32_t probabilityOfOne, bool bit) {
  const std::uint32_t bound = (range_ >> 16U) * bounded(probabilityOfOne);
  // Ones take the lower part, so that the many zero bytes at the end of a short stream can be dropped.
  if (bit) {
    range_ = bound;
  } else {
    low_ += bound;
    range_ -= bound;
  }
  while (range_ < smallestRange) {
    range_ <<= 8U;
    shiftLow();
  }
}

void AdaptiveEncoder::shiftLow() {
  if (low_ < 0xFF000000U || low_ >= (std::uint64_t{1} << 32U)) {
    const auto carry = static_cast<unsigned>(low_ >> 32U);
    // The very first byte is always zero and never written.
    if (hasCache_) bytes_.push_back(static_cast<std::byte>(std::to_integer<unsigned>(cache_) + carry));
    for (; pending_ > 0; --pending_) bytes_.push_back(static_cast<std::byte>((0xFFU + carry) & 0xFFU));
    cache_ = static_cast<std::byte>((low_ >> 24U) & 0xFFU);
    hasCache_ = true;
  } else {
    ++pending_;
  }
  low_ = (low_ & 0x00FFFFFFU) << 8U;
}

void AdaptiveEncoder::put(AdaptiveBit& model, bool bit) {
  encode(model.probability(), bit);
  model.learn(bit);
}

void AdaptiveEncoder::putBits(std::uint32_t value, unsigned count) {
  while (count-- > 0) encode(32768, ((value >> count) & 1U) != 0);
}

ByteVector AdaptiveEncoder::finish() {
  // The number in [low, low + range) with the most trailing zeros ends the stream.
  const std::uint64_t last = low_ + range_ - 1;
  for (unsigned zeros = 32; zeros-- > 0;) {
    const std::uint64_t candidate = (last >> zeros) << zeros;
    if (candidate >= low_) {
      low_ = candidate;
      break;
    }
  }
  for (int i = 0; i < 5; ++i) shiftLow();
  for (std::size_t i = 0; i < readAhead && !bytes_.empty() && bytes_.back() == std::byte{0}; ++i) {
    bytes_.pop_back();
  }
  ByteVector result = std::move(bytes_);
  *this = AdaptiveEncoder();
  return result;
}

AdaptiveDecoder::AdaptiveDecoder(ByteSpan bytes) : unread_(bytes) {
  for (std::size_t i = 0; i < readAhead; ++i) code_ = (code_ << 8U) | nextByte();
}

std::uint32_t AdaptiveDecoder::nextByte() {
  if (unread_.empty()) {
    ++beyondEnd_;
    return 0;
  }
  const auto byte = std::to_integer<std::uint32_t>(unread_.front());
  unread_ = unread_.subspan(1);
  return byte;
}

bool AdaptiveDecoder::truncated() const {
  return beyondEnd_ > readAhead;
}

bool AdaptiveDecoder::decode(std::uint32_t probabilityOfOne) {
  const std::uint32_t bound = (range_ >> 16U) * bounded(probabilityOfOne);
  const bool bit = code_ < bound;
  if (bit) {
    range_ = bound;
  } else {
    code_ -= bound;
    range_ -= bound;
  }
  while (range_ < smallestRange) {
    range_ <<= 8U;
    code_ = (code_ << 8U) | nextByte();
  }
  return bit;
}

bool AdaptiveDecoder::get(AdaptiveBit& model) {
  const bool bit = decode(model.probability());
  model.learn(bit);
  return bit;
}

std::uint32_t AdaptiveDecoder::getBits(unsigned count) {
  std::uint32_t value = 0;
  while (count-- > 0) value = (value << 1U) | static_cast<std::uint32_t>(decode(32768));
  return value;
}

AdaptiveInteger::AdaptiveInteger()
    : lengths_(std::size_t{1} << lengthBits), mantissas_(std::size_t{33} << modelledBits) {}

void AdaptiveInteger::put(AdaptiveEncoder& encoder, std::uint32_t value) {
  const auto length = static_cast<unsigned>(std::bit_width(value));
  std::size_t node = 1;
  for (unsigned i = lengthBits; i-- > 0;) {
    const bool bit = ((length >> i) & 1U) != 0;
    encoder.put(lengths_[node], bit);
    node = 2 * node + static_cast<std::size_t>(bit);
  }
  if (length < 2) return;
  const unsigned modelled = std::min(length - 1, modelledBits);
  node = 1;
  for (unsigned i = 1; i <= modelled; ++i) {
    const bool bit = ((value >> (length - 1 - i)) & 1U) != 0;
    encoder.put(mantissas_[(std::size_t{length} << modelledBits) + node], bit);
    node = 2 * node + static_cast<std::size_t>(bit);
  }
  encoder.putBits(value, length - 1 - modelled);
}

std::uint32_t AdaptiveInteger::get(AdaptiveDecoder& decoder) {
  std::size_t node = 1;
  for (unsigned i = 0; i < lengthBits; ++i) {
    node = 2 * node + static_cast<std::size_t>(decoder.get(lengths_[node]));
  }
  // Hostile bytes can name lengths above 32, which no encoder writes.
  const unsigned length = std::min(static_cast<unsigned>(node - (std::size_t{1} << lengthBits)), 32U);
  if (length < 2) return length;
  const unsigned modelled = std::min(length - 1, modelledBits);
  node = 1;
  for (unsigned i = 0; i < modelled; ++i) {
    const std::size_t at = (std::size_t{length} << modelledBits) + node;
    node = 2 * node + static_cast<std::size_t>(decoder.get(mantissas_[at]));
  }
  const unsigned raw = length - 1 - modelled;
  const auto upper = static_cast<std::uint32_t>(node);  // the leading one and the modelled bits
  return raw == 0 ? upper : (upper << raw) | decoder.getBits(raw);
}

}  // namespace trabecula::core
