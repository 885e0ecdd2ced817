#include "core/entropy/affine_grid.h"

#include <algorithm>

namespace trabecula::core {
namespace {

constexpr unsigned scaleBits = AffineGrid::stepBits - AffineGrid::offsetBits;
constexpr std::int64_t offsetOne = std::int64_t{1} << AffineGrid::offsetBits;
constexpr std::size_t fewestValues = 8;
/// Anchors tried: padding or saturation in front of the grid is usually one value or two.
constexpr std::size_t mostAnchors = 3;
constexpr std::size_t mostExceptions = 64;

/// Steps that are still possible, ends included.
struct StepRange {
  std::int64_t low;
  std::int64_t high;
};

/// The steps that put point `index` at `distance` from the origin.
StepRange stepsFor(std::int64_t distance, std::int64_t index, std::int64_t offset) {
  const std::int64_t least = (distance * offsetOne - offset) << scaleBits;
  const std::int64_t beyond = ((distance + 1) * offsetOne - offset) << scaleBits;
  return {(least + index - 1) / index, (beyond - 1) / index};
}

/// Mean of the gaps of the smallest size or one more, which are single steps.
std::int64_t typicalStep(std::span<const std::uint16_t> values) {
  std::int64_t smallest = UINT16_MAX;
  for (std::size_t i = 1; i < values.size(); ++i) {
    smallest = std::min<std::int64_t>(smallest, values[i] - values[i - 1]);
  }
  std::int64_t sum = 0;
  std::int64_t count = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const std::int64_t gap = values[i] - values[i - 1];
    if (gap > smallest + 1) continue;
    sum += gap;
    ++count;
  }
  return (sum << AffineGrid::stepBits) / count;
}

std::uint64_t simplestIn(const StepRange& range) {
  for (unsigned bits = 0; bits < AffineGrid::stepBits; ++bits) {
    const std::int64_t unit = std::int64_t{1} << (AffineGrid::stepBits - bits);
    const std::int64_t candidate = range.high / unit * unit;
    if (candidate >= range.low && candidate > 0) return static_cast<std::uint64_t>(candidate);
  }
  return static_cast<std::uint64_t>(range.high);
}

std::optional<GridFit> fitFrom(std::span<const std::uint16_t> values, std::size_t anchor, std::int64_t offset,
                               std::int64_t typical) {
  GridFit fit;
  fit.exceptions.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(anchor));
  fit.indices.push_back(0);
  const std::size_t allowed = std::min(mostExceptions, values.size() / 8 + anchor);
  constexpr std::int64_t one = std::int64_t{1} << AffineGrid::stepBits;
  StepRange range = {std::max(one, typical - one), typical + one};
  for (std::size_t i = anchor + 1; i < values.size(); ++i) {
    const std::int64_t distance = values[i] - values[anchor];
    const std::int64_t step = std::clamp(typical, range.low, range.high);
    // The middle of the interval of steps that fit, so that the nearest index is the right one.
    const std::int64_t position = (distance * offsetOne - offset + offsetOne / 2) << scaleBits;
    const std::int64_t index = std::max<std::int64_t>((position + step / 2) / step, fit.indices.back() + 1);
    const StepRange wanted = stepsFor(distance, index, offset);
    const StepRange both = {std::max(range.low, wanted.low), std::min(range.high, wanted.high)};
    if (both.low > both.high) {
      fit.exceptions.push_back(values[i]);
      if (fit.exceptions.size() > allowed) return std::nullopt;
      continue;
    }
    range = both;
    fit.indices.push_back(static_cast<std::uint32_t>(index));
  }
  fit.grid = {
      .origin = values[anchor], .offset = static_cast<std::uint32_t>(offset), .step = simplestIn(range)};
  return fit;
}

}  // namespace

std::optional<GridFit> fitAffineGrid(std::span<const std::uint16_t> values) {
  if (values.size() < fewestValues) return std::nullopt;
  std::optional<GridFit> best;
  for (std::size_t anchor = 0; anchor < mostAnchors; ++anchor) {
    const std::int64_t typical = typicalStep(values.subspan(anchor));
    for (std::int64_t offset = 0; offset < offsetOne; ++offset) {
      std::optional<GridFit> fit = fitFrom(values, anchor, offset, typical);
      if (fit && (!best || fit->exceptions.size() < best->exceptions.size())) best = std::move(fit);
    }
  }
  return best;
}

}  // namespace trabecula::core
