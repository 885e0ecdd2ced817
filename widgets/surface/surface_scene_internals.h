#pragma once

#include <vtkActor.h>
#include <vtkLookupTable.h>
#include <vtkPolyDataMapper.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkTextActor.h>

#include <array>
#include <memory>
#include <string>

#include "core/analysis/decimate.h"
#include "widgets/surface/surface_axes.h"
#include "widgets/surface/surface_camera.h"
#include "widgets/surface/surface_legend.h"
#include "widgets/surface/surface_scene.h"

namespace trabecula::widgets {

/// The work behind a new surface; see prepareSurface().
class PreparedSurface {
 public:
  /// One resolution.
  struct Level {
    vtkSmartPointer<vtkPolyData> mesh;
    int columns = 0;  ///< of points, as for orderTriangles()
    int rows = 0;
  };
  static constexpr std::array<int, 3> levelPoints{512, 256, 128};  ///< at most, a side

  std::array<Level, 3> levels;         ///< at rest, in motion, in motion on slow machines
  vtkSmartPointer<vtkPolyData> stems;  ///< null where there are none
  core::DecimatedMap<float> heights;   ///< of the finest level, in units
  std::string title;
  std::string note;
  std::string units;
  SurfaceColours colours = SurfaceColours::Diverging;
  bool wholeNumbers = true;
  int originX = 0;
  int originY = 0;
  int pixelsPerValue = 1;
  double cut = 0;
  double fullScale = 0;
  double low = -1;  ///< of the heights drawn, 0 included
  double high = 1;
};

/// What SurfaceScene draws with. Only for this folder's sources: it brings VTK's headers.
struct SurfaceScene::Internals {
  Internals();

  /// Puts the renderers into a window, or takes them out; at most one window at a time.
  void attach(vtkRenderWindow& window);
  void detach(vtkRenderWindow& window);
  /// Lays everything out for the window's size and the camera. Call before every render.
  void prepare(int windowWidth, int windowHeight);

  void show(std::shared_ptr<PreparedSurface> surface);
  SurfaceBounds bounds() const;
  /// World units per value along x (and y, which points the other way), and per unit of height.
  std::array<double, 3> worldScale() const;
  /// Height drawn at a position in values, between the points.
  double heightAt(double x, double y) const;
  void useLevel(std::size_t index);
  /// Has the level in use draw nearest first.
  void orderByDistance();
  void setCaptionVisible(bool visible);

  vtkNew<vtkRenderer> renderer;
  vtkNew<vtkActor> surface;
  /// One resolution of the surface.
  struct Level {
    vtkNew<vtkPolyDataMapper> mapper;
    int columns = 0;  ///< of points, as for orderTriangles()
    int rows = 0;
    bool lastColumnFirst = false;  ///< the order its triangles are in
    bool lastRowFirst = true;
  };
  std::array<Level, 3> levels;
  std::size_t levelInUse = 0;
  vtkNew<vtkActor> stems;
  vtkNew<vtkPolyDataMapper> stemMapper;
  bool hasStems = false;
  vtkNew<vtkTextActor> title;
  vtkNew<vtkTextActor> note;
  SurfaceLegend legend;
  SurfaceAxes axes;
  SurfaceCamera camera;

  std::shared_ptr<PreparedSurface> shown;  ///< null before the first one
  bool isEmpty = true;
  bool isAttached = false;
  double heightScale = 1;
  SurfaceShading shading = SurfaceShading::Smooth;
  double pixelRatio = 1;
};

}  // namespace trabecula::widgets
