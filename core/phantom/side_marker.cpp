#include "core/phantom/side_marker.h"

#include "core/phantom/outline.h"

namespace trabecula::core::phantom {

void addSideMarker(Anatomy& anatomy, Point place, int heightTenths) {
  // On a raster of 10 x 14, from the lower left corner.
  const auto node = [&](int x, int y) {
    return BarNode{{place.x + tenths(x * heightTenths) / 14, place.y - tenths(y * heightTenths) / 14},
                   tenths(heightTenths) / 14};
  };
  const std::vector<std::vector<BarNode>> strokes = {
      {node(0, 0), node(0, 5), node(0, 10), node(0, 14)},
      {node(0, 14), node(3, 14), node(6, 14), node(8, 12), node(8, 9), node(6, 7), node(3, 7), node(0, 7)},
      {node(3, 7), node(6, 3), node(8, 0)},
  };
  for (const auto& stroke : strokes) {
    Body body;
    body.material = Material::Lead;
    body.outline = barOutline(stroke);
    body.sections = {section(place, 2, 12, 0, 1000)};
    anatomy.bodies.push_back(body);
  }
}

}  // namespace trabecula::core::phantom
