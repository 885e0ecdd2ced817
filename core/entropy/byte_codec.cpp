#include "core/entropy/byte_codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "core/entropy/byte_decoder.h"
#include "core/support/error.h"
#include "core/support/varint.h"

namespace trabecula::core {
namespace {

constexpr std::size_t alphabet = 256;
constexpr unsigned rawKind = 0;
constexpr unsigned maxLogStates = std::countr_zero(simdStates);

[[noreturn]] void corrupt() {
  throw Error(ErrorCategory::Corrupt, "The coded data are damaged: their header makes no sense");
}

/// Few states for little data: each costs about four bytes.
unsigned logStatesFor(std::size_t count) {
  unsigned log = 0;
  while (log < maxLogStates && count >> (log + 11) != 0) ++log;
  return log;
}

ByteVector encodeCoded(ByteSpan bytes) {
  std::array<std::uint32_t, alphabet> counts{};
  for (const std::byte byte : bytes) ++counts[std::to_integer<std::size_t>(byte)];
  const FrequencyTable table = FrequencyTable::forCounts(counts);
  const unsigned logStates = logStatesFor(bytes.size());
  RansEncoder encoder(1U << logStates);
  encoder.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto symbol = std::to_integer<std::size_t>(bytes[i]);
    encoder.put(static_cast<unsigned>(i) & ((1U << logStates) - 1), table.start(symbol),
                table.frequency(symbol));
  }
  AdaptiveEncoder tableEncoder;
  table.write(tableEncoder);
  const ByteVector tableBytes = tableEncoder.finish();
  ByteVector result;
  appendVarint(result, bytes.size());
  result.push_back(static_cast<std::byte>(1 + logStates));
  appendVarint(result, tableBytes.size());
  result.insert(result.end(), tableBytes.begin(), tableBytes.end());
  const ByteVector coded = encoder.finish();
  result.insert(result.end(), coded.begin(), coded.end());
  return result;
}

void decodeOneByOne(RansDecoder& decoder, unsigned states, const ByteLookup& lookup, ByteVector& out,
                    std::size_t done) {
  for (std::size_t i = done; i < out.size(); ++i) {
    const unsigned state = static_cast<unsigned>(i) & (states - 1);
    const std::uint8_t symbol = lookup.symbols[decoder.slot(state)];
    out[i] = std::byte{symbol};
    const std::uint64_t interval = lookup.intervals[symbol];
    decoder.advance(state, static_cast<std::uint32_t>(interval), static_cast<std::uint32_t>(interval >> 32U));
  }
}

ByteVector decode(ByteSpan stream, std::size_t maxBytes, bool simd) {
  const std::optional<std::uint64_t> count = takeVarint(stream);
  if (!count || stream.empty()) corrupt();
  if (*count > maxBytes) {
    throw Error(ErrorCategory::ResourceLimit, "The coded data claim to hold more than is possible here");
  }
  const auto kind = std::to_integer<unsigned>(stream.front());
  stream = stream.subspan(1);
  if (kind == rawKind) {
    if (stream.size() != *count) corrupt();
    return {stream.begin(), stream.end()};
  }
  const std::optional<std::uint64_t> tableLength = takeVarint(stream);
  if (kind > 1 + maxLogStates || !tableLength || *tableLength > stream.size()) corrupt();
  AdaptiveDecoder tableDecoder(stream.first(static_cast<std::size_t>(*tableLength)));
  const ByteLookup lookup(FrequencyTable::read(tableDecoder, alphabet));
  const unsigned states = 1U << (kind - 1);
  RansDecoder decoder(stream.subspan(static_cast<std::size_t>(*tableLength)), states);
  ByteVector out(static_cast<std::size_t>(*count));
  const std::size_t done =
      simd && states == simdStates ? decodeRounds(decoder, lookup, out.data(), out.size()) : 0;
  decodeOneByOne(decoder, states, lookup, out, done);
  decoder.requireFinished();
  return out;
}

}  // namespace

ByteLookup::ByteLookup(const FrequencyTable& table) : symbols(rans::probabilityOne) {
  for (std::size_t symbol = 0; symbol < table.size(); ++symbol) {
    intervals[symbol] = table.start(symbol) | (std::uint64_t{table.frequency(symbol)} << 32U);
    std::fill_n(symbols.begin() + table.start(symbol), table.frequency(symbol),
                static_cast<std::uint8_t>(symbol));
  }
}

ByteVector encodeBytes(ByteSpan bytes) {
  ByteVector raw;
  appendVarint(raw, bytes.size());
  raw.push_back(static_cast<std::byte>(rawKind));
  raw.insert(raw.end(), bytes.begin(), bytes.end());
  if (bytes.empty()) return raw;
  ByteVector coded = encodeCoded(bytes);
  return coded.size() < raw.size() ? coded : raw;
}

ByteVector decodeBytes(ByteSpan stream, std::size_t maxBytes) {
  return decode(stream, maxBytes, true);
}

ByteVector decodeBytesScalar(ByteSpan stream, std::size_t maxBytes) {
  return decode(stream, maxBytes, false);
}

}  // namespace trabecula::core
