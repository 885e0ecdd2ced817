#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/entropy/adaptive_coder.h"

namespace trabecula::core {

/// Static probabilities of up to 4096 symbols on the 16-bit scale of the rANS coder. Frequencies are those
/// that code the weights below in fewest bits, found in integers, so that a table that was read is the one
/// that was written, on every machine.
class FrequencyTable {
 public:
  static constexpr std::size_t maxSymbols = 4096;

  /// Frequencies in proportion to `weights` (below 2^32 each): at least 1 for every weight that is not zero,
  /// 0 for the others, 65536 together; all on symbol 0 if there is no weight at all. Throws
  /// Error{InvalidArgument} for no or too many symbols.
  explicit FrequencyTable(std::span<const std::uint32_t> weights);

  /// The table to send for these counts: weights rounded to as many significant bits as make table and data
  /// smallest together.
  static FrequencyTable forCounts(std::span<const std::uint32_t> counts);

  std::size_t size() const { return frequencies_.size(); }
  std::uint32_t start(std::size_t symbol) const { return starts_[symbol]; }
  std::uint32_t frequency(std::size_t symbol) const { return frequencies_[symbol]; }
  /// The symbol whose slots contain `slot` (below 65536), by bisection.
  std::size_t symbolAt(std::uint32_t slot) const;

  /// Bits, in 1/65536, that symbols of these counts take; counts of symbols without frequency are ignored.
  std::uint64_t cost(std::span<const std::uint32_t> counts) const;

  /// Exact for tables of forCounts(), and for weights up to 65535.
  void write(AdaptiveEncoder& encoder) const;
  /// `size` symbols. Every content is valid. Throws Error{InvalidArgument} for a size out of range.
  static FrequencyTable read(AdaptiveDecoder& decoder, std::size_t size);

 private:
  void normalise();

  unsigned significant_ = 16;  ///< bits that every weight's significand fits into
  std::vector<std::uint32_t> weights_;
  std::vector<std::uint32_t> frequencies_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace trabecula::core
