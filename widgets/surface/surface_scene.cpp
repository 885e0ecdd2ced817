#include "widgets/surface/surface_scene.h"

#include <vtkCamera.h>
#include <vtkCoordinate.h>
#include <vtkLight.h>
#include <vtkPolyData.h>
#include <vtkProperty.h>
#include <vtkTextProperty.h>

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/analysis/decimate.h"
#include "core/analysis/display_range.h"
#include "widgets/surface/axis_ticks.h"
#include "widgets/surface/surface_colours.h"
#include "widgets/surface/surface_mesh.h"
#include "widgets/surface/surface_scene_internals.h"
#include "widgets/surface/text_font.h"

namespace trabecula::widgets {
namespace {

constexpr double automaticHeight = 0.42;  // of the box's longer side

core::DecimatedMap<float> decimated(const SurfaceField& field, int limit) {
  return std::visit(
      [&](auto values) {
        using Value = std::remove_const_t<typename decltype(values)::element_type>;
        const auto map = core::decimateByMagnitude<Value>(values, field.width, field.height, limit, limit);
        core::DecimatedMap<float> result{.width = map.width,
                                         .height = map.height,
                                         .sourceWidth = map.sourceWidth,
                                         .sourceHeight = map.sourceHeight,
                                         .values = {}};
        result.values.assign(map.values.begin(), map.values.end());
        if (field.unit != 1)
          for (float& value : result.values) value *= static_cast<float>(field.unit);
        return result;
      },
      field.values);
}

struct HeightLimits {
  double largest = 0;  ///< magnitude
  double cut = 0;      ///< where heights are cut; the largest magnitude where they are not
};

HeightLimits heightLimits(const std::vector<float>& values) {
  std::vector<float> magnitudes;
  for (const float value : values)
    if (value != 0) magnitudes.push_back(std::abs(value));
  if (magnitudes.empty()) return {};
  const double largest = *std::max_element(magnitudes.begin(), magnitudes.end());
  const auto rank =
      static_cast<std::size_t>(static_cast<double>(magnitudes.size()) * core::commonPercent / 100);
  const auto common = magnitudes.begin() + static_cast<std::ptrdiff_t>(std::min(rank, magnitudes.size() - 1));
  std::nth_element(magnitudes.begin(), common, magnitudes.end());
  return {largest, core::displayLimit(largest, *common, magnitudes.size())};
}

std::string noteFor(const core::DecimatedMap<float>& map, const HeightLimits& limits, double cut) {
  std::string note;
  if (map.width < map.sourceWidth || map.height < map.sourceHeight)
    note = std::to_string(map.sourceWidth) + " x " + std::to_string(map.sourceHeight) + " pixels as " +
           std::to_string(map.width) + " x " + std::to_string(map.height) +
           " points, each the largest of its cell";
  if (limits.largest > cut) {
    if (!note.empty()) note += "\n";
    note += "Cut at " + tickText(cut) + "; the largest is " + tickText(limits.largest);
  }
  return note;
}

void styleCaption(vtkTextActor& actor, double grey) {
  actor.GetPositionCoordinate()->SetCoordinateSystemToViewport();
  useSystemFont(*actor.GetTextProperty());
  actor.GetTextProperty()->SetVerticalJustificationToTop();
  actor.GetTextProperty()->SetColor(grey, grey, grey);
  actor.GetTextProperty()->SetLineSpacing(1.2);
}

}  // namespace

SurfaceScene::Internals::Internals() : axes(*renderer) {
  renderer->SetBackground(0, 0, 0);
  renderer->AutomaticLightCreationOff();
  vtkNew<vtkLight> light;
  light->SetLightTypeToCameraLight();
  light->SetPosition(-0.7, 0.8, 1.0);
  light->SetIntensity(1.0);
  renderer->AddLight(light);
  surface->GetProperty()->SetAmbient(0.42);
  surface->GetProperty()->SetDiffuse(0.72);
  surface->GetProperty()->SetSpecular(0.06);
  surface->GetProperty()->SetSpecularPower(18);
  renderer->AddActor(surface);
  for (Level& level : levels) {
    // Colours are looked up a fragment, not a vertex: between -5 and +5 lies the neutral colour, not a
    // mixture.
    level.mapper->InterpolateScalarsBeforeMappingOn();
    level.mapper->SetUseLookupTableScalarRange(true);
  }
  useLevel(0);
  stemMapper->SetUseLookupTableScalarRange(true);
  stems->SetMapper(stemMapper);
  stems->GetProperty()->LightingOff();
  stems->VisibilityOff();
  renderer->AddActor(stems);
  styleCaption(*title, 0.86);
  styleCaption(*note, 0.62);
  renderer->AddActor2D(title);
  renderer->AddActor2D(note);
  surface->VisibilityOff();
  axes.setVisible(false);
}

void SurfaceScene::Internals::attach(vtkRenderWindow& window) {
  assert(!isAttached);
  window.AddRenderer(renderer);
  window.AddRenderer(&legend.renderer());
  isAttached = true;
}

void SurfaceScene::Internals::detach(vtkRenderWindow& window) {
  window.RemoveRenderer(renderer);
  window.RemoveRenderer(&legend.renderer());
  isAttached = false;
}

void SurfaceScene::Internals::setCaptionVisible(bool visible) {
  title->SetVisibility(visible);
  note->SetVisibility(visible);
}

void SurfaceScene::Internals::show(std::shared_ptr<PreparedSurface> surfaceToShow) {
  shown = std::move(surfaceToShow);
  const auto table = surfaceLookupTable(shown->colours, shown->cut > 0 ? shown->cut : 1);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    Level& level = levels[i];
    level.mapper->SetInputData(shown->levels[i].mesh);
    level.mapper->SetLookupTable(table);
    level.columns = shown->levels[i].columns;
    level.rows = shown->levels[i].rows;
    level.lastColumnFirst = false;
    level.lastRowFirst = true;
  }
  hasStems = shown->stems != nullptr;
  if (hasStems) stemMapper->SetInputData(shown->stems);
  stemMapper->SetLookupTable(table);
  legend.setTable(*table, shown->units, shown->wholeNumbers);
  title->SetInput(shown->title.c_str());
  note->SetInput(shown->note.c_str());
}

void SurfaceScene::Internals::useLevel(std::size_t index) {
  levelInUse = index;
  surface->SetMapper(levels[index].mapper);
}

void SurfaceScene::Internals::orderByDistance() {
  Level& level = levels[levelInUse];
  const double* const eye = renderer->GetActiveCamera()->GetPosition();
  const SurfaceBounds box = bounds();
  const bool fromRight = eye[0] > (box[0] + box[1]) / 2;
  const bool fromBelow = eye[1] < (box[2] + box[3]) / 2;
  if (level.lastColumnFirst == fromRight && level.lastRowFirst == fromBelow) return;
  level.lastColumnFirst = fromRight;
  level.lastRowFirst = fromBelow;
  orderTriangles(*level.mapper->GetInput(), level.columns, level.rows, fromRight, fromBelow);
}

SurfaceBounds SurfaceScene::Internals::bounds() const {
  const auto& size = shown->heights;
  const double longer = std::max(size.sourceWidth, size.sourceHeight);
  // A strip of a few pixels must still be seen.
  const double boxWidth = std::max(size.sourceWidth / longer, 0.04);
  const double boxHeight = std::max(size.sourceHeight / longer, 0.04);
  const double perUnit = automaticHeight / (shown->high - shown->low) * heightScale;
  return {0, boxWidth, -boxHeight, 0, shown->low * perUnit, shown->high * perUnit};
}

std::array<double, 3> SurfaceScene::Internals::worldScale() const {
  const SurfaceBounds box = bounds();
  return {box[1] / shown->heights.sourceWidth, -box[2] / shown->heights.sourceHeight,
          automaticHeight / (shown->high - shown->low) * heightScale};
}

void SurfaceScene::Internals::prepare(int windowWidth, int windowHeight) {
  const double strip = legend.layOut(windowWidth, windowHeight, pixelRatio);
  renderer->SetViewport(0, 0, 1 - strip, 1);
  legend.renderer().SetViewport(1 - strip, 0, 1, 1);
  const int captionFont = static_cast<int>(std::lround(13 * pixelRatio));
  title->GetTextProperty()->SetFontSize(captionFont);
  note->GetTextProperty()->SetFontSize(static_cast<int>(std::lround(11 * pixelRatio)));
  const bool hasTitle = title->GetVisibility() && title->GetInput() && *title->GetInput();
  title->GetPositionCoordinate()->SetValue(12 * pixelRatio, windowHeight - 10 * pixelRatio, 0);
  note->GetPositionCoordinate()->SetValue(12 * pixelRatio, windowHeight - (hasTitle ? 32 : 10) * pixelRatio,
                                          0);
  if (isEmpty) return;
  const SurfaceBounds box = bounds();
  surface->SetScale(worldScale().data());
  stems->SetScale(surface->GetScale());
  stems->GetProperty()->SetLineWidth(static_cast<float>(2 * pixelRatio));
  stems->GetProperty()->SetPointSize(static_cast<float>(4 * pixelRatio));
  // Room for numbers and titles, less in a small pane.
  const double room = std::min(1.0, std::min(windowWidth, windowHeight) / (360 * pixelRatio)) * pixelRatio;
  camera.apply(*renderer, box,
               {.left = 64 * room, .right = 40 * room, .top = 62 * room, .bottom = 44 * room});
  orderByDistance();
  const double left = shown->originX;
  const double top = shown->originY;
  const double right = left + 1.0 * shown->heights.sourceWidth * shown->pixelsPerValue;
  const double bottom = top + 1.0 * shown->heights.sourceHeight * shown->pixelsPerValue;
  axes.update(
      box,
      {SurfaceAxes::Axis{left, right, "x (pixels)", true}, SurfaceAxes::Axis{bottom, top, "y (pixels)", true},
       SurfaceAxes::Axis{shown->low, shown->high, shown->units, shown->wholeNumbers}},
      pixelRatio);
}

SurfaceScene::SurfaceScene() : internals_(std::make_unique<Internals>()) {}
SurfaceScene::~SurfaceScene() = default;

std::shared_ptr<PreparedSurface> prepareSurface(const SurfaceField& field) {
  auto result = std::make_shared<PreparedSurface>();
  result->heights = decimated(field, PreparedSurface::levelPoints.front());
  const auto& fine = result->heights;
  const HeightLimits limits = heightLimits(fine.values);
  const double cut = field.fullScale && *field.fullScale > 0 ? *field.fullScale : limits.cut;
  result->title = field.title;
  result->note = noteFor(fine, limits, cut);
  result->units = field.units;
  result->colours = field.colours;
  result->wholeNumbers =
      field.unit == 1 && std::holds_alternative<std::span<const std::int32_t>>(field.values);
  result->originX = field.originX;
  result->originY = field.originY;
  result->pixelsPerValue = field.pixelsPerValue;
  result->cut = cut;
  result->fullScale = limits.largest > 0 ? cut : 0;
  const auto [least, most] = std::minmax_element(fine.values.begin(), fine.values.end());
  result->low = std::clamp(static_cast<double>(*least), -cut, 0.0);
  result->high = std::clamp(static_cast<double>(*most), 0.0, cut);
  if (result->low == result->high) {
    // Nothing but zeros: a plane in the middle of the box, or on its floor where nothing can be below.
    result->low = field.colours == SurfaceColours::Diverging ? -1 : 0;
    result->high = 1;
  }
  for (std::size_t i = 0; i < result->levels.size(); ++i) {
    PreparedSurface::Level& level = result->levels[i];
    const auto map = i == 0 ? fine : decimated(field, PreparedSurface::levelPoints[i]);
    level.mesh = surfaceMesh(map, cut);
    level.columns = std::max(2, map.width);
    level.rows = std::max(2, map.height);
  }
  result->stems = surfaceStems(fine, cut);
  return result;
}

void SurfaceScene::setField(const SurfaceField& field) {
  setSurface(prepareSurface(field));
}

void SurfaceScene::setSurface(std::shared_ptr<PreparedSurface> surface) {
  internals_->show(std::move(surface));
  internals_->isEmpty = false;
  internals_->surface->VisibilityOn();
  internals_->stems->SetVisibility(internals_->hasStems);
  internals_->axes.setVisible(true);
  internals_->legend.setVisible(true);
  internals_->setCaptionVisible(true);
}

void SurfaceScene::clear() {
  internals_->isEmpty = true;
  internals_->surface->VisibilityOff();
  internals_->stems->VisibilityOff();
  internals_->axes.setVisible(false);
  internals_->legend.setVisible(false);
  internals_->setCaptionVisible(false);
}

bool SurfaceScene::isEmpty() const {
  return internals_->isEmpty;
}

void SurfaceScene::setHeightScale(double factor) {
  if (std::isfinite(factor)) internals_->heightScale = std::clamp(factor, 0.05, 20.0);
}

double SurfaceScene::heightScale() const {
  return internals_->heightScale;
}

SurfaceShading SurfaceScene::shading() const {
  return internals_->shading;
}

void SurfaceScene::setShading(SurfaceShading shading) {
  internals_->shading = shading;
  vtkProperty& property = *internals_->surface->GetProperty();
  if (shading == SurfaceShading::Flat)
    property.SetInterpolationToFlat();
  else
    property.SetInterpolationToGouraud();
  if (shading == SurfaceShading::Wire)
    property.SetRepresentationToWireframe();
  else
    property.SetRepresentationToSurface();
}

void SurfaceScene::setDetail(SurfaceDetail detail) {
  internals_->useLevel(static_cast<std::size_t>(detail));
}

double SurfaceScene::fullScale() const {
  return internals_->isEmpty ? 0 : internals_->shown->fullScale;
}
int SurfaceScene::pointColumns() const {
  return internals_->isEmpty ? 0 : internals_->shown->heights.width;
}
int SurfaceScene::pointRows() const {
  return internals_->isEmpty ? 0 : internals_->shown->heights.height;
}

void SurfaceScene::resetCamera() {
  internals_->camera.reset();
}

void SurfaceScene::rotate(double azimuth, double elevation) {
  internals_->camera.rotate(azimuth, elevation);
}

void SurfaceScene::pan(double dx, double dy) {
  internals_->camera.pan(dx, dy, std::max(1, internals_->renderer->GetSize()[1]));
}

void SurfaceScene::zoom(double factor) {
  internals_->camera.zoom(factor);
}

void SurfaceScene::setPixelRatio(double ratio) {
  internals_->pixelRatio = std::clamp(ratio, 0.5, 8.0);
}

}  // namespace trabecula::widgets
