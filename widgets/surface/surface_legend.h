#pragma once

#include <vtkLookupTable.h>
#include <vtkRenderer.h>
#include <vtkScalarBarActor.h>
#include <vtkTextActor.h>

#include <string>

namespace trabecula::widgets {

/// The colour bar with units, in a strip of its own at the right edge so that nothing runs into it.
class SurfaceLegend {
 public:
  SurfaceLegend();

  vtkRenderer& renderer() { return *renderer_; }
  void setVisible(bool visible);
  void setTable(vtkLookupTable& table, const std::string& units, bool wholeNumbers);
  /// Lays the bar out for the window's size; returns the strip's share of the window's width, 0 where the
  /// window is too narrow for both.
  double layOut(int windowWidth, int windowHeight, double pixelRatio);

 private:
  vtkNew<vtkRenderer> renderer_;
  vtkNew<vtkScalarBarActor> bar_;
  vtkNew<vtkTextActor> units_;
  bool isVisible_ = false;
};

}  // namespace trabecula::widgets
