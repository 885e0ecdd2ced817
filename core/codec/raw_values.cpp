#include "core/codec/raw_values.h"

#include <algorithm>
#include <bit>

namespace trabecula::core {
namespace {

unsigned bitsOf(std::int32_t maximum) {
  return static_cast<unsigned>(std::bit_width(static_cast<std::uint32_t>(maximum)));
}

}  // namespace

std::size_t rawBytes(std::size_t count, std::int32_t maximum) {
  return (count * bitsOf(maximum) + 7) / 8;
}

ByteVector writeRaw(std::span<const std::uint16_t> values, std::int32_t maximum) {
  const unsigned bits = bitsOf(maximum);
  ByteVector bytes;
  bytes.reserve(rawBytes(values.size(), maximum));
  std::uint32_t waiting = 0;
  unsigned count = 0;
  for (const std::uint16_t value : values) {
    waiting = (waiting << bits) | value;
    for (count += bits; count >= 8; count -= 8)
      bytes.push_back(static_cast<std::byte>(waiting >> (count - 8)));
    waiting &= (1U << count) - 1;
  }
  if (count > 0) bytes.push_back(static_cast<std::byte>(waiting << (8 - count)));
  return bytes;
}

void readRaw(ByteSpan bytes, std::int32_t maximum, std::span<std::uint16_t> values) {
  const unsigned bits = bitsOf(maximum);
  std::uint32_t waiting = 0;
  unsigned count = 0;
  std::size_t next = 0;
  for (std::uint16_t& value : values) {
    for (; count < bits; count += 8)
      waiting = (waiting << 8U) | std::to_integer<std::uint32_t>(bytes[next++]);
    count -= bits;
    value = static_cast<std::uint16_t>(std::min(waiting >> count, static_cast<std::uint32_t>(maximum)));
    waiting &= (1U << count) - 1;
  }
}

}  // namespace trabecula::core
