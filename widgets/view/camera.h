#pragma once

#include <QPointF>
#include <QSizeF>
#include <algorithm>

#include "core/image/viewport.h"

namespace trabecula::widgets {

/// Where a pane looks: the image position in the middle of the pane, and device pixels per image pixel.
struct Camera {
  QPointF centre;
  double zoom = 1;

  bool operator==(const Camera&) const = default;
};

inline constexpr double minZoom = 1.0 / 64;
inline constexpr double maxZoom = 64;

/// The viewport of a pane of `pane` device pixels.
inline core::Viewport viewportOf(const Camera& camera, const QSizeF& pane) {
  core::Viewport view{.width = qRound(pane.width()), .height = qRound(pane.height()), .zoom = camera.zoom};
  view.originX = camera.centre.x() - view.width / (2 * camera.zoom);
  view.originY = camera.centre.y() - view.height / (2 * camera.zoom);
  return view;
}

/// The camera that shows a whole image of `image` pixels in a pane of `pane` device pixels.
inline Camera cameraToFit(const QSizeF& image, const QSizeF& pane) {
  if (image.isEmpty() || pane.isEmpty()) return {};
  const double zoom = std::min(pane.width() / image.width(), pane.height() / image.height());
  return {.centre = QPointF(image.width() / 2, image.height() / 2),
          .zoom = std::clamp(zoom, minZoom, maxZoom)};
}

}  // namespace trabecula::widgets
