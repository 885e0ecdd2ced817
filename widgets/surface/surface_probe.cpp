// Which pixel is under the cursor, and where a pixel stands on the screen.
#include <algorithm>
#include <cmath>

#include "widgets/surface/surface_scene_internals.h"

namespace trabecula::widgets {
namespace {

using Point = std::array<double, 3>;

/// World position of a place on the near (depth 0) or far (depth 1) plane.
Point worldAt(vtkRenderer& renderer, double x, double y, double depth) {
  renderer.SetDisplayPoint(x, y, depth);
  renderer.DisplayToWorld();
  const double* const world = renderer.GetWorldPoint();
  return {world[0] / world[3], world[1] / world[3], world[2] / world[3]};
}

/// The part 0..1 of from..to inside a box; false where there is none.
bool clipToBox(const Point& from, const Point& to, const SurfaceBounds& box, double& enter, double& leave) {
  enter = 0;
  leave = 1;
  for (std::size_t i = 0; i < 3; ++i) {
    constexpr double slack = 1e-6;
    const double low = box[2 * i] - slack;
    const double high = box[2 * i + 1] + slack;
    const double step = to[i] - from[i];
    if (std::abs(step) < 1e-12) {
      if (from[i] < low || from[i] > high) return false;
      continue;
    }
    const double a = (low - from[i]) / step;
    const double b = (high - from[i]) / step;
    enter = std::max(enter, std::min(a, b));
    leave = std::min(leave, std::max(a, b));
  }
  return enter <= leave;
}

/// Which cell of `cells` a place of 0..pixels lies in, and the pixels that cell covers.
struct CellSpan {
  int begin;
  int end;
};
CellSpan cellSpan(double place, int cells, int pixels) {
  const int pixel = std::clamp(static_cast<int>(std::floor(place)), 0, pixels - 1);
  int cell = static_cast<int>(static_cast<std::int64_t>(pixel) * cells / pixels);
  const auto edge = [&](int index) {
    return static_cast<int>(static_cast<std::int64_t>(index) * pixels / cells);
  };
  if (edge(cell + 1) <= pixel) ++cell;
  return {edge(cell), edge(cell + 1)};
}

}  // namespace

double SurfaceScene::Internals::heightAt(double x, double y) const {
  const auto& map = shown->heights;
  // Points stand in the middles of their cells.
  const double column = std::clamp(x * map.width / map.sourceWidth - 0.5, 0.0, map.width - 1.0);
  const double row = std::clamp(y * map.height / map.sourceHeight - 0.5, 0.0, map.height - 1.0);
  const int left = static_cast<int>(column);
  const int top = static_cast<int>(row);
  const auto at = [&](int c, int r) {
    const auto index =
        static_cast<std::size_t>(std::min(r, map.height - 1)) * static_cast<std::size_t>(map.width) +
        static_cast<std::size_t>(std::min(c, map.width - 1));
    return std::clamp(static_cast<double>(map.values[index]), -shown->cut, shown->cut);
  };
  const double upper = std::lerp(at(left, top), at(left + 1, top), column - left);
  const double lower = std::lerp(at(left, top + 1), at(left + 1, top + 1), column - left);
  return std::lerp(upper, lower, row - top);
}

std::optional<SurfaceScene::Cell> SurfaceScene::cellAt(double x, double y) const {
  const Internals& scene = *internals_;
  if (scene.isEmpty) return std::nullopt;
  vtkRenderer& renderer = *scene.renderer;
  const int* const origin = renderer.GetOrigin();
  const int* const size = renderer.GetSize();
  if (size[0] <= 0 || size[1] <= 0 || x < 0 || y < 0 || x >= size[0] || y >= size[1]) return std::nullopt;
  const double displayY = origin[1] + size[1] - 1 - y;
  const Point from = worldAt(renderer, x, displayY, 0);
  const Point to = worldAt(renderer, x, displayY, 1);
  double enter = 0;
  double leave = 1;
  if (!clipToBox(from, to, scene.bounds(), enter, leave)) return std::nullopt;

  const Point scale = scene.worldScale();
  struct Place {
    double x, y, above;  // values, values, units above the surface
  };
  const auto placeAt = [&](double t) {
    const double px = std::lerp(from[0], to[0], t) / scale[0];
    const double py = -std::lerp(from[1], to[1], t) / scale[1];
    return Place{px, py, std::lerp(from[2], to[2], t) / scale[2] - scene.heightAt(px, py)};
  };
  // The first change of sides is the hit. Steps are finer than the points are apart.
  constexpr int steps = 2048;
  double before = placeAt(enter).above;
  for (int step = 1; step <= steps; ++step) {
    const Place place = placeAt(std::lerp(enter, leave, static_cast<double>(step) / steps));
    if ((place.above > 0) == (before > 0) && place.above != 0) continue;
    const auto& map = scene.shown->heights;
    const CellSpan across = cellSpan(place.x, map.width, map.sourceWidth);
    const CellSpan down = cellSpan(place.y, map.height, map.sourceHeight);
    const int pixels = scene.shown->pixelsPerValue;
    return Cell{.left = scene.shown->originX + across.begin * pixels,
                .top = scene.shown->originY + down.begin * pixels,
                .width = (across.end - across.begin) * pixels,
                .height = (down.end - down.begin) * pixels};
  }
  return std::nullopt;
}

std::optional<SurfaceScene::Pin> SurfaceScene::pinAt(double imageX, double imageY) const {
  const Internals& scene = *internals_;
  if (scene.isEmpty) return std::nullopt;
  const double x = (imageX - scene.shown->originX) / scene.shown->pixelsPerValue;
  const double y = (imageY - scene.shown->originY) / scene.shown->pixelsPerValue;
  if (x < 0 || y < 0 || x > scene.shown->heights.sourceWidth || y > scene.shown->heights.sourceHeight)
    return std::nullopt;
  vtkRenderer& renderer = *scene.renderer;
  const int* const origin = renderer.GetOrigin();
  const int* const size = renderer.GetSize();
  const Point scale = scene.worldScale();
  const auto project = [&](double height) {
    renderer.SetWorldPoint(x * scale[0], -y * scale[1], height * scale[2], 1);
    renderer.WorldToDisplay();
    const double* const display = renderer.GetDisplayPoint();
    return std::array<double, 2>{display[0], origin[1] + size[1] - 1 - display[1]};
  };
  const auto top = project(scene.heightAt(x, y));
  const auto foot = project(0);
  return Pin{.x = top[0], .y = top[1], .footX = foot[0], .footY = foot[1]};
}

}  // namespace trabecula::widgets
