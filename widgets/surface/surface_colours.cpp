#include "widgets/surface/surface_colours.h"

#include <algorithm>

#include "core/image/colour_map.h"

namespace trabecula::widgets {
namespace {

/// The heatmap's zero is black; a surface of zeros must still be seen as ground.
constexpr double groundGrey = 0.11;

double visible(std::uint8_t channel) {
  return std::max(groundGrey, channel / 255.0);
}

}  // namespace

vtkSmartPointer<vtkLookupTable> surfaceLookupTable(SurfaceColours colours, double fullScale) {
  const bool diverging = colours == SurfaceColours::Diverging;
  const auto& map = diverging ? core::divergingColours() : core::sequentialColours();
  auto table = vtkSmartPointer<vtkLookupTable>::New();
  table->SetNumberOfTableValues(static_cast<vtkIdType>(map.size()));
  vtkIdType entry = 0;
  for (const core::Rgb& colour : map)
    table->SetTableValue(entry++, visible(colour.red), visible(colour.green), visible(colour.blue));
  table->SetTableRange(diverging ? -fullScale : 0, fullScale);
  return table;
}

}  // namespace trabecula::widgets
