#include "core/phantom/detector.h"

#include <algorithm>

#include "core/phantom/noise.h"

namespace trabecula::core::phantom {

namespace {

constexpr std::int64_t largestCount256 = (std::int64_t{1} << 31) - 1;

/// Counts a pixel behind the typical attenuation, times 256: the dose does not depend on the pixel size, up
/// to what a detector element holds.
std::int64_t nominalCounts256(const Geometry& geometry) {
  constexpr std::int64_t countsPerSquareMm = 90'000;
  const std::int64_t pitch = geometry.pitch20();
  const std::int64_t area20 = (pitch * pitch) >> 20;
  return std::clamp<std::int64_t>((countsPerSquareMm * 256 * area20) >> 20, 400 * 256, 16'000 * 256);
}

std::uint64_t openFieldCounts256(std::int64_t nominal256, std::int64_t typicalAttenuation) {
  return (static_cast<std::uint64_t>(nominal256) << 31U) / exponentialOfNegative(typicalAttenuation);
}

}  // namespace

Detector::Detector(const Anatomy& anatomy, const Geometry& geometry, std::uint64_t seed, int densityPermille,
                   int bitsStored)
    : geometry_(geometry),
      exposure_(anatomy.exposure),
      noiseSeed_(randomBits(seed, 7)),
      nominal256_(nominalCounts256(geometry)),
      openField256_(openFieldCounts256(nominal256_, anatomy.exposure.typicalAttenuation)),
      projection_(anatomy, geometry, randomBits(seed, 11), densityPermille),
      focalSpot_(binomialOrder(geometry, tenths(1))),
      scintillator_(std::max(2, binomialOrder(geometry, tenths(1)))),
      response_(anatomy.exposure, bitsStored, openField256_) {}

/// 1 within the collimated field, 0 outside, with a penumbra between them.
Fixed Detector::openness(std::int64_t column, std::int64_t row) const {
  const std::int64_t pixels =
      std::min({column, geometry_.width - 1 - column, row, geometry_.height - 1 - row});
  const Fixed inside = pixels * geometry_.fieldWidth / geometry_.width - exposure_.collimatorMargin;
  return smoothStep(clampFixed(inside / 2, 0, fixedOne));
}

std::vector<std::int32_t> Detector::meanCounts(std::int64_t firstRow, std::int64_t endRow) const {
  // Beyond the image the nearest row goes on.
  const std::int64_t firstReal = std::clamp<std::int64_t>(firstRow, 0, geometry_.height - 1);
  const std::int64_t endReal = std::clamp<std::int64_t>(endRow, firstReal + 1, geometry_.height);
  const std::vector<std::int32_t> attenuation = projection_.attenuation(firstReal, endReal);
  const auto width = static_cast<std::size_t>(geometry_.width);
  std::vector<std::int32_t> counts;
  counts.reserve(static_cast<std::size_t>(endRow - firstRow) * width);
  for (std::int64_t row = firstRow; row < endRow; ++row) {
    const std::int64_t source = std::clamp<std::int64_t>(row, firstReal, endReal - 1);
    // Heel effect: the cathode's side of the field, at the top, gets a little more.
    const std::int64_t heel = 65536 + 5000 * (geometry_.height - 2 * source) / geometry_.height;
    const std::uint64_t open = (openField256_ * static_cast<std::uint64_t>(heel)) >> 16U;
    const std::int32_t* values = attenuation.data() + static_cast<std::size_t>(source - firstReal) * width;
    for (std::size_t column = 0; column < width; ++column) {
      const auto primary = static_cast<std::int64_t>((open * exponentialOfNegative(values[column])) >> 31U);
      const std::int64_t scatter = nominal256_ / 10;
      const Fixed passed = openness(static_cast<std::int64_t>(column), source);
      counts.push_back(static_cast<std::int32_t>(
          std::min<std::int64_t>(largestCount256, multiply(primary + scatter, passed) + nominal256_ / 200)));
    }
  }
  return counts;
}

std::vector<std::uint16_t> Detector::expose(int firstRow, int endRow) const {
  const std::int64_t halo = scintillator_.radius();
  const std::int64_t wideHalo = halo + focalSpot_.radius();
  std::vector<std::int32_t> counts =
      focalSpot_.blurRows(meanCounts(firstRow - wideHalo, endRow + wideHalo), geometry_.width);
  std::size_t i = 0;
  for (std::int64_t row = firstRow - halo; row < endRow + halo; ++row) {
    for (std::int64_t column = 0; column < geometry_.width; ++column, ++i) {
      const std::int64_t count = poissonCount(counts[i], randomBits(noiseSeed_, column, row),
                                              randomBits(noiseSeed_ + 1, column, row));
      counts[i] = static_cast<std::int32_t>(std::min<std::int64_t>(largestCount256, count << 8));
    }
  }
  const std::vector<std::int32_t> signal = scintillator_.blurRows(counts, geometry_.width);
  std::vector<std::uint16_t> samples(signal.size());
  i = 0;
  for (std::int64_t row = firstRow; row < endRow; ++row) {
    for (std::int64_t column = 0; column < geometry_.width; ++column, ++i) {
      // The shutter blackens what the collimator left unexposed.
      const bool exposed = openness(column, row) > fixedOne / 8;
      samples[i] = exposed ? response_.storedValue(static_cast<std::uint64_t>(std::max(signal[i], 1))) : 0;
    }
  }
  return samples;
}

}  // namespace trabecula::core::phantom
