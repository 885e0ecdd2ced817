#include "widgets/surface/surface_camera.h"

#include <vtkCamera.h>
#include <vtkMath.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace trabecula::widgets {
namespace {

constexpr double viewAngle = 30;  // degrees, vertical
const double halfAngleTangent = std::tan(vtkMath::RadiansFromDegrees(viewAngle / 2));

double dot(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

}  // namespace

void SurfaceCamera::reset() {
  azimuth_ = 28;
  elevation_ = 34;
  isFitted_ = true;
}

void SurfaceCamera::rotate(double azimuth, double elevation) {
  azimuth_ = std::remainder(azimuth_ + azimuth, 360.0);
  elevation_ = std::clamp(elevation_ + elevation, -89.0, 89.0);
}

SurfaceCamera::Frame SurfaceCamera::frame() const {
  const double a = vtkMath::RadiansFromDegrees(azimuth_);
  const double e = vtkMath::RadiansFromDegrees(elevation_);
  return {.right = {std::cos(a), std::sin(a), 0},
          .up = {-std::sin(e) * std::sin(a), std::sin(e) * std::cos(a), std::cos(e)},
          .back = {std::cos(e) * std::sin(a), -std::cos(e) * std::cos(a), std::sin(e)}};
}

void SurfaceCamera::pan(double dx, double dy, double viewportHeight) {
  const Frame axes = frame();
  const double perPixel = 2 * distance_ * halfAngleTangent / std::max(1.0, viewportHeight);
  for (std::size_t i = 0; i < 3; ++i) focalPoint_[i] += perPixel * (-dx * axes.right[i] + dy * axes.up[i]);
  isFitted_ = false;
}

void SurfaceCamera::zoom(double factor) {
  if (!(factor > 0)) return;
  distance_ = std::clamp(distance_ / factor, 0.05, 30.0);
  isFitted_ = false;
}

void SurfaceCamera::fit(const SurfaceBounds& bounds, const SurfaceMargins& margins, int width, int height) {
  const Frame axes = frame();
  const double freeWidth = std::max(0.3 * width, width - margins.left - margins.right);
  const double freeHeight = std::max(0.3 * height, height - margins.top - margins.bottom);
  focalPoint_ = {(bounds[0] + bounds[1]) / 2, (bounds[2] + bounds[3]) / 2, (bounds[4] + bounds[5]) / 2};
  distance_ = 3;
  // Perspective makes size and centre depend on the distance: a few rounds settle both.
  for (int round = 0; round < 12; ++round) {
    std::array<double, 2> low{std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};
    std::array<double, 2> high{-low[0], -low[1]};
    for (unsigned corner = 0; corner < 8; ++corner) {
      Vector offset{};
      for (unsigned i = 0; i < 3; ++i) offset[i] = bounds[2 * i + ((corner >> i) & 1U)] - focalPoint_[i];
      const double depth = std::max(0.05, distance_ - dot(offset, axes.back));
      const double perUnit = height / (2 * halfAngleTangent * depth);
      const std::array<double, 2> at{dot(offset, axes.right) * perUnit, dot(offset, axes.up) * perUnit};
      for (unsigned i = 0; i < 2; ++i) {
        low[i] = std::min(low[i], at[i]);
        high[i] = std::max(high[i], at[i]);
      }
    }
    const double perPixel = 2 * distance_ * halfAngleTangent / height;
    const double shiftX = (low[0] + high[0] - margins.left + margins.right) / 2 * perPixel;
    const double shiftY = (low[1] + high[1] - margins.bottom + margins.top) / 2 * perPixel;
    for (std::size_t i = 0; i < 3; ++i) focalPoint_[i] += shiftX * axes.right[i] + shiftY * axes.up[i];
    const double excess = std::max((high[0] - low[0]) / freeWidth, (high[1] - low[1]) / freeHeight);
    distance_ = std::clamp(distance_ * excess, 0.2, 30.0);
  }
}

void SurfaceCamera::apply(vtkRenderer& renderer, const SurfaceBounds& bounds, const SurfaceMargins& margins) {
  const int* const size = renderer.GetSize();
  if (size[0] <= 0 || size[1] <= 0) return;
  if (isFitted_) fit(bounds, margins, size[0], size[1]);
  const Frame axes = frame();
  vtkCamera& camera = *renderer.GetActiveCamera();
  camera.SetViewAngle(viewAngle);
  camera.SetFocalPoint(focalPoint_.data());
  camera.SetPosition(focalPoint_[0] + distance_ * axes.back[0], focalPoint_[1] + distance_ * axes.back[1],
                     focalPoint_[2] + distance_ * axes.back[2]);
  camera.SetViewUp(axes.up.data());
  renderer.ResetCameraClippingRange(bounds[0] - 0.2, bounds[1] + 0.2, bounds[2] - 0.2, bounds[3] + 0.2,
                                    bounds[4] - 0.2, bounds[5] + 0.2);
}

}  // namespace trabecula::widgets
