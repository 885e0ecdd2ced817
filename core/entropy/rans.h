#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/support/bytes.h"

namespace trabecula::core {

/// Range asymmetric numeral systems (Duda 2013, arXiv:1311.2540) with several interleaved states.
///
/// A state is a 64-bit number in [2^24, 2^56); probabilities have 16 bits; renormalisation moves 32 bits, at
/// most once a symbol. All states share one sequence of words: a decoder that calls advance() in the order in
/// which the encoder was given the symbols, with the same state numbers, finds every word where it needs it.
/// The lower bound 2^24 loses less than 1e-5 bit a symbol against a larger one and makes a state cost 3 bytes
/// of overhead instead of 4.
///
/// Stream: for each state its length less four in two bits (first state lowest; the bits left over are zero),
/// the states, little endian, 4 to 7 bytes each, then the words in the order of reading, little endian.
namespace rans {
inline constexpr unsigned probabilityBits = 16;
inline constexpr std::uint32_t probabilityOne = 1U << probabilityBits;
inline constexpr std::uint64_t lowerBound = std::uint64_t{1} << 24U;
inline constexpr unsigned wordBits = 32;
inline constexpr std::size_t wordBytes = 4;
inline constexpr unsigned maxStates = 64;

/// What state number `state` is when the encoder begins, and the decoder ends: the lower bound plus 24 bits
/// of `check` (states 0 to 2 carry its 64 bits), so that a checksum travels in bits that are otherwise
/// wasted.
constexpr std::uint64_t initialState(unsigned state, std::uint64_t check) {
  return lowerBound | (state < 3 ? (check >> (24 * state)) & (lowerBound - 1) : 0);
}
}  // namespace rans

/// Collects symbols in the order of coding (5 bytes each) and writes them backwards at the end. One object a
/// stream, one thread at a time.
class RansEncoder {
 public:
  /// `states` is 1 to 64; throws Error{InvalidArgument} otherwise.
  explicit RansEncoder(unsigned states);

  unsigned states() const { return states_; }
  std::size_t symbols() const { return owners_.size(); }
  void reserve(std::size_t symbols) {
    symbols_.reserve(symbols);
    owners_.reserve(symbols);
  }

  /// A symbol that occupies [start, start + frequency) of the 65536 slots; frequency 1..65536.
  void put(unsigned state, std::uint32_t start, std::uint32_t frequency) {
    symbols_.push_back((start << 16U) | (frequency - 1));
    owners_.push_back(static_cast<std::uint8_t>(state));
  }
  /// `count` raw bits, 0 to 16.
  void putBits(unsigned state, std::uint32_t value, unsigned count) {
    if (count != 0) put(state, value << (16 - count), 1U << (16 - count));
  }

  /// The stream of all symbols; the object is empty afterwards and may be used anew. `check` comes back in
  /// RansDecoder::requireFinished: with one or two states only its low 24 or 48 bits are kept.
  ByteVector finish(std::uint64_t check = 0);

 private:
  unsigned states_;
  std::vector<std::uint32_t> symbols_;  ///< start in the upper, frequency - 1 in the lower half
  std::vector<std::uint8_t> owners_;    ///< the state that codes it
};

/// Reads what RansEncoder wrote; the bytes must outlive it. Never reads beyond them: where words are missing
/// it goes on with zeros, which truncated() and requireFinished() report.
class RansDecoder {
 public:
  /// Throws Error{Corrupt} where the states are incomplete or out of range, Error{InvalidArgument} for a
  /// number of states that is not 1 to 64.
  RansDecoder(ByteSpan stream, unsigned states);

  /// Which of the 65536 slots the next symbol of this state lies in; the same until advance().
  std::uint32_t slot(unsigned state) const {
    return static_cast<std::uint32_t>(values_[state]) & (rans::probabilityOne - 1);
  }
  /// Goes past the symbol, which must be one that contains slot(state).
  void advance(unsigned state, std::uint32_t start, std::uint32_t frequency) {
    std::uint64_t value = values_[state];
    value = frequency * (value >> rans::probabilityBits) + (value & (rans::probabilityOne - 1)) - start;
    if (value < rans::lowerBound) value = (value << rans::wordBits) | nextWord();
    values_[state] = value;
  }
  /// `count` raw bits, 0 to 16.
  std::uint32_t bits(unsigned state, unsigned count) {
    if (count == 0) return 0;
    const std::uint32_t value = slot(state) >> (16 - count);
    advance(state, value << (16 - count), 1U << (16 - count));
    return value;
  }

  bool truncated() const { return truncated_; }
  /// True if every word was used, none was missing and each state is what the encoder began with.
  bool finished(std::uint64_t check = 0) const;
  /// Throws Error{Corrupt} unless finished(check).
  void requireFinished(std::uint64_t check = 0) const;

  /// For decoders that run several states at once: the states, the words not read yet (whole words only), and
  /// how to say that `count` of them were.
  std::uint64_t* values() { return values_.data(); }
  ByteSpan unreadWords() const { return unread_; }
  void skipWords(std::size_t count) { unread_ = unread_.subspan(count * rans::wordBytes); }

 private:
  std::uint32_t nextWord() {
    if (unread_.empty()) [[unlikely]] {
      truncated_ = true;
      return 0;
    }
    const std::uint32_t word = readLe32(unread_.data());
    unread_ = unread_.subspan(rans::wordBytes);
    return word;
  }

  std::array<std::uint64_t, rans::maxStates> values_{};
  ByteSpan unread_;
  unsigned states_;
  bool truncated_ = false;
};

}  // namespace trabecula::core
