#pragma once

#include <QString>
#include <vector>

namespace trabecula::widgets {

/// What a pane shows. Any pane can show any of them.
enum class PaneRole {
  Original,
  Decoded,
  ResidualHeatmap,
  ResidualSurface,
  PredictionHeatmap,
  PredictionSurface
};

/// All roles in menu order.
const std::vector<PaneRole>& paneRoles();
QString paneRoleTitle(PaneRole role);

inline bool isHeatmapRole(PaneRole role) {
  return role == PaneRole::ResidualHeatmap || role == PaneRole::PredictionHeatmap;
}
inline bool isSurfaceRole(PaneRole role) {
  return role == PaneRole::ResidualSurface || role == PaneRole::PredictionSurface;
}
/// True for the roles that show something of a compression's result.
inline bool isResultRole(PaneRole role) {
  return role == PaneRole::Decoded || role == PaneRole::ResidualHeatmap || role == PaneRole::ResidualSurface;
}

}  // namespace trabecula::widgets
