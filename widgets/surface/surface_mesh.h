#pragma once

#include <vtkPolyData.h>
#include <vtkSmartPointer.h>

#include "core/analysis/decimate.h"

namespace trabecula::widgets {

/// A triangulated height field: x in pixels, y = -(image y) in pixels, z the value; with normals and the
/// values as scalars. Values beyond +-cut stand at the cut. One row or column becomes a strip one pixel wide.
vtkSmartPointer<vtkPolyData> surfaceMesh(const core::DecimatedMap<float>& heights, double cut);

/// Puts the triangles of a mesh of columns x rows points (at least 2 each) into the order in which they are
/// to be drawn. Nearest first saves shading what is hidden, which is most of a noisy surface.
void orderTriangles(vtkPolyData& mesh, int columns, int rows, bool lastColumnFirst, bool lastRowFirst);

/// For sparse fields, where a lone value would be a needle thinner than a screen pixel: a line from zero to
/// the value for each non-zero cell, with a dot on its end and one at its foot, on the other side of the zero
/// plane, so that the plane hides none of them. The scalars, which only colour, stay clear of the neutral
/// colour. Null where more than `maxStems` cells are not zero, or none is.
vtkSmartPointer<vtkPolyData> surfaceStems(const core::DecimatedMap<float>& heights, double cut);
inline constexpr std::ptrdiff_t maxStems = 4096;

}  // namespace trabecula::widgets
