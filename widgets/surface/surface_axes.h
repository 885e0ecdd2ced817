#pragma once

#include <vtkActor.h>
#include <vtkPolyData.h>
#include <vtkRenderer.h>
#include <vtkSmartPointer.h>
#include <vtkTextActor.h>

#include <array>
#include <string>
#include <vector>

#include "widgets/surface/surface_camera.h"

namespace trabecula::widgets {

/// The box around the surface: the floor, grid lines on the two walls behind, ticks and titles on the three
/// edges that are free on the screen.
///
/// Our own instead of vtkCubeAxesActor, whose values can only grow along an axis (image y grows towards the
/// viewer) and whose text changes size and sharpness with the camera.
class SurfaceAxes {
 public:
  /// One of x, y, z: the numbers at the low and high end of the box in world coordinates, and its title.
  struct Axis {
    double atLow = 0;
    double atHigh = 1;
    std::string title;
    bool wholeNumbers = true;
  };

  explicit SurfaceAxes(vtkRenderer& renderer);

  void setVisible(bool visible);
  /// Redoes lines and texts for the camera as it stands. `pixelRatio` scales text and lines.
  void update(const SurfaceBounds& bounds, const std::array<Axis, 3>& axes, double pixelRatio);

 private:
  using Point = std::array<double, 3>;
  struct Line {
    Point from, to;
  };
  struct Lines {
    vtkSmartPointer<vtkPolyData> data;
    vtkSmartPointer<vtkActor> actor;
  };
  /// One edge with ticks: where it runs and which way on the screen is outwards.
  struct Edge {
    Point low, high;
    Point outward;  ///< world direction of the tick marks
  };

  static void setLines(Lines& target, const std::vector<Line>& lines, double width);
  Lines makeLines(double grey);
  std::array<double, 2> project(const Point& point) const;
  Edge edgeOf(int axis) const;
  void addWallGrid(int axis, double position);
  void label(int axis, const Axis& description);
  void placeText(const std::string& text, const std::array<double, 2>& centre, bool isTitle);
  double textWidth(const std::string& text) const;

  vtkRenderer& renderer_;
  Lines frame_;
  Lines grid_;
  std::vector<vtkSmartPointer<vtkTextActor>> texts_;
  std::size_t textsUsed_ = 0;
  bool isVisible_ = true;

  SurfaceBounds bounds_{};
  double pixelRatio_ = 1;
  bool cameraAtHighX_ = false;
  bool cameraAtHighY_ = false;
  std::vector<Line> frameLines_;
  std::vector<Line> gridLines_;
};

}  // namespace trabecula::widgets
