#include "app/desktop/pane_menu.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QWidgetAction>
#include <functional>
#include <limits>

#include "widgets/panel/value_box.h"
#include "widgets/surface/surface_pane.h"
#include "widgets/theme/theme.h"
#include "widgets/view/colour_bar.h"
#include "widgets/view/number_text.h"
#include "widgets/view/view_grid.h"

namespace trabecula::app {
namespace {

using widgets::Compared;
using widgets::HeatmapSettings;
using widgets::MapKind;
using widgets::PaneRole;
using widgets::ValueSelection;
using widgets::ViewPane;

QString translated(const char* text) {
  return QCoreApplication::translate("PaneMenu", text);
}

template <typename Slot>
void addChoice(QMenu& menu, const QString& text, bool isChosen, ViewPane& pane, Slot slot) {
  QAction* action = menu.addAction(text);
  action->setCheckable(true);
  action->setChecked(isChosen);
  QObject::connect(action, &QAction::triggered, &pane, slot);
}

void addCompared(QMenu& menu, ViewPane& pane) {
  const MapKind kind = pane.source().kind;
  const bool isWipe = pane.role() == PaneRole::Wipe;
  const bool canBeBoth = isWipe || kind == MapKind::Reconstruction || kind == MapKind::DisplayDifference;
  const auto add = [&](const QString& text, Compared of) {
    addChoice(menu, text, pane.compared() == of, pane, [&pane, of] { pane.setCompared(of); });
  };
  menu.addSeparator();
  add(isWipe ? translated("Original and codec &A (Left)") : translated("Of codec &A (Left)"), Compared::A);
  add(isWipe ? translated("Original and codec &B (Right)") : translated("Of codec &B (Right)"), Compared::B);
  if (canBeBoth) add(isWipe ? translated("Codec A and &codec B") : translated("A &minus B"), Compared::Both);
}

void addStreams(QMenu& menu, widgets::MapStore& maps, ViewPane& pane) {
  const QStringList titles = maps.streamTitles(pane.source().of);
  if (pane.source().kind != MapKind::Prediction || titles.size() < 2) return;
  QMenu* streams = menu.addMenu(translated("&Stream"));
  for (int i = 0; i < titles.size(); ++i)
    addChoice(*streams, titles[i], pane.stream() == i, pane, [&pane, i] { pane.setStream(i); });
}

void addOverlay(QMenu& menu, ViewPane& pane) {
  QMenu* shown = menu.addMenu(translated("&Laid over the image"));
  for (const PaneRole role : {PaneRole::ResidualHeatmap, PaneRole::DisplayDifference,
                              PaneRole::PredictionHeatmap, PaneRole::BitCostHeatmap}) {
    const MapKind kind = widgets::mapKindOf(role);
    addChoice(*shown, widgets::paneRoleTitle(role), pane.overlayKind() == kind, pane,
              [&pane, kind] { pane.setOverlayKind(kind); });
  }
  QMenu* opacity = menu.addMenu(translated("&Opacity"));
  for (const int percent : {20, 40, 60, 80, 100})
    addChoice(*opacity, translated("%1 %").arg(percent),
              qRound(100 * pane.heatmapSettings().opacity) == percent, pane, [&pane, percent] {
                HeatmapSettings settings = pane.heatmapSettings();
                settings.opacity = percent / 100.0;
                pane.setHeatmapSettings(settings);
              });
}

/// A line of a menu with a number to type.
void addField(QMenu& menu, const QString& text, double value, double least, const QString& unit,
              const std::function<void(double)>& slot) {
  auto* row = new QWidget(&menu);
  auto* label = new QLabel(text, row);
  auto* box = new widgets::ValueBox(row);
  box->setObjectName(QStringLiteral("limitField"));
  box->setAccessibleName(text);
  box->setMinimum(least);
  box->setValue(value);
  box->setSuffix(QLatin1Char(' ') + unit);
  label->setBuddy(box);
  auto* line = new QHBoxLayout(row);
  line->addWidget(label);
  line->addWidget(box, 1);
  QObject::connect(box, &QDoubleSpinBox::valueChanged, &menu, slot);
  auto* action = new QWidgetAction(&menu);
  action->setDefaultWidget(row);
  menu.addAction(action);
}

void addLimits(QMenu& menu, ViewPane& pane, const widgets::HeatmapContent& content) {
  const widgets::ValueMap& map = *content.valueMap();
  using Limits = HeatmapSettings::Limits;
  QMenu* limits = menu.addMenu(translated("Colour &limits"));
  const HeatmapSettings& now = pane.heatmapSettings();
  const QString sign = map.isAmount ? QString() : QStringLiteral("\u00B1");
  const auto with = [&pane](Limits kind, double value) {
    HeatmapSettings settings = pane.heatmapSettings();
    settings.limits = kind;
    (kind == Limits::Percentile ? settings.percent : settings.fixed) = value;
    pane.setHeatmapSettings(settings);
  };
  addChoice(
      *limits,
      translated("&Automatic: %1%2").arg(sign, widgets::shortNumber(content.automaticLimit() * map.unit)),
      now.limits == Limits::Automatic, pane, [&pane] { pane.setHeatmapLimit(0); });
  for (const double percent : {90.0, 99.0, 99.9}) {
    const QString value = widgets::shortNumber(map.percentileMagnitude(percent) * map.unit);
    addChoice(*limits, translated("%1 % of the pixels that are not 0: %2%3").arg(percent).arg(sign, value),
              now.limits == Limits::Percentile && now.percent == percent, pane,
              [with, percent] { with(Limits::Percentile, percent); });
  }
  for (const int limit : {1, 2, 4, 8, 16, 64, 256})
    addChoice(*limits, sign + QString::number(limit), now.limits == Limits::Fixed && now.fixed == limit, pane,
              [with, limit] { with(Limits::Fixed, limit); });
  addField(*limits, translated("Other:"), content.limit() * map.unit, map.unit, map.unitName,
           [with](double limit) { with(Limits::Fixed, limit); });
}

void addMarks(QMenu& menu, ViewPane& pane, const widgets::HeatmapContent& content) {
  QMenu* marks = menu.addMenu(translated("&Mark pixels"));
  const widgets::ValueMap& map = *content.valueMap();
  constexpr std::int32_t end = std::numeric_limits<std::int32_t>::max();
  const auto step = static_cast<std::int32_t>(qRound(1 / map.unit));
  const bool bothSigns = !map.isAmount;
  const std::array<ValueSelection, 4> offered = {
      ValueSelection{.low = step, .high = map.isAmount ? 2 * step : step, .bothSigns = bothSigns},
      ValueSelection{.low = map.percentileMagnitude(99), .high = end, .bothSigns = bothSigns},
      ValueSelection{.low = map.largestMagnitude(), .high = end, .bothSigns = bothSigns},
      ValueSelection{.low = 0, .high = 0, .bothSigns = false}};
  for (const ValueSelection& selection : offered)
    addChoice(*marks, widgets::selectionText(content, selection), content.selection() == selection, pane,
              [&pane, selection] { pane.setSelection(selection); });
  addChoice(*marks, translated("&Nothing"), !content.selection(), pane,
            [&pane] { pane.setSelection(std::nullopt); });
}

void addHeatmap(QMenu& menu, ViewPane& pane) {
  const widgets::HeatmapContent* content =
      pane.imageView().content() ? pane.imageView().content()->heatmap() : nullptr;
  if (!content) return;
  addLimits(menu, pane, *content);
  const bool isLog = pane.heatmapScale() == core::ColourScale::SignedLog;
  addChoice(menu,
            content->valueMap()->isAmount ? translated("Lo&g colours") : translated("Signed lo&g colours"),
            isLog, pane, [&pane, isLog] {
              pane.setHeatmapScale(isLog ? core::ColourScale::Linear : core::ColourScale::SignedLog);
            });
  addMarks(menu, pane, *content);
}

void addSurface(QMenu& menu, ViewPane& pane) {
  menu.addAction(widgets::icon(QStringLiteral("reset")), translated("&Reset the view of the surface"), &pane,
                 &ViewPane::resetSurface);
  widgets::SurfaceView* view = pane.surface() ? pane.surface()->view() : nullptr;
  if (!view) return;
  QMenu* heights = menu.addMenu(translated("Height s&cale (Shift+wheel)"));
  for (const double factor : {0.25, 0.5, 1.0, 2.0, 4.0, 8.0})
    addChoice(*heights, QStringLiteral("%1\u00D7").arg(factor), view->scene().heightScale() == factor, pane,
              [view, factor] { view->setHeightScale(factor); });
  const bool isWanted = pane.isHistogramWanted();
  addChoice(menu, translated("&Histogram beside the surface"), isWanted, pane,
            [&pane, isWanted] { pane.setHistogramWanted(!isWanted); });
  QMenu* shading = menu.addMenu(translated("&Shading"));
  using widgets::SurfaceShading;
  const auto add = [&](const QString& text, SurfaceShading kind) {
    addChoice(*shading, text, view->scene().shading() == kind, pane,
              [view, kind] { view->setShading(kind); });
  };
  add(translated("S&mooth"), SurfaceShading::Smooth);
  add(translated("&Flat"), SurfaceShading::Flat);
  add(translated("&Wire"), SurfaceShading::Wire);
}

}  // namespace

void fillPaneMenu(QMenu& menu, widgets::ViewGrid& grid, std::size_t index) {
  ViewPane& pane = grid.pane(index);
  if (pane.showsMap() || pane.role() == PaneRole::Wipe) addCompared(menu, pane);
  addStreams(menu, grid.model().maps(), pane);
  if (pane.role() == PaneRole::Overlay) addOverlay(menu, pane);
  if (pane.showsMap()) addHeatmap(menu, pane);
  if (pane.isSurface()) addSurface(menu, pane);
}

}  // namespace trabecula::app
