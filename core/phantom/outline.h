#pragma once

#include <vector>

#include "core/phantom/fixed_point.h"

namespace trabecula::core::phantom {

/// The closed Catmull-Rom curve (1974) through `controls` as a dense polygon.
std::vector<Point> smoothOutline(const std::vector<Point>& controls);

/// The point at `t` in 0..1 of the open Catmull-Rom curve through `controls` (at least 2); beyond its ends
/// the curve goes straight on.
Point pointOnCurve(const std::vector<Point>& controls, Fixed t);

/// A node of a rounded bar: centre and half width.
struct BarNode {
  Point centre;
  Fixed halfWidth;
};

/// The outline of a bar with round ends along `nodes` (at least 2), as for a long bone seen from the side.
std::vector<Point> barOutline(const std::vector<BarNode>& nodes);

/// An ellipse with its half axes along x and y.
std::vector<Point> ellipseOutline(Point centre, Fixed halfWidth, Fixed halfHeight);

}  // namespace trabecula::core::phantom
