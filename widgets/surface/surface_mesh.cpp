#include "widgets/surface/surface_mesh.h"

#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkIdTypeArray.h>
#include <vtkPointData.h>
#include <vtkPoints.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/image/colour_map.h"

namespace trabecula::widgets {
namespace {

/// Positions along one side; a side of one cell gets both of its edges instead of its middle, so that the
/// surface has an area.
std::vector<double> positions(int cells, int pixels, auto centre) {
  if (cells == 1) return {0.0, static_cast<double>(pixels)};
  std::vector<double> result(static_cast<std::size_t>(cells));
  for (int i = 0; i < cells; ++i) result[static_cast<std::size_t>(i)] = centre(i);
  return result;
}

struct Grid {
  std::vector<double> x, y;  ///< in image pixels
  std::vector<float> z;

  int columns() const { return static_cast<int>(x.size()); }
  int rows() const { return static_cast<int>(y.size()); }
  float height(int column, int row) const {
    return z[static_cast<std::size_t>(row) * x.size() + static_cast<std::size_t>(column)];
  }
};

Grid gridOf(const core::DecimatedMap<float>& heights, double cut) {
  Grid grid{.x = positions(heights.width, heights.sourceWidth, [&](int i) { return heights.centreX(i); }),
            .y = positions(heights.height, heights.sourceHeight, [&](int i) { return heights.centreY(i); }),
            .z = {}};
  const auto limit = static_cast<float>(cut);
  grid.z.reserve(grid.x.size() * grid.y.size());
  for (int row = 0; row < grid.rows(); ++row)
    for (int column = 0; column < grid.columns(); ++column) {
      const auto index = static_cast<std::size_t>(std::min(row, heights.height - 1)) *
                             static_cast<std::size_t>(heights.width) +
                         static_cast<std::size_t>(std::min(column, heights.width - 1));
      grid.z.push_back(std::clamp(heights.values[index], -limit, limit));
    }
  return grid;
}

/// Unit normal from central differences.
std::array<float, 3> normalAt(const Grid& grid, int column, int row) {
  const int left = std::max(column - 1, 0);
  const int right = std::min(column + 1, grid.columns() - 1);
  const int up = std::max(row - 1, 0);
  const int down = std::min(row + 1, grid.rows() - 1);
  const double slopeX = (grid.height(right, row) - grid.height(left, row)) /
                        (grid.x[static_cast<std::size_t>(right)] - grid.x[static_cast<std::size_t>(left)]);
  const double slopeY = (grid.height(column, down) - grid.height(column, up)) /
                        (grid.y[static_cast<std::size_t>(down)] - grid.y[static_cast<std::size_t>(up)]);
  const double length = std::sqrt(slopeX * slopeX + slopeY * slopeY + 1);
  return {static_cast<float>(-slopeX / length), static_cast<float>(slopeY / length),
          static_cast<float>(1 / length)};
}

}  // namespace

vtkSmartPointer<vtkPolyData> surfaceMesh(const core::DecimatedMap<float>& heights, double cut) {
  const Grid grid = gridOf(heights, cut);
  const auto count = static_cast<vtkIdType>(grid.z.size());
  vtkNew<vtkPoints> points;
  points->SetDataTypeToFloat();
  points->SetNumberOfPoints(count);
  vtkNew<vtkFloatArray> normals;
  normals->SetName("Normals");
  normals->SetNumberOfComponents(3);
  normals->SetNumberOfTuples(count);
  vtkNew<vtkFloatArray> scalars;
  scalars->SetName("Values");
  scalars->SetNumberOfValues(count);
  vtkIdType id = 0;
  for (int row = 0; row < grid.rows(); ++row)
    for (int column = 0; column < grid.columns(); ++column, ++id) {
      const float height = grid.height(column, row);
      points->SetPoint(id, grid.x[static_cast<std::size_t>(column)], -grid.y[static_cast<std::size_t>(row)],
                       height);
      normals->SetTypedTuple(id, normalAt(grid, column, row).data());
      scalars->SetValue(id, height);
    }
  auto mesh = vtkSmartPointer<vtkPolyData>::New();
  mesh->SetPoints(points);
  mesh->GetPointData()->SetNormals(normals);
  mesh->GetPointData()->SetScalars(scalars);
  orderTriangles(*mesh, grid.columns(), grid.rows(), false, true);
  return mesh;
}

void orderTriangles(vtkPolyData& mesh, int columns, int rows, bool lastColumnFirst, bool lastRowFirst) {
  const vtkIdType stride = columns;
  vtkNew<vtkIdTypeArray> corners;
  corners->SetNumberOfValues(6 * (stride - 1) * (rows - 1));
  vtkIdType* out = corners->GetPointer(0);
  for (int j = 0; j + 1 < rows; ++j)
    for (int i = 0; i + 1 < columns; ++i) {
      const vtkIdType row = lastRowFirst ? rows - 2 - j : j;
      const vtkIdType column = lastColumnFirst ? columns - 2 - i : i;
      const vtkIdType a = row * stride + column;
      // Anticlockwise from above, y pointing away from the viewer.
      for (const vtkIdType corner : {a, a + stride, a + 1, a + 1, a + stride, a + stride + 1})
        *out++ = corner;
    }
  vtkNew<vtkCellArray> cells;
  cells->SetData(3, corners);
  mesh.SetPolys(cells);
}

vtkSmartPointer<vtkPolyData> surfaceStems(const core::DecimatedMap<float>& heights, double cut) {
  const auto& values = heights.values;
  const auto nonZero = std::count_if(values.begin(), values.end(), [](float value) { return value != 0; });
  if (nonZero == 0 || nonZero > maxStems) return nullptr;
  const double leastColour = core::divergingFloor * cut;
  vtkNew<vtkPoints> points;
  vtkNew<vtkCellArray> lines;
  vtkNew<vtkCellArray> dots;
  vtkNew<vtkFloatArray> scalars;
  scalars->SetName("Values");
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == 0) continue;
    const double height = std::clamp(static_cast<double>(values[i]), -cut, cut);
    const int column = static_cast<int>(i % static_cast<std::size_t>(heights.width));
    const int row = static_cast<int>(i / static_cast<std::size_t>(heights.width));
    const double x = heights.centreX(column);
    const double y = -heights.centreY(row);
    const std::array<vtkIdType, 2> ends{points->InsertNextPoint(x, y, -std::copysign(0.01 * cut, height)),
                                        points->InsertNextPoint(x, y, height)};
    lines->InsertNextCell(2, ends.data());
    for (const vtkIdType& end : ends) dots->InsertNextCell(1, &end);
    const auto colour = static_cast<float>(std::copysign(std::max(std::abs(height), leastColour), height));
    scalars->InsertNextValue(colour);
    scalars->InsertNextValue(colour);
  }
  auto stems = vtkSmartPointer<vtkPolyData>::New();
  stems->SetPoints(points);
  stems->SetLines(lines);
  stems->SetVerts(dots);
  stems->GetPointData()->SetScalars(scalars);
  return stems;
}

}  // namespace trabecula::widgets
