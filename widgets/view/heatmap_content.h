#pragma once

#include <algorithm>

#include "core/image/colour_map.h"
#include "widgets/view/pane_content.h"
#include "widgets/view/value_map.h"

namespace trabecula::widgets {

/// How a pane colours maps.
struct HeatmapSettings {
  enum class Limits { Automatic, Percentile, Fixed };
  Limits limits = Limits::Automatic;
  double percent = 99;  ///< of the pixels other than 0 lie within the limits; for Percentile
  double fixed = 1;     ///< in the map's unit; for Fixed
  core::ColourScale scale = core::ColourScale::Linear;
  double opacity = 0.6;  ///< over an image

  bool operator==(const HeatmapSettings&) const = default;
};

/// Values that are marked in a map, in its steps.
struct ValueSelection {
  std::int32_t low = 0;
  std::int32_t high = 0;
  bool bothSigns = false;  ///< -high..-low too

  bool contains(std::int32_t value) const {
    return (value >= low && value <= high) || (bothSigns && -value >= low && -value <= high);
  }
  bool operator==(const ValueSelection&) const = default;
};

/// A map in colours: about zero in diverging ones with symmetric limits and a black middle, or an amount in
/// sequential ones from zero up. Below 100 % each screen pixel shows the value of largest magnitude under it,
/// so that a lone one never vanishes. Where values are marked, the others are dimmed.
class HeatmapContent : public PaneContent {
 public:
  /// A residual in stored units; its largest magnitude is looked for here, in one quick pass.
  explicit HeatmapContent(std::shared_ptr<const core::ResidualMap> map);
  explicit HeatmapContent(ValueMapPtr map);

  const core::ResidualMap& map() const { return *map_->map; }
  const ValueMapPtr& valueMap() const { return map_; }
  /// In steps, at least 1: the largest magnitude that occurs, or less where a few values are far beyond all
  /// others.
  int automaticLimit() const { return automaticLimit_; }
  int limit() const { return limit_; }
  /// Values of this magnitude or more take the end colours; in steps. 0: automatic.
  void setLimit(int limit);
  core::ColourScale scale() const { return scale_; }
  void setScale(core::ColourScale scale);
  void setSettings(const HeatmapSettings& settings);

  const std::optional<ValueSelection>& selection() const { return selection_; }
  /// A pass over the map; nothing: no values are marked.
  void setSelection(const std::optional<ValueSelection>& selection);
  /// Entries that are marked; 0 without a selection.
  std::uint64_t selectedCount() const { return selectedCount_; }

  QSize imageSize() const override { return map_->imageSize; }
  HeatmapContent* heatmap() override { return this; }
  void render(const core::Viewport& viewport, const PutStrip& put) override;
  void prepare(const core::Viewport& viewport) override;

  /// Values at screen resolution, kept for the last viewport.
  const core::ScreenPlane<std::int32_t>& plane(const core::Viewport& viewport);
  /// 1 for each value of plane() under which a marked one lies; only with a selection.
  const core::ScreenPlane<std::int32_t>& marks(const core::Viewport& viewport);
  /// What a value is painted with where none are marked.
  std::uint32_t colourOf(std::int32_t value) const {
    return table_[static_cast<std::size_t>(std::clamp(value, lowest_, limit_) - lowest_)];
  }

 private:
  void rebuildTable();
  core::Viewport entryViewport(const core::Viewport& viewport) const;

  ValueMapPtr map_;
  int automaticLimit_ = 1;
  int limit_ = 1;
  std::int32_t lowest_ = -1;  ///< of the table: -limit, or 0 for amounts
  core::ColourScale scale_ = core::ColourScale::Linear;
  std::vector<std::uint32_t> table_;
  std::optional<ValueSelection> selection_;
  std::vector<std::int32_t> mask_;  ///< 1 where the map has a marked value
  MagnitudePyramid pyramid_;
  MagnitudePyramid maskPyramid_;
  std::uint64_t selectedCount_ = 0;
  core::Viewport cachedViewport_;
  core::ScreenPlane<std::int32_t> cachedPlane_;
  core::ScreenPlane<std::int32_t> cachedMarks_;
  bool hasCache_ = false;
  bool hasMarks_ = false;
};

/// The colour of marked values, and how far others step back (of 256) beside them.
inline constexpr std::uint32_t markColour = 0xFFFFFFFFU;
inline constexpr std::uint32_t dimmedShare = 80;

/// A colour dimmed to `share` of 256.
constexpr std::uint32_t dimmed(std::uint32_t colour, std::uint32_t share) {
  const std::uint32_t redBlue = ((colour & 0x00FF00FFU) * share >> 8U) & 0x00FF00FFU;
  const std::uint32_t green = ((colour & 0x0000FF00U) * share >> 8U) & 0x0000FF00U;
  return 0xFF000000U | redBlue | green;
}

}  // namespace trabecula::widgets
