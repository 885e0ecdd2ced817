#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "widgets/surface/surface_field.h"

namespace trabecula::widgets {

/// 8-bit colour picture, 3 bytes (R, G, B) a pixel, row-major, top row first.
struct RgbPicture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;
};

enum class SurfaceShading { Smooth, Flat, Wire };

/// At most 512 x 512 points at rest, 256 x 256 in motion, 128 x 128 in motion on slow machines.
enum class SurfaceDetail { Full, Moving, MovingSlowly };

/// A field made ready to be drawn: reduced, triangulated. VTK's side, hidden.
class PreparedSurface;

/// Everything of a new surface that takes time; any thread. Throws core::Error{InvalidArgument} where the
/// number of values does not match the size.
std::shared_ptr<PreparedSurface> prepareSurface(const SurfaceField& field);

/// A height field as a 3-D surface with axes in image pixels, a colour bar in units, and a camera that turns
/// about the vertical. Image x runs to the right and image y towards the viewer, as on a light table.
///
/// The surface has at most 512 x 512 points, fewer while it moves, each the signed value of largest
/// magnitude of its cell (core::decimateByMagnitude): one differing pixel never vanishes. Where a few values
/// are far beyond all others (the first pixel of a prediction residual), heights are cut and the picture
/// says so.
///
/// Needs OpenGL only to be drawn. One thread only: the one that draws.
class SurfaceScene {
 public:
  struct Internals;  ///< VTK's side, for SurfaceView

  SurfaceScene();
  ~SurfaceScene();
  SurfaceScene(const SurfaceScene&) = delete;
  SurfaceScene& operator=(const SurfaceScene&) = delete;

  /// Shows another field and keeps camera and height scale. Throws core::Error{InvalidArgument} where the
  /// number of values does not match the size.
  void setField(const SurfaceField& field);
  /// The same with the work done before. A prepared surface belongs to one scene.
  void setSurface(std::shared_ptr<PreparedSurface> surface);
  /// Shows nothing but black.
  void clear();
  bool isEmpty() const;

  /// Heights relative to the automatic ones (which fill the box); clamped to 0.05..20. 1 at first.
  void setHeightScale(double factor);
  double heightScale() const;
  void setShading(SurfaceShading shading);
  SurfaceShading shading() const;

  /// Which resolution is drawn from now on; Full at first.
  void setDetail(SurfaceDetail detail);
  /// The largest magnitude drawn at full height, in units; 0 for an empty or all-zero field.
  double fullScale() const;
  /// The number of points drawn while at rest.
  int pointColumns() const;
  int pointRows() const;

  /// An oblique view that shows the whole box; kept in view while the size changes or
  /// the box turns, until pan() or zoom().
  void resetCamera();
  /// Degrees about the vertical and up; the elevation stays within -89..89.
  void rotate(double azimuth, double elevation);
  /// Moves what is seen by device pixels, y downwards.
  void pan(double dx, double dy);
  /// Above 1 comes closer.
  void zoom(double factor);

  /// What is under a device pixel of the last prepared frame, y downwards: the image pixels of the point of
  /// the surface that is hit first; nothing beside the surface.
  struct Cell {
    int left = 0;
    int top = 0;
    int width = 0;
    int height = 0;
  };
  std::optional<Cell> cellAt(double x, double y) const;
  /// Where an image position stands in the last prepared frame, device pixels, y downwards: on the surface,
  /// and on its zero plane below or above.
  struct Pin {
    double x = 0;
    double y = 0;
    double footX = 0;
    double footY = 0;
  };
  std::optional<Pin> pinAt(double imageX, double imageY) const;

  /// Device pixels per logical pixel, for text and lines.
  void setPixelRatio(double ratio);

  /// Draws into memory. Not while a SurfaceView shows this scene. Throws core::Error{Unsupported} where
  /// there is no display with OpenGL, InvalidArgument for sizes outside 64..8192.
  RgbPicture renderToRgb(int width, int height);
  /// The same into a PNG file; throws core::Error{WriteFailed} too.
  void renderToPng(const std::filesystem::path& path, int width, int height);

  Internals& internals() { return *internals_; }

 private:
  std::unique_ptr<Internals> internals_;
};

}  // namespace trabecula::widgets
