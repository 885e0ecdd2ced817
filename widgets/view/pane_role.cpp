#include "widgets/view/pane_role.h"

#include <QCoreApplication>

namespace trabecula::widgets {

const std::vector<PaneRole>& paneRoles() {
  static const std::vector<PaneRole> roles = {PaneRole::Original,          PaneRole::Decoded,
                                              PaneRole::ResidualHeatmap,   PaneRole::ResidualSurface,
                                              PaneRole::PredictionHeatmap, PaneRole::PredictionSurface};
  return roles;
}

QString paneRoleTitle(PaneRole role) {
  switch (role) {
    case PaneRole::Original:
      return QCoreApplication::translate("PaneRole", "Original");
    case PaneRole::Decoded:
      return QCoreApplication::translate("PaneRole", "Decoded");
    case PaneRole::ResidualHeatmap:
      return QCoreApplication::translate("PaneRole", "Residual");
    case PaneRole::ResidualSurface:
      return QCoreApplication::translate("PaneRole", "Residual surface");
    case PaneRole::PredictionHeatmap:
      return QCoreApplication::translate("PaneRole", "Prediction residual");
    case PaneRole::PredictionSurface:
      break;
  }
  return QCoreApplication::translate("PaneRole", "Prediction residual surface");
}

}  // namespace trabecula::widgets
