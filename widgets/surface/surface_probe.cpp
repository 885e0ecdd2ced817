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

SurfaceScene::Cell cellOf(const PreparedSurface& surface, double x, double y) {
  const auto& map = surface.heights;
  const CellSpan across = cellSpan(x, map.width, map.sourceWidth);
  const CellSpan down = cellSpan(y, map.height, map.sourceHeight);
  const int pixels = surface.pixelsPerValue;
  return {.left = surface.originX + across.begin * pixels,
          .top = surface.originY + down.begin * pixels,
          .width = (across.end - across.begin) * pixels,
          .height = (down.end - down.begin) * pixels};
}

using ScreenPoint = std::array<double, 2>;

/// Device pixels, y downwards, of a place in values and a height in units.
ScreenPoint projected(const SurfaceScene::Internals& scene, double x, double y, double height) {
  vtkRenderer& renderer = *scene.renderer;
  const Point scale = scene.worldScale();
  renderer.SetWorldPoint(x * scale[0], -y * scale[1], height * scale[2], 1);
  renderer.WorldToDisplay();
  const double* const display = renderer.GetDisplayPoint();
  return {display[0], renderer.GetOrigin()[1] + renderer.GetSize()[1] - 1 - display[1]};
}

double distanceToLine(const ScreenPoint& point, const ScreenPoint& a, const ScreenPoint& b) {
  const double dx = b[0] - a[0];
  const double dy = b[1] - a[1];
  const double length = dx * dx + dy * dy;
  const double t =
      length > 0 ? std::clamp(((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length, 0.0, 1.0) : 0;
  return std::hypot(point[0] - a[0] - t * dx, point[1] - a[1] - t * dy);
}

/// The stem under a device pixel: a lone value is a line, too thin to be hit exactly.
std::optional<SurfaceScene::Cell> stemAt(const SurfaceScene::Internals& scene, double x, double y) {
  const PreparedSurface& surface = *scene.shown;
  if (!surface.stems) return std::nullopt;
  double nearest = 5 * scene.pixelRatio;
  std::optional<SurfaceScene::Cell> found;
  const auto& map = surface.heights;
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    if (map.values[i] == 0) continue;
    const double column = map.centreX(static_cast<int>(i % static_cast<std::size_t>(map.width)));
    const double row = map.centreY(static_cast<int>(i / static_cast<std::size_t>(map.width)));
    const double height = std::clamp(static_cast<double>(map.values[i]), -surface.cut, surface.cut);
    const double distance =
        distanceToLine({x, y}, projected(scene, column, row, 0), projected(scene, column, row, height));
    if (distance > nearest) continue;
    nearest = distance;
    found = cellOf(surface, column, row);
  }
  return found;
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
  if (const auto stem = stemAt(scene, x, y)) return stem;
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
    return cellOf(*scene.shown, place.x, place.y);
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
  const ScreenPoint top = projected(scene, x, y, scene.heightAt(x, y));
  const ScreenPoint foot = projected(scene, x, y, 0);
  return Pin{.x = top[0], .y = top[1], .footX = foot[0], .footY = foot[1]};
}

}  // namespace trabecula::widgets
