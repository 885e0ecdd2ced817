#pragma once

#include <QString>
#include <vector>

#include "widgets/view/map_source.h"

namespace trabecula::widgets {

/// What a pane shows. Any pane can show any of them.
enum class PaneRole {
  Original,
  Decoded,   ///< codec A
  DecodedB,  ///< codec B
  Wipe,      ///< two of them, left and right of a line
  Overlay,   ///< a map over the original
  ResidualHeatmap,
  DisplayDifference,
  PredictionHeatmap,
  BitCostHeatmap,
  ResidualSurface,
  PredictionSurface,
  BitCostSurface
};

/// All roles in menu order.
const std::vector<PaneRole>& paneRoles();
QString paneRoleTitle(PaneRole role);
/// Stable, lower case: "bit-cost-surface".
QString paneRoleId(PaneRole role);
/// The key that gives the active pane a role.
QString paneRoleKey(PaneRole role);
/// Name of the role's icon; may be empty.
QString paneRoleIcon(PaneRole role);

inline bool isHeatmapRole(PaneRole role) {
  return role >= PaneRole::ResidualHeatmap && role <= PaneRole::BitCostHeatmap;
}
inline bool isSurfaceRole(PaneRole role) {
  return role >= PaneRole::ResidualSurface;
}
/// True for the roles that need a compression's result.
inline bool isResultRole(PaneRole role) {
  return role != PaneRole::Original && role != PaneRole::PredictionHeatmap &&
         role != PaneRole::PredictionSurface;
}
/// What a role's map holds; of Overlay, the reconstruction residual unless the pane is told otherwise.
MapKind mapKindOf(PaneRole role);
/// The 2-D role that shows the same values as a surface; other roles are their own.
PaneRole heatmapRoleOf(PaneRole role);

}  // namespace trabecula::widgets
