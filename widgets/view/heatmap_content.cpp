#include "widgets/view/heatmap_content.h"

#include <cmath>

#include "core/analysis/display_range.h"
#include "widgets/view/strips.h"

namespace trabecula::widgets {
namespace {

/// Tables of colours have at most this many entries each way.
constexpr int mostLimit = 1 << 17;

ValueMapPtr bareValueMap(std::shared_ptr<const core::ResidualMap> map) {
  auto result = std::make_shared<ValueMap>();
  result->imageSize = QSize(map->width, map->height);
  result->unitName = QStringLiteral("stored units");
  if (const std::int32_t largest = core::largestMagnitude(*map); largest > 0)
    result->magnitudes.emplace_back(largest, 1);
  result->map = std::move(map);
  return result;
}

int automaticLimitOf(const ValueMap& map) {
  const int largest = std::clamp(map.largestMagnitude(), 1, mostLimit);
  const std::uint64_t count = map.magnitudes.empty() ? 0 : map.magnitudes.back().second;
  const int common = std::max(1, map.percentileMagnitude(core::commonPercent));
  return static_cast<int>(core::displayLimit(largest, common, count));
}

std::uint32_t rgbOf(const core::Rgb& colour) {
  return qRgb(colour.red, colour.green, colour.blue);
}

}  // namespace

HeatmapContent::HeatmapContent(std::shared_ptr<const core::ResidualMap> map)
    : HeatmapContent(bareValueMap(std::move(map))) {}

HeatmapContent::HeatmapContent(ValueMapPtr map) : map_(std::move(map)) {
  automaticLimit_ = automaticLimitOf(*map_);
  setLimit(0);
}

void HeatmapContent::setLimit(int limit) {
  const int next = limit > 0 ? std::min(limit, mostLimit) : automaticLimit_;
  if (next == limit_ && !table_.empty()) return;
  limit_ = next;
  rebuildTable();
}

void HeatmapContent::setScale(core::ColourScale scale) {
  if (scale == scale_) return;
  scale_ = scale;
  rebuildTable();
}

void HeatmapContent::setSettings(const HeatmapSettings& settings) {
  switch (settings.limits) {
    case HeatmapSettings::Limits::Automatic:
      setLimit(0);
      break;
    case HeatmapSettings::Limits::Percentile:
      setLimit(std::max(1, map_->percentileMagnitude(settings.percent)));
      break;
    case HeatmapSettings::Limits::Fixed:
      setLimit(static_cast<int>(std::clamp(std::round(settings.fixed / map_->unit), 1.0, 1.0 * mostLimit)));
      break;
  }
  setScale(settings.scale);
}

void HeatmapContent::rebuildTable() {
  table_.clear();
  lowest_ = map_->isAmount ? 0 : -limit_;
  table_.reserve(static_cast<std::size_t>(limit_ - lowest_) + 1);
  const auto& amounts = core::sequentialColours();
  for (int value = lowest_; value <= limit_; ++value) {
    if (!map_->isAmount) {
      table_.push_back(rgbOf(core::colourOf(value, limit_, scale_)));
      continue;
    }
    const double share = core::scalePosition(value, limit_, scale_);
    table_.push_back(rgbOf(amounts[static_cast<std::size_t>(std::lround(255 * share))]));
  }
}

void HeatmapContent::setSelection(const std::optional<ValueSelection>& selection) {
  if (selection == selection_) return;
  selection_ = selection;
  hasMarks_ = false;
  selectedCount_ = 0;
  mask_.clear();
  maskPyramid_ = {};
  if (!selection_) return;
  const auto& values = map_->map->values;
  mask_.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool isMarked = selection_->contains(values[i]);
    mask_[i] = isMarked ? 1 : 0;
    selectedCount_ += isMarked ? 1 : 0;
  }
}

/// The same part of the image in the map's own entries.
core::Viewport HeatmapContent::entryViewport(const core::Viewport& viewport) const {
  core::Viewport result = viewport;
  result.originX /= map_->pixelsPerEntry;
  result.originY /= map_->pixelsPerEntry;
  result.zoom *= map_->pixelsPerEntry;
  return result;
}

const core::ScreenPlane<std::int32_t>& HeatmapContent::plane(const core::Viewport& viewport) {
  if (hasCache_ && cachedViewport_ == viewport) return cachedPlane_;
  cachedPlane_ =
      pyramid_.resample(map_->map->values, map_->map->width, map_->map->height, entryViewport(viewport));
  cachedViewport_ = viewport;
  hasCache_ = true;
  hasMarks_ = false;
  return cachedPlane_;
}

const core::ScreenPlane<std::int32_t>& HeatmapContent::marks(const core::Viewport& viewport) {
  plane(viewport);
  if (hasMarks_) return cachedMarks_;
  cachedMarks_ = maskPyramid_.resample(mask_, map_->map->width, map_->map->height, entryViewport(viewport));
  hasMarks_ = true;
  return cachedMarks_;
}

void HeatmapContent::prepare(const core::Viewport& viewport) {
  plane(viewport);
  if (selection_) marks(viewport);
}

void HeatmapContent::render(const core::Viewport& viewport, const PutStrip& put) {
  const auto& shown = plane(viewport);
  const std::int32_t* marked = selection_ ? marks(viewport).values.data() : nullptr;
  putStrips(shown.rect, 0, viewport.width, put, [&](std::size_t start, std::span<std::uint32_t> pixels) {
    const std::int32_t* values = shown.values.data() + start;
    for (std::size_t x = 0; x < pixels.size(); ++x) pixels[x] = colourOf(values[x]);
    if (!marked) return;
    for (std::size_t x = 0; x < pixels.size(); ++x)
      pixels[x] = marked[start + x] != 0 ? markColour : dimmed(pixels[x], dimmedShare);
  });
}

}  // namespace trabecula::widgets
