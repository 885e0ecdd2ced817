#include "widgets/view/pane_role.h"

#include <QCoreApplication>

namespace trabecula::widgets {
namespace {

struct RoleText {
  PaneRole role;
  const char* title;
  const char* key;
  const char* icon;
};

/// A surface has the key of its heatmap with Ctrl.
constexpr RoleText texts[] = {
    {PaneRole::Original, QT_TRANSLATE_NOOP("PaneRole", "Original"), "Alt+1", ""},
    {PaneRole::Decoded, QT_TRANSLATE_NOOP("PaneRole", "Codec A"), "Alt+2", ""},
    {PaneRole::DecodedB, QT_TRANSLATE_NOOP("PaneRole", "Codec B"), "Alt+3", ""},
    {PaneRole::Wipe, QT_TRANSLATE_NOOP("PaneRole", "Wipe"), "Alt+4", "layout-side"},
    {PaneRole::Overlay, QT_TRANSLATE_NOOP("PaneRole", "Heatmap over image"), "Alt+5", "heatmap"},
    {PaneRole::ResidualHeatmap, QT_TRANSLATE_NOOP("PaneRole", "Residual"), "Alt+6", "heatmap"},
    {PaneRole::DisplayDifference, QT_TRANSLATE_NOOP("PaneRole", "Difference as displayed"), "Alt+7",
     "heatmap"},
    {PaneRole::PredictionHeatmap, QT_TRANSLATE_NOOP("PaneRole", "Prediction residual"), "Alt+8", "heatmap"},
    {PaneRole::BitCostHeatmap, QT_TRANSLATE_NOOP("PaneRole", "Bit cost"), "Alt+9", "heatmap"},
    {PaneRole::ResidualSurface, QT_TRANSLATE_NOOP("PaneRole", "Residual surface"), "Ctrl+Alt+6", "surface"},
    {PaneRole::PredictionSurface, QT_TRANSLATE_NOOP("PaneRole", "Prediction residual surface"), "Ctrl+Alt+8",
     "surface"},
    {PaneRole::BitCostSurface, QT_TRANSLATE_NOOP("PaneRole", "Bit cost surface"), "Ctrl+Alt+9", "surface"},
};

const RoleText& textOf(PaneRole role) {
  return texts[static_cast<std::size_t>(role)];
}

}  // namespace

const std::vector<PaneRole>& paneRoles() {
  static const std::vector<PaneRole> roles = [] {
    std::vector<PaneRole> all;
    for (const RoleText& text : texts) all.push_back(text.role);
    return all;
  }();
  return roles;
}

QString paneRoleTitle(PaneRole role) {
  return QCoreApplication::translate("PaneRole", textOf(role).title);
}

QString paneRoleId(PaneRole role) {
  return QString::fromLatin1(textOf(role).title).toLower().replace(QLatin1Char(' '), QLatin1Char('-'));
}

QString paneRoleKey(PaneRole role) {
  return QLatin1String(textOf(role).key);
}

QString paneRoleIcon(PaneRole role) {
  return QLatin1String(textOf(role).icon);
}

MapKind mapKindOf(PaneRole role) {
  switch (role) {
    case PaneRole::DisplayDifference:
      return MapKind::DisplayDifference;
    case PaneRole::PredictionHeatmap:
    case PaneRole::PredictionSurface:
      return MapKind::Prediction;
    case PaneRole::BitCostHeatmap:
    case PaneRole::BitCostSurface:
      return MapKind::BitCost;
    default:
      return MapKind::Reconstruction;
  }
}

PaneRole heatmapRoleOf(PaneRole role) {
  switch (role) {
    case PaneRole::ResidualSurface:
      return PaneRole::ResidualHeatmap;
    case PaneRole::PredictionSurface:
      return PaneRole::PredictionHeatmap;
    case PaneRole::BitCostSurface:
      return PaneRole::BitCostHeatmap;
    default:
      return role;
  }
}

}  // namespace trabecula::widgets
