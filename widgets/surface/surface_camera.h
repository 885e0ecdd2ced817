#pragma once

#include <vtkRenderer.h>

#include <array>

namespace trabecula::widgets {

/// World coordinates of the box around a surface: min and max of x, y, z.
using SurfaceBounds = std::array<double, 6>;

/// Free pixels kept around the box when it is fitted, for ticks and titles.
struct SurfaceMargins {
  double left = 0, right = 0, top = 0, bottom = 0;
};

/// A turntable: the camera looks at a point, z stays up.
class SurfaceCamera {
 public:
  /// Back to the oblique view; fitted to the box at every apply() until pan() or zoom().
  void reset();
  void rotate(double azimuth, double elevation);
  /// By device pixels in a viewport `viewportHeight` pixels high, y downwards.
  void pan(double dx, double dy, double viewportHeight);
  void zoom(double factor);
  /// Puts the renderer's camera there.
  void apply(vtkRenderer& renderer, const SurfaceBounds& bounds, const SurfaceMargins& margins);

 private:
  using Vector = std::array<double, 3>;
  struct Frame {
    Vector right, up, back;  ///< back points from the focal point to the camera
  };
  Frame frame() const;
  void fit(const SurfaceBounds& bounds, const SurfaceMargins& margins, int width, int height);

  double azimuth_ = 0;
  double elevation_ = 0;
  double distance_ = 3;
  Vector focalPoint_{};
  bool isFitted_ = true;

 public:
  SurfaceCamera() { reset(); }
};

}  // namespace trabecula::widgets
