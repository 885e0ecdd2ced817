#include "widgets/view/value_map.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace trabecula::widgets {

std::int32_t ValueMap::percentileMagnitude(double percent) const {
  if (magnitudes.empty()) return 0;
  const double wanted = percent / 100 * static_cast<double>(magnitudes.back().second);
  const auto found = std::find_if(magnitudes.begin(), magnitudes.end() - 1, [wanted](const auto& entry) {
    return static_cast<double>(entry.second) >= wanted;
  });
  return found->first;
}

std::int32_t ValueMap::at(int x, int y) const {
  const int column = std::clamp(x / pixelsPerEntry, 0, map->width - 1);
  const int row = std::clamp(y / pixelsPerEntry, 0, map->height - 1);
  return map->values[static_cast<std::size_t>(row) * static_cast<std::size_t>(map->width) +
                     static_cast<std::size_t>(column)];
}

QRect ValueMap::entriesOf(const QRect& region) const {
  const QRect all(0, 0, map->width, map->height);
  if (region.isEmpty()) return all;
  return QRect(QPoint(region.left() / pixelsPerEntry, region.top() / pixelsPerEntry),
               QPoint(region.right() / pixelsPerEntry, region.bottom() / pixelsPerEntry))
      .intersected(all);
}

ValueMapPtr makeValueMap(core::ResidualMap map, const QSize& pixels, const QString& title,
                         const QString& unitName, double unit, bool isAmount) {
  auto result = std::make_shared<ValueMap>();
  result->title = title;
  result->unitName = unitName;
  result->unit = unit;
  result->isAmount = isAmount;
  result->imageSize = pixels;
  // The longer side tells best: of an odd one, a sub-image has half a pixel more or less.
  if (map.width > 0 && map.height > 0) {
    const bool isWide = pixels.width() >= pixels.height();
    const double ratio = isWide ? static_cast<double>(pixels.width()) / map.width
                                : static_cast<double>(pixels.height()) / map.height;
    result->pixelsPerEntry = std::max(1, static_cast<int>(std::lround(ratio)));
  }
  result->statistics = core::residualStatistics(map);
  std::map<std::int32_t, std::uint64_t> counts;
  const core::Histogram histogram = core::residualCounts(map);
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    const std::int32_t value = histogram.minValue + static_cast<std::int32_t>(i);
    if (value != 0 && histogram.counts[i] > 0) counts[std::abs(value)] += histogram.counts[i];
  }
  std::uint64_t total = 0;
  result->magnitudes.reserve(counts.size());
  for (const auto& [magnitude, count] : counts) result->magnitudes.emplace_back(magnitude, total += count);
  result->map = std::make_shared<const core::ResidualMap>(std::move(map));
  return result;
}

ValueMapPtr makeBitCostMap(const std::vector<float>& bits, const QSize& pixels, const QString& title,
                           const QString& unitName) {
  // No symbol of a 17-bit residual costs more; a broken estimate must not make a table of colours overflow.
  constexpr double mostBits = 100;
  core::ResidualMap map{.width = pixels.width(), .height = pixels.height(), .values = {}, .title = {}};
  map.values.reserve(bits.size());
  for (const float cost : bits) {
    const double bounded = std::isnan(cost) ? 0.0 : std::clamp(static_cast<double>(cost), 0.0, mostBits);
    map.values.push_back(static_cast<std::int32_t>(std::lround(bounded / bitCostStep)));
  }
  return makeValueMap(std::move(map), pixels, title, unitName, bitCostStep, true);
}

core::ResidualStatistics statisticsOf(const ValueMap& map, const QRect& region) {
  const QRect entries = map.entriesOf(region);
  core::ResidualMap part{.width = entries.width(), .height = entries.height(), .values = {}, .title = {}};
  part.values.reserve(static_cast<std::size_t>(entries.width()) * static_cast<std::size_t>(entries.height()));
  for (int y = entries.top(); y <= entries.bottom(); ++y) {
    const auto row = map.map->values.begin() + static_cast<std::ptrdiff_t>(y) * map.map->width;
    part.values.insert(part.values.end(), row + entries.left(), row + entries.right() + 1);
  }
  return core::residualStatistics(part);
}

}  // namespace trabecula::widgets
