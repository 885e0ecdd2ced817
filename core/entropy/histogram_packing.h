#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/support/bytes.h"

namespace trabecula::core {

/// Replaces the values that an image uses by their ranks, so that a codec meets none of the holes that
/// scaling and calibration leave in a histogram. Values are compared as unsigned samples: bring signed ones
/// into offset binary first.
class HistogramPacking {
 public:
  /// Of the values of `samples`, at least one, each below 2^bits.
  HistogramPacking(std::span<const std::uint16_t> samples, int bits);
  /// Of all values from the smallest to the largest of `samples`: takes off what lies below and above.
  static HistogramPacking wholeRange(std::span<const std::uint16_t> samples, int bits);
  /// From table(). Throws Error{Corrupt} where the bytes are no table or have values of more than `bits`
  /// bits.
  static HistogramPacking read(ByteSpan table, int bits);

  /// The values by rank, ascending.
  const std::vector<std::uint16_t>& values() const { return values_; }
  std::size_t levels() const { return values_.size(); }
  /// Bits of a rank, at least 1.
  int packedBits() const;
  /// True if every rank is its value.
  bool isIdentity() const { return values_.back() + std::size_t{1} == values_.size(); }
  const ByteVector& table() const { return table_; }

  /// Ranks of samples that were all given to the constructor; input and output may be the same.
  void pack(std::span<const std::uint16_t> samples, std::span<std::uint16_t> ranks) const;
  /// Values of ranks; ranks that do not exist, which damaged data may have, become the largest value.
  void unpack(std::span<const std::uint16_t> ranks, std::span<std::uint16_t> samples) const;

 private:
  HistogramPacking() = default;

  std::vector<std::uint16_t> values_;
  ByteVector table_;
};

/// Estimated bytes of an image of `width` columns under a predictive code: median-edge prediction, Laplacian
/// residuals in contexts of local activity, measured on up to 2^18 pixels. Integers only.
std::uint64_t predictedBytes(std::span<const std::uint16_t> samples, std::size_t width);

/// True if coding ranks and the table is estimated to be smaller than coding the samples as they are.
bool packingPays(const HistogramPacking& packing, std::span<const std::uint16_t> samples, std::size_t width);

}  // namespace trabecula::core
