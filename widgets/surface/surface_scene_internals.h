#pragma once

#include <vtkActor.h>
#include <vtkLookupTable.h>
#include <vtkPolyDataMapper.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkTextActor.h>

#include <array>
#include <string>

#include "widgets/surface/surface_axes.h"
#include "widgets/surface/surface_camera.h"
#include "widgets/surface/surface_legend.h"
#include "widgets/surface/surface_scene.h"

namespace trabecula::widgets {

/// What SurfaceScene draws with. Only for this folder's sources: it brings VTK's headers.
struct SurfaceScene::Internals {
  Internals();

  /// Puts the renderers into a window, or takes them out; at most one window at a time.
  void attach(vtkRenderWindow& window);
  void detach(vtkRenderWindow& window);
  /// Lays everything out for the window's size and the camera. Call before every render.
  void prepare(int windowWidth, int windowHeight);

  void showField(const SurfaceField& field);
  SurfaceBounds bounds() const;
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
  static constexpr std::array<int, 3> levelPoints{512, 256, 128};  ///< at most, a side
  std::array<Level, 3> levels;  ///< at rest, in motion, in motion on slow machines
  std::size_t levelInUse = 0;
  vtkNew<vtkActor> stems;
  vtkNew<vtkPolyDataMapper> stemMapper;
  bool hasStems = false;
  vtkNew<vtkTextActor> title;
  vtkNew<vtkTextActor> note;
  SurfaceLegend legend;
  SurfaceAxes axes;
  SurfaceCamera camera;

  bool isEmpty = true;
  bool isAttached = false;
  int width = 0;  ///< of the field, in pixels
  int height = 0;
  int originX = 0;
  int originY = 0;
  int columns = 0;  ///< of points at rest
  int rows = 0;
  double low = -1;  ///< of the heights drawn, 0 included
  double high = 1;
  double fullScale = 0;
  double heightScale = 1;
  double pixelRatio = 1;
  bool wholeNumbers = true;
  std::string units;
};

}  // namespace trabecula::widgets
