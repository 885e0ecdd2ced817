#include "core/entropy/rans.h"

#include <algorithm>
#include <bit>

#include "core/support/error.h"

namespace trabecula::core {
namespace {

constexpr unsigned minStateBytes = 4;
constexpr unsigned statesPerLengthByte = 4;

void requireStateCount(unsigned states) {
  if (states == 0 || states > rans::maxStates) {
    throw Error(ErrorCategory::InvalidArgument, "An entropy coder has 1 to 64 states");
  }
}

[[noreturn]] void corrupt(const char* why) {
  throw Error(ErrorCategory::Corrupt, std::string("The coded data are damaged: ") + why);
}

std::size_t lengthBytes(unsigned states) {
  return (states + statesPerLengthByte - 1) / statesPerLengthByte;
}

unsigned stateBytes(std::uint64_t value) {
  return std::max(minStateBytes, (static_cast<unsigned>(std::bit_width(value)) + 7) / 8);
}

}  // namespace

RansEncoder::RansEncoder(unsigned states) : states_(states) {
  requireStateCount(states);
}

ByteVector RansEncoder::finish(std::uint64_t check) {
  std::array<std::uint64_t, rans::maxStates> values{};
  for (unsigned state = 0; state < states_; ++state) values[state] = rans::initialState(state, check);
  std::vector<std::uint32_t> words;  // last read first
  words.reserve(symbols_.size() / 4);
  for (std::size_t i = symbols_.size(); i-- > 0;) {
    std::uint64_t& value = values[owners_[i]];
    const std::uint64_t frequency = (symbols_[i] & 0xFFFFU) + 1;
    const std::uint64_t start = symbols_[i] >> 16U;
    // The decoder's state must come back below 2^24 exactly where it is to read a word.
    if (value >= frequency << (24U - rans::probabilityBits + rans::wordBits)) {
      words.push_back(static_cast<std::uint32_t>(value));
      value >>= rans::wordBits;
    }
    value = ((value / frequency) << rans::probabilityBits) + value % frequency + start;
  }
  symbols_.clear();
  owners_.clear();

  ByteVector bytes(lengthBytes(states_));
  bytes.reserve(bytes.size() + states_ * sizeof(std::uint64_t) + words.size() * rans::wordBytes);
  for (unsigned state = 0; state < states_; ++state) {
    const unsigned length = stateBytes(values[state]);
    bytes[state / statesPerLengthByte] |=
        static_cast<std::byte>((length - minStateBytes) << (2 * (state % statesPerLengthByte)));
    for (unsigned i = 0; i < length; ++i) {
      bytes.push_back(static_cast<std::byte>((values[state] >> (8 * i)) & 0xFFU));
    }
  }
  for (std::size_t i = words.size(); i-- > 0;) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bytes.push_back(static_cast<std::byte>((words[i] >> shift) & 0xFFU));
    }
  }
  return bytes;
}

RansDecoder::RansDecoder(ByteSpan stream, unsigned states) : unread_(stream), states_(states) {
  requireStateCount(states);
  const std::size_t lengths = lengthBytes(states);
  if (stream.size() < lengths) corrupt("they are cut off");
  unread_ = stream.subspan(lengths);
  const unsigned lastStates = states - (static_cast<unsigned>(lengths) - 1) * statesPerLengthByte;
  if (std::to_integer<unsigned>(stream[lengths - 1]) >> (2 * lastStates) != 0)
    corrupt("their header is wrong");
  for (unsigned state = 0; state < states; ++state) {
    const auto packed = std::to_integer<unsigned>(stream[state / statesPerLengthByte]);
    const unsigned length = minStateBytes + ((packed >> (2 * (state % statesPerLengthByte))) & 3U);
    if (unread_.size() < length) corrupt("they are cut off");
    for (unsigned i = 0; i < length; ++i) {
      values_[state] |= std::to_integer<std::uint64_t>(unread_[i]) << (8 * i);
    }
    if (stateBytes(values_[state]) != length || values_[state] < rans::lowerBound) {
      corrupt("a coder state is out of range");
    }
    unread_ = unread_.subspan(length);
  }
  if (unread_.size() % rans::wordBytes != 0) corrupt("they are cut off");
}

bool RansDecoder::finished(std::uint64_t check) const {
  if (truncated_ || !unread_.empty()) return false;
  for (unsigned state = 0; state < states_; ++state) {
    if (values_[state] != rans::initialState(state, check)) return false;
  }
  return true;
}

void RansDecoder::requireFinished(std::uint64_t check) const {
  if (truncated_) corrupt("they are cut off");
  if (!finished(check)) corrupt("they do not end where they should");
}

}  // namespace trabecula::core
