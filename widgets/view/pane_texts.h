#pragma once

#include <optional>

#include "widgets/view/heatmap_content.h"
#include "widgets/view/overlay.h"
#include "widgets/view/pane_role.h"
#include "widgets/view/viewer_model.h"

namespace trabecula::widgets {

/// What the texts of a pane are made from.
struct PaneState {
  PaneRole role = PaneRole::Original;
  Compared compared = Compared::A;
  bool isHoldingOriginal = false;
  bool patientVisible = true;
  core::DisplaySettings display;
  ValueMapPtr map;  ///< that it shows; may be null
};

/// What the header says beside the role: the codec, bits per pixel, PSNR and ratio of what is shown.
QString paneTitle(const ViewerModel& model, const PaneState& state);
/// The verdict on the result that is shown; nothing where there is none, or two.
std::optional<Verdict> paneVerdict(const ViewerModel& model, const PaneState& state);

/// The corners of a pane that shows an image.
CornerTexts imageTexts(const ViewerModel& model, const PaneState& state);
/// Statistics of a map under the region, and what is marked: for the corner of a map's pane. Nothing known
/// yet: an empty optional.
QStringList mapTexts(const ValueMap& map, const QRect& region,
                     const std::optional<core::ResidualStatistics>& statistics);
/// "Marked: +2 stored units, 1,234 pixels (0.02 %)"; empty without a selection.
QString selectionLine(const HeatmapContent& content);

}  // namespace trabecula::widgets
