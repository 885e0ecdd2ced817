#pragma once

#include <vtkLookupTable.h>
#include <vtkSmartPointer.h>

#include "widgets/surface/surface_field.h"

namespace trabecula::widgets {

/// 256 colours over [-fullScale, fullScale] (diverging) or [0, fullScale] (sequential).
vtkSmartPointer<vtkLookupTable> surfaceLookupTable(SurfaceColours colours, double fullScale);

}  // namespace trabecula::widgets
