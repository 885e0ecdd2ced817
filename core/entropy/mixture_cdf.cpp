#include "core/entropy/mixture_cdf.h"

#include <algorithm>
#include <bit>

#include "core/entropy/elias_gamma.h"
#include "core/entropy/fixed_log.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

constexpr unsigned fineBuckets = 16;
constexpr unsigned octaveBuckets = 8;
constexpr unsigned logFine = 4;
/// 16 units and this many octaves cover all values of 16 bits.
constexpr unsigned mostOctaves = 12;
constexpr std::uint32_t maxMultiplier = 1U << 24U;
/// The scale whose multiplier is 1: round(2^20 * 4096 / 24 / 256).
constexpr std::uint32_t unitScale = 699051;
constexpr std::int64_t meanOne = 256;
constexpr unsigned weightBits = 12;

/// Distance of the lower boundary of bucket `index` (counted away from the centre) in units.
std::int64_t unitsBefore(unsigned index) {
  if (index <= fineBuckets) return index;
  const unsigned octave = (index - fineBuckets) / octaveBuckets;
  const unsigned step = (index - fineBuckets) % octaveBuckets;
  return static_cast<std::int64_t>(octaveBuckets * 2 + step * 2) << octave;
}

/// The bucket that contains the unit `units` away from the centre.
unsigned bucketOfUnits(std::int64_t units) {
  if (units < fineBuckets) return static_cast<unsigned>(units);
  const unsigned octave =
      static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(units))) - 1 - logFine;
  const auto step = static_cast<unsigned>((units >> (octave + 1)) - octaveBuckets);
  return fineBuckets + octave * octaveBuckets + step;
}

[[noreturn]] void corrupt(const char* what) {
  throw Error(ErrorCategory::Corrupt, std::string("The model is damaged: ") + what);
}

}  // namespace

MixtureTables::MixtureTables(std::span<const std::uint16_t> cumulative,
                             std::span<const std::uint32_t> multipliers)
    : cumulative_(cumulative.begin(), cumulative.end()) {
  if (cumulative.size() != cumulativeEntries || !std::ranges::is_sorted(cumulative)) {
    corrupt("its table of probabilities makes no sense");
  }
  if (multipliers.empty() || multipliers.size() > UINT16_MAX)
    corrupt("its table of scales has a wrong length");
  for (const std::uint32_t multiplier : multipliers) {
    if (multiplier == 0 || multiplier > maxMultiplier) corrupt("its table of scales makes no sense");
    const std::uint32_t widest = unitScale / multiplier / 8;
    scales_.push_back({.multiplier = multiplier,
                       .reach = (1U << 23U) / multiplier + 1,
                       .shift = widest == 0 ? 0 : static_cast<unsigned>(std::bit_width(widest)) - 1});
  }
}

MixtureCdf::MixtureCdf(const MixtureTables& tables, std::span<const MixtureComponent> components, int bits)
    : tables_(tables), components_(components), maxValue_((std::int64_t{1} << bits) - 1) {
  const auto peak = [&](const MixtureComponent& component) {
    return std::uint64_t{component.weight} * tables.scales()[component.scale].multiplier;
  };
  const MixtureComponent* anchor = components.data();
  for (const MixtureComponent& component : components) {
    if (peak(component) > peak(*anchor)) anchor = &component;
  }
  centre_ = std::clamp((std::int64_t{anchor->mean} + meanOne / 2) >> 8U, std::int64_t{0}, maxValue_);
  shift_ = std::min(tables.scales()[anchor->scale].shift, mostOctaves);
  std::int64_t reach = 0;
  for (const MixtureComponent& component : components) {
    if (component.weight == 0) continue;
    const std::int64_t away = (std::int64_t{component.mean} - centre_ * meanOne) >> 8U;
    reach = std::max(reach, (away < 0 ? -away : away) + tables.scales()[component.scale].reach);
  }
  octaves_ = 0;
  while (octaves_ < mostOctaves - shift_ && (std::int64_t{fineBuckets} << (octaves_ + shift_)) < reach) {
    ++octaves_;
  }
  half_ = fineBuckets + octaveBuckets * octaves_;
  first_ = bucketOf(0);
  last_ = bucketOf(maxValue_);
}

std::int64_t MixtureCdf::lowerBound(unsigned bucket) const {
  // Bucket 0 is the lower escape, half_ + 1 begins at the centre, 2 half_ + 1 is the upper escape.
  const bool below = bucket <= half_;
  const std::int64_t units = unitsBefore(below ? half_ + 1 - bucket : bucket - half_ - 1);
  return centre_ + (below ? -(units << shift_) : units << shift_);
}

unsigned MixtureCdf::bucketOf(std::int64_t value) const {
  const std::int64_t units = (value - centre_) >> shift_;
  // Below the centre, unit -1 is the first.
  const unsigned index = std::min(bucketOfUnits(units < 0 ? -1 - units : units), half_);
  return units < 0 ? half_ - index : half_ + 1 + index;
}

MixtureCdf::Range MixtureCdf::rangeOf(unsigned bucket) const {
  return {std::max<std::int64_t>(lowerBound(bucket), 0), std::min(lowerBound(bucket + 1) - 1, maxValue_)};
}

std::uint32_t MixtureCdf::cumulative(unsigned index) const {
  const unsigned count = buckets();
  if (index == 0) return 0;
  if (index == count) return rans::probabilityOne;
  const std::int64_t boundary = lowerBound(first_ + index) * meanOne - meanOne / 2;
  constexpr std::int64_t middle = MixtureTables::cumulativeEntries / 2;
  constexpr std::int64_t rounding = std::int64_t{1} << (MixtureTables::multiplierShift - 1);
  std::uint64_t sum = 0;
  for (const MixtureComponent& component : components_) {
    const std::int64_t scaled = (boundary - component.mean) * tables_.scales()[component.scale].multiplier;
    const std::int64_t entry = std::clamp<std::int64_t>(
        ((scaled + rounding) >> MixtureTables::multiplierShift) + middle, 0, 2 * middle - 1);
    sum += std::uint64_t{component.weight} * tables_.cumulative()[static_cast<std::size_t>(entry)];
  }
  const std::uint64_t below = std::min<std::uint64_t>(sum >> weightBits, rans::probabilityOne - 1);
  return index +
         static_cast<std::uint32_t>((below * (rans::probabilityOne - count)) >> rans::probabilityBits);
}

std::int64_t MixtureCdf::escapeDistance(unsigned bucket, std::int64_t value) const {
  return bucket == 0 ? lowerBound(1) - 1 - value : value - lowerBound(bucket);
}

void MixtureCdf::encode(RansEncoder& encoder, unsigned state, std::uint32_t value) const {
  const unsigned bucket = bucketOf(value);
  const std::uint32_t start = cumulative(bucket - first_);
  encoder.put(state, start, cumulative(bucket - first_ + 1) - start);
  if (!isEscape(bucket)) {
    const Range range = rangeOf(bucket);
    encoder.putBits(
        state, static_cast<std::uint32_t>(value - range.first),
        static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(range.last - range.first))));
    return;
  }
  const std::int64_t distance = escapeDistance(bucket, value);
  putGamma(encoder, state, static_cast<std::uint32_t>((distance >> shift_) + 1));
  encoder.putBits(state, static_cast<std::uint32_t>(distance) & ((1U << shift_) - 1U), shift_);
}

std::uint32_t MixtureCdf::decode(RansDecoder& decoder, unsigned state) const {
  const std::uint32_t slot = decoder.slot(state);
  unsigned low = 0;
  unsigned high = buckets();
  std::uint32_t start = 0;
  std::uint32_t end = rans::probabilityOne;
  while (high - low > 1) {
    const unsigned middle = (low + high) / 2;
    const std::uint32_t boundary = cumulative(middle);
    if (slot >= boundary) {
      low = middle;
      start = boundary;
    } else {
      high = middle;
      end = boundary;
    }
  }
  decoder.advance(state, start, end - start);
  const unsigned bucket = first_ + low;
  std::int64_t value = 0;
  if (isEscape(bucket)) {
    value = decodeEscape(decoder, state, bucket);
  } else {
    const Range range = rangeOf(bucket);
    value = range.first + decoder.bits(state, static_cast<unsigned>(std::bit_width(
                                                  static_cast<std::uint64_t>(range.last - range.first))));
  }
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, maxValue_));
}

std::int64_t MixtureCdf::decodeEscape(RansDecoder& decoder, unsigned state, unsigned bucket) const {
  const std::int64_t gamma = takeGamma(decoder, state);
  const std::int64_t distance = ((gamma - 1) << shift_) | decoder.bits(state, shift_);
  return bucket == 0 ? lowerBound(1) - 1 - distance : lowerBound(bucket) + distance;
}

std::uint32_t MixtureCdf::cost(std::uint32_t value) const {
  const unsigned bucket = bucketOf(value);
  const std::uint32_t frequency = cumulative(bucket - first_ + 1) - cumulative(bucket - first_);
  unsigned raw = 0;
  if (isEscape(bucket)) {
    const std::int64_t gamma = (escapeDistance(bucket, value) >> shift_) + 1;
    raw = 2 * static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(gamma))) - 1 + shift_;
  } else {
    const Range range = rangeOf(bucket);
    raw = static_cast<unsigned>(std::bit_width(static_cast<std::uint64_t>(range.last - range.first)));
  }
  return ((raw + rans::probabilityBits) << 16U) - log2Fixed(frequency);
}

}  // namespace trabecula::core
