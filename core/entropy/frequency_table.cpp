#include "core/entropy/frequency_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <queue>

#include "core/entropy/fixed_log.h"
#include "core/entropy/rans.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

/// Weights are at most this many bits when written.
constexpr unsigned weightBits = 16;
constexpr unsigned weightContexts = weightBits + 1;

/// What one more (grow) or one less slot for a symbol changes in the length of the code, to first order:
/// weight / (2 frequency +- 1). Compared as fractions, without rounding.
struct Change {
  std::uint64_t weight;
  std::uint64_t divisor;
  std::size_t symbol;

  std::uint64_t cross(const Change& other) const { return weight * other.divisor; }
};
struct LessGain {
  bool operator()(const Change& a, const Change& b) const {
    if (a.cross(b) != b.cross(a)) return a.cross(b) < b.cross(a);
    return a.symbol > b.symbol;
  }
};
struct MoreLoss {
  bool operator()(const Change& a, const Change& b) const {
    if (a.cross(b) != b.cross(a)) return a.cross(b) > b.cross(a);
    return a.symbol > b.symbol;
  }
};

constexpr std::uint32_t largestWeight = (1U << weightBits) - 1;

/// A weight as a small floating-point number, in integers that grow with it: what exceeds `significant` bits
/// is rounded. Inverse: weightOf.
std::uint32_t codeOf(std::uint32_t weight, unsigned significant) {
  const auto shiftFor = [significant](std::uint32_t value) {
    const auto length = static_cast<unsigned>(std::bit_width(value));
    return length > significant ? length - significant : 0;
  };
  unsigned shift = shiftFor(weight);
  if (shift > 0) {
    weight = std::min(weight + (1U << (shift - 1)), largestWeight);
    shift = shiftFor(weight);
  }
  return (shift << (significant - 1)) + (weight >> shift);
}

std::uint32_t weightOf(std::uint32_t code, unsigned significant) {
  const std::uint32_t half = 1U << (significant - 1);
  if (code < 2 * half) return std::min(code, largestWeight);
  const std::uint32_t shift = code / half - 1;
  if (shift + significant > weightBits) return largestWeight;
  return (half + code % half) << shift;
}

/// Counts scaled so that the largest is near 2^16; what is not zero stays so.
std::vector<std::uint32_t> scaledWeights(std::span<const std::uint32_t> counts) {
  const std::uint32_t largest = *std::ranges::max_element(counts);
  std::vector<std::uint32_t> weights(counts.begin(), counts.end());
  if (largest <= largestWeight) return weights;
  for (std::uint32_t& weight : weights) {
    if (weight == 0) continue;
    weight = static_cast<std::uint32_t>(
        std::max<std::uint64_t>(1, std::uint64_t{weight} * largestWeight / largest));
  }
  return weights;
}

}  // namespace

FrequencyTable::FrequencyTable(std::span<const std::uint32_t> weights)
    : weights_(weights.begin(), weights.end()) {
  if (weights.empty() || weights.size() > maxSymbols) {
    throw Error(ErrorCategory::InvalidArgument, "A frequency table has 1 to 4096 symbols");
  }
  normalise();
}

void FrequencyTable::normalise() {
  const std::uint64_t total = std::accumulate(weights_.begin(), weights_.end(), std::uint64_t{0});
  frequencies_.assign(weights_.size(), 0);
  std::uint32_t sum = 0;
  for (std::size_t s = 0; s < weights_.size() && total > 0; ++s) {
    if (weights_[s] == 0) continue;
    frequencies_[s] = static_cast<std::uint32_t>(
        std::max<std::uint64_t>(1, std::uint64_t{weights_[s]} * rans::probabilityOne / total));
    sum += frequencies_[s];
  }
  if (total == 0) sum = frequencies_[0] = rans::probabilityOne;

  std::priority_queue<Change, std::vector<Change>, LessGain> gains;
  std::priority_queue<Change, std::vector<Change>, MoreLoss> losses;
  for (std::size_t s = 0; s < weights_.size(); ++s) {
    if (weights_[s] == 0) continue;
    if (sum < rans::probabilityOne) gains.push({weights_[s], 2 * std::uint64_t{frequencies_[s]} + 1, s});
    if (sum > rans::probabilityOne && frequencies_[s] > 1) {
      losses.push({weights_[s], 2 * std::uint64_t{frequencies_[s]} - 1, s});
    }
  }
  for (; sum < rans::probabilityOne; ++sum) {
    const std::size_t s = gains.top().symbol;
    gains.pop();
    gains.push({weights_[s], 2 * std::uint64_t{++frequencies_[s]} + 1, s});
  }
  for (; sum > rans::probabilityOne; --sum) {
    const std::size_t s = losses.top().symbol;
    losses.pop();
    if (--frequencies_[s] > 1) losses.push({weights_[s], 2 * std::uint64_t{frequencies_[s]} - 1, s});
  }
  starts_.resize(frequencies_.size());
  std::exclusive_scan(frequencies_.begin(), frequencies_.end(), starts_.begin(), 0U);
}

FrequencyTable FrequencyTable::forCounts(std::span<const std::uint32_t> counts) {
  if (counts.empty() || counts.size() > maxSymbols) return FrequencyTable(counts);  // which throws
  const std::vector<std::uint32_t> weights = scaledWeights(counts);
  FrequencyTable best(weights);
  std::uint64_t bestBits = UINT64_MAX;
  for (const unsigned significant : {16U, 6U, 5U, 4U, 3U, 2U, 1U}) {
    std::vector<std::uint32_t> coarse = weights;
    for (std::uint32_t& weight : coarse) weight = weightOf(codeOf(weight, significant), significant);
    FrequencyTable table(coarse);
    table.significant_ = significant;
    AdaptiveEncoder encoder;
    table.write(encoder);
    const std::uint64_t bits = table.cost(counts) + (std::uint64_t{8} << 16U) * encoder.finish().size();
    if (bits < bestBits) {
      best = table;
      bestBits = bits;
    }
  }
  return best;
}

std::size_t FrequencyTable::symbolAt(std::uint32_t slot) const {
  // Symbols without slots start where the next one does, so the last that starts by then is the one.
  return static_cast<std::size_t>(std::ranges::upper_bound(starts_, slot) - starts_.begin()) - 1;
}

std::uint64_t FrequencyTable::cost(std::span<const std::uint32_t> counts) const {
  std::uint64_t bits = 0;
  for (std::size_t s = 0; s < std::min(counts.size(), size()); ++s) {
    if (counts[s] == 0 || frequencies_[s] == 0) continue;
    bits += std::uint64_t{counts[s]} * ((16U << 16U) - log2Fixed(frequencies_[s]));
  }
  return bits;
}

void FrequencyTable::write(AdaptiveEncoder& encoder) const {
  std::array<AdaptiveInteger, weightContexts> models;
  encoder.putBits(significant_ - 1, 4);
  unsigned context = 0;
  for (const std::uint32_t weight : weights_) {
    models[context].put(encoder, codeOf(weight, significant_));
    context = (context + static_cast<unsigned>(std::bit_width(weight)) + 1) / 2;
  }
}

FrequencyTable FrequencyTable::read(AdaptiveDecoder& decoder, std::size_t size) {
  if (size == 0 || size > maxSymbols) return FrequencyTable({});  // which throws
  std::array<AdaptiveInteger, weightContexts> models;
  std::vector<std::uint32_t> weights(size);
  const unsigned significant = decoder.getBits(4) + 1;
  unsigned context = 0;
  for (std::uint32_t& weight : weights) {
    weight = weightOf(models[context].get(decoder), significant);
    context = (context + static_cast<unsigned>(std::bit_width(weight)) + 1) / 2;
  }
  FrequencyTable table(weights);
  table.significant_ = significant;
  return table;
}

}  // namespace trabecula::core
