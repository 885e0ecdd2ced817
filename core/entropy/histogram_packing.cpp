#include "core/entropy/histogram_packing.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <numeric>

#include "core/entropy/fixed_log.h"
#include "core/entropy/value_table.h"
#include "core/support/error.h"
#include "core/support/median_edge.h"

namespace trabecula::core {
namespace {

constexpr std::size_t possibleValues = 65536;
constexpr std::size_t measuredPixels = std::size_t{1} << 18U;
constexpr std::size_t activityClasses = 20;

/// Residuals of one class of activity.
struct ResidualSum {
  std::uint64_t count = 0;
  std::uint64_t magnitude = 0;

  /// Bits, in 1/65536: count * log2(1 + 2e * mean magnitude), the entropy of a Laplacian where it is wide.
  std::uint64_t bits() const {
    if (count == 0) return 0;
    std::uint64_t widened = magnitude * 87 / 16 + count;
    std::uint64_t scaled = count;
    while (widened > UINT32_MAX) {
      widened >>= 1U;
      scaled = std::max<std::uint64_t>(scaled >> 1U, 1);
    }
    return count *
           (log2Fixed(static_cast<std::uint32_t>(widened)) - log2Fixed(static_cast<std::uint32_t>(scaled)));
  }
};

void measureRow(const std::uint16_t* above, const std::uint16_t* row, std::size_t width,
                std::array<ResidualSum, activityClasses>& sums) {
  for (std::size_t x = 0; x < width; ++x) {
    const int north = above[x];
    const int northWest = x > 0 ? above[x - 1] : north;
    const int northEast = x + 1 < width ? above[x + 1] : north;
    const int west = x > 0 ? row[x - 1] : north;
    const auto activity = static_cast<unsigned>(std::abs(west - northWest) + std::abs(north - northWest) +
                                                std::abs(northEast - north));
    ResidualSum& sum =
        sums[std::min<std::size_t>(static_cast<std::size_t>(std::bit_width(activity)), activityClasses - 1)];
    ++sum.count;
    sum.magnitude += static_cast<std::uint64_t>(std::abs(row[x] - medianEdge(west, north, northWest)));
  }
}

}  // namespace

HistogramPacking::HistogramPacking(std::span<const std::uint16_t> samples, int bits) {
  std::vector<bool> used(std::size_t{1} << static_cast<unsigned>(bits));
  for (const std::uint16_t sample : samples) used[sample] = true;
  for (std::size_t value = 0; value < used.size(); ++value) {
    if (used[value]) values_.push_back(static_cast<std::uint16_t>(value));
  }
  table_ = encodeValueTable(values_);
}

HistogramPacking HistogramPacking::wholeRange(std::span<const std::uint16_t> samples, int bits) {
  HistogramPacking packing(samples, bits);
  const std::uint16_t first = packing.values_.front();
  packing.values_.resize(std::size_t{packing.values_.back()} - first + 1);
  std::iota(packing.values_.begin(), packing.values_.end(), first);
  packing.table_ = encodeValueTable(packing.values_);
  return packing;
}

HistogramPacking HistogramPacking::read(ByteSpan table, int bits) {
  HistogramPacking packing;
  packing.values_ = decodeValueTable(table);
  if (packing.values_.back() >> static_cast<unsigned>(bits) != 0) {
    throw Error(ErrorCategory::Corrupt, "The coded image is damaged: its table of values exceeds its depth");
  }
  packing.table_.assign(table.begin(), table.end());
  return packing;
}

int HistogramPacking::packedBits() const {
  return std::max(1, static_cast<int>(std::bit_width(values_.size() - 1)));
}

void HistogramPacking::pack(std::span<const std::uint16_t> samples, std::span<std::uint16_t> ranks) const {
  std::vector<std::uint16_t> rankOf(possibleValues);
  for (std::size_t rank = 0; rank < values_.size(); ++rank) {
    rankOf[values_[rank]] = static_cast<std::uint16_t>(rank);
  }
  std::ranges::transform(samples, ranks.begin(), [&](std::uint16_t sample) { return rankOf[sample]; });
}

void HistogramPacking::unpack(std::span<const std::uint16_t> ranks, std::span<std::uint16_t> samples) const {
  const std::size_t last = values_.size() - 1;
  std::ranges::transform(ranks, samples.begin(),
                         [&](std::uint16_t rank) { return values_[std::min<std::size_t>(rank, last)]; });
}

std::uint64_t predictedBytes(std::span<const std::uint16_t> samples, std::size_t width) {
  if (samples.size() < 2 * width) return 2 * samples.size();
  const std::size_t rows = samples.size() / width;
  const std::size_t step = std::max<std::size_t>(1, samples.size() / measuredPixels);
  std::array<ResidualSum, activityClasses> sums{};
  std::uint64_t measured = 0;
  for (std::size_t y = 1; y < rows; y += step) {
    const std::uint16_t* row = samples.data() + y * width;
    measureRow(row - width, row, width, sums);
    measured += width;
  }
  std::uint64_t bits = 0;  // in 1/65536; at most 2^18 * 2^21
  for (const ResidualSum& sum : sums) bits += sum.bits();
  return (bits >> 8U) * samples.size() / measured >> 11U;
}

bool packingPays(const HistogramPacking& packing, std::span<const std::uint16_t> samples, std::size_t width) {
  if (packing.isIdentity()) return false;
  std::vector<std::uint16_t> ranks(samples.size());
  packing.pack(samples, ranks);
  return predictedBytes(ranks, width) + packing.table().size() < predictedBytes(samples, width);
}

}  // namespace trabecula::core
