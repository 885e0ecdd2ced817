#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/entropy/rans.h"

namespace trabecula::core {

/// One component of a mixture, as a network names it.
struct MixtureComponent {
  std::int32_t mean = 0;     ///< in 1/256 of a stored unit
  std::uint16_t scale = 0;   ///< index into the multipliers
  std::uint16_t weight = 0;  ///< in 1/4096; the weights of a mixture sum to 4096
};

/// The tables of a family of distributions (logistic, Gaussian). They usually come from a model file and are
/// part of its digest; standard_tables.h makes the standard ones.
class MixtureTables {
 public:
  static constexpr std::size_t cumulativeEntries = 4096;
  /// Entry i of the cumulative table is for (i - 2048) * 24 / 4096 scales from the mean: [-12, 12).
  static constexpr unsigned multiplierShift = 20;

  /// `cumulative`: 4096 values that never fall, on the 16-bit scale. `multipliers`: for every scale index,
  /// table entries per 1/256 stored unit, times 2^20: round(2^20 * 4096 / 24 / 256 / scale), 1 to 2^24.
  /// Copies both. Throws Error{Corrupt} where they are not so.
  MixtureTables(std::span<const std::uint16_t> cumulative, std::span<const std::uint32_t> multipliers);

  /// What is derived from a scale.
  struct Scale {
    std::uint32_t multiplier;
    std::uint32_t reach;  ///< 12 scales in stored units, rounded up
    unsigned shift;       ///< buckets of 2^shift values are 1/16 to 1/8 scale wide; 0 below 16
  };

  std::span<const std::uint16_t> cumulative() const { return cumulative_; }
  std::span<const Scale> scales() const { return scales_; }

 private:
  std::vector<std::uint16_t> cumulative_;
  std::vector<Scale> scales_;
};

/// The probabilities of one pixel: a discretised mixture over the values 0 to 2^bits - 1, in integers. This
/// is the scalar reference; whatever is faster must give the same numbers.
///
/// *Window.* The anchor is the component with the highest peak (weight times multiplier; the first of
/// equals). Values are counted from the centre, the anchor's mean rounded to an integer and clamped to the
/// range, in units of 2^shift values. Buckets are one unit wide up to 16 units from the centre, then there
/// are 8 buckets an octave on either side, each octave's twice as wide as those before; as many octaves as it
/// takes to reach 12 scales beyond every mean, but not more than cover the values of 16 bits. So a narrow
/// peak on a wide foot costs few buckets. One more bucket at either end, the escapes, holds everything
/// beyond.
///
/// *Probabilities.* Of the n buckets that contain possible values, number j (from 0) begins at cumulative
/// probability  cdf(j) = j + ((S_j * (65536 - n)) >> 16)  with  S_j = (sum of w_k L_k(boundary_j)) >> 12; the
/// first begins at 0, the last ends at 65536: they take the whole tails. L_k is the entry of the cumulative
/// table nearest to (boundary - mean) * multiplier; the lower boundary of a bucket is half a stored unit
/// below its first value. Every bucket has at least 1/65536.
///
/// *Within a bucket* the values are equiprobable: raw bits count from its first possible value. Escapes are
/// followed by the Elias gamma code of 1 + (distance >> shift), one raw bit at a time for its length, then
/// `shift` raw bits; the distance counts from the value next to the window.
class MixtureCdf {
 public:
  /// `bits` is 1 to 16. The tables and components must outlive the object; there must be a component and
  /// every scale index must be valid. Weights that do not sum to 4096 cost bits, nothing else.
  MixtureCdf(const MixtureTables& tables, std::span<const MixtureComponent> components, int bits);

  void encode(RansEncoder& encoder, unsigned state, std::uint32_t value) const;
  /// On damaged data some value of the range.
  std::uint32_t decode(RansDecoder& decoder, unsigned state) const;
  /// Bits, in 1/65536, that encode() spends on a value.
  std::uint32_t cost(std::uint32_t value) const;

  /// Number of buckets with possible values.
  unsigned buckets() const { return last_ - first_ + 1; }
  /// Cumulative probability before bucket `index` (0 to buckets()), 0 to 65536.
  std::uint32_t cumulative(unsigned index) const;

 private:
  struct Range {
    std::int64_t first;  ///< first and last value, clipped to what is possible
    std::int64_t last;
  };

  std::int64_t lowerBound(unsigned bucket) const;
  unsigned bucketOf(std::int64_t value) const;
  Range rangeOf(unsigned bucket) const;
  bool isEscape(unsigned bucket) const { return bucket == 0 || bucket == 2 * half_ + 1; }
  std::int64_t escapeDistance(unsigned bucket, std::int64_t value) const;
  std::int64_t decodeEscape(RansDecoder& decoder, unsigned state, unsigned bucket) const;

  const MixtureTables& tables_;
  std::span<const MixtureComponent> components_;
  std::int64_t maxValue_;
  std::int64_t centre_;
  unsigned shift_;
  unsigned octaves_;
  unsigned half_;   ///< buckets on either side of the centre, without the escape
  unsigned first_;  ///< first and last bucket with possible values
  unsigned last_;
};

}  // namespace trabecula::core
