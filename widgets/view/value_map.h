#pragma once

#include <QRect>
#include <QSize>
#include <QString>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/analysis/analysis.h"
#include "core/analysis/residual.h"

namespace trabecula::widgets {

/// A map of one frame with all that a view must know of it. Shared, never changed; any thread.
struct ValueMap {
  std::shared_ptr<const core::ResidualMap> map;
  QString title;          ///< "Prediction residual (median edge)"
  QString unitName;       ///< "stored units", "grey levels", "bits"
  double unit = 1;        ///< what one step of an entry is worth in that unit: bit costs come in 1/1000
  bool isAmount = false;  ///< from zero up (bit cost), not about zero
  int pixelsPerEntry =
      1;  ///< image pixels each way that one entry stands for: 2 for a sub-image of half size
  QSize imageSize;

  core::ResidualStatistics statistics;  ///< of the entries, in steps
  /// Magnitudes that occur, without 0, ascending, each with the number of entries up to and including it.
  std::vector<std::pair<std::int32_t, std::uint64_t>> magnitudes;

  std::int32_t largestMagnitude() const { return magnitudes.empty() ? 0 : magnitudes.back().first; }
  /// The magnitude that `percent` of the entries other than 0 do not exceed; 0 where all are 0.
  std::int32_t percentileMagnitude(double percent) const;
  /// The entry over an image position, clipped to the map.
  std::int32_t at(int x, int y) const;
  /// The entries under a region of the image; the whole map for an empty one.
  QRect entriesOf(const QRect& region) const;
};
using ValueMapPtr = std::shared_ptr<const ValueMap>;

/// The size of one step of bit-cost maps: entries are whole thousandths of a bit.
inline constexpr double bitCostStep = 0.001;

/// A map with its statistics. A pass or two over all entries: for workers. `pixels` is the image's size, of
/// which a smaller map is taken to be a sub-image.
ValueMapPtr makeValueMap(core::ResidualMap map, const QSize& pixels, const QString& title,
                         const QString& unitName, double unit = 1, bool isAmount = false);
/// Bit costs of a frame, one a pixel.
ValueMapPtr makeBitCostMap(const std::vector<float>& bits, const QSize& pixels, const QString& title,
                           const QString& unitName);
/// Only what is under a region. A pass over it: for workers where it is large.
core::ResidualStatistics statisticsOf(const ValueMap& map, const QRect& region);

}  // namespace trabecula::widgets
