#include "core/phantom/outline.h"

#include <algorithm>

namespace trabecula::core::phantom {

namespace {

constexpr int stepsPerSpan = 8;

Fixed catmullRom(Fixed a, Fixed b, Fixed c, Fixed d, Fixed t) {
  const Fixed t2 = multiply(t, t);
  const Fixed t3 = multiply(t2, t);
  const Fixed doubled =
      2 * b * fixedOne + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t2 + (3 * b - a - 3 * c + d) * t3;
  return doubled >> (fixedBits + 1);
}

Point catmullRom(Point a, Point b, Point c, Point d, Fixed t) {
  return {catmullRom(a.x, b.x, c.x, d.x, t), catmullRom(a.y, b.y, c.y, d.y, t)};
}

/// A vector of length `length` perpendicular to `along`, to its left when y points down.
Point perpendicular(Point along, Fixed length) {
  const auto norm = static_cast<Fixed>(std::max<std::uint32_t>(
      1, squareRoot(static_cast<std::uint64_t>(along.x * along.x + along.y * along.y))));
  return {along.y * length / norm, -along.x * length / norm};
}

}  // namespace

std::vector<Point> smoothOutline(const std::vector<Point>& controls) {
  const std::size_t count = controls.size();
  std::vector<Point> result;
  result.reserve(count * stepsPerSpan);
  for (std::size_t i = 0; i < count; ++i) {
    const Point& before = controls[(i + count - 1) % count];
    const Point& from = controls[i];
    const Point& to = controls[(i + 1) % count];
    const Point& after = controls[(i + 2) % count];
    for (int step = 0; step < stepsPerSpan; ++step) {
      result.push_back(catmullRom(before, from, to, after, step * fixedOne / stepsPerSpan));
    }
  }
  return result;
}

Point pointOnCurve(const std::vector<Point>& controls, Fixed t) {
  const auto spans = static_cast<Fixed>(controls.size()) - 1;
  if (t < 0 || t > fixedOne) {
    const Point end = t < 0 ? controls.front() : controls.back();
    const Point inner = t < 0 ? controls[1] : controls[controls.size() - 2];
    const Fixed beyond = (t < 0 ? -t : t - fixedOne) * spans;
    return {end.x + multiply(end.x - inner.x, beyond), end.y + multiply(end.y - inner.y, beyond)};
  }
  const Fixed position = t * spans;
  const Fixed span = std::min(position >> fixedBits, spans - 1);
  const auto control = [&](Fixed index) {
    return controls[static_cast<std::size_t>(clampFixed(index, 0, spans))];
  };
  return catmullRom(control(span - 1), control(span), control(span + 1), control(span + 2),
                    position - span * fixedOne);
}

std::vector<Point> barOutline(const std::vector<BarNode>& nodes) {
  const std::size_t count = nodes.size();
  std::vector<Point> leftSide;
  std::vector<Point> rightSide;
  for (std::size_t i = 0; i < count; ++i) {
    const Point& before = nodes[i == 0 ? 0 : i - 1].centre;
    const Point& after = nodes[std::min(i + 1, count - 1)].centre;
    const Point& centre = nodes[i].centre;
    const Point side = perpendicular({after.x - before.x, after.y - before.y}, nodes[i].halfWidth);
    leftSide.push_back({centre.x + side.x, centre.y + side.y});
    rightSide.push_back({centre.x - side.x, centre.y - side.y});
  }
  const auto cap = [](const BarNode& end, const Point& inner) {
    const Point outward = perpendicular({end.centre.y - inner.y, inner.x - end.centre.x}, end.halfWidth);
    return Point{end.centre.x - outward.x * 7 / 8, end.centre.y - outward.y * 7 / 8};
  };
  std::vector<Point> controls = leftSide;
  controls.push_back(cap(nodes.back(), nodes[count - 2].centre));
  controls.insert(controls.end(), rightSide.rbegin(), rightSide.rend());
  controls.push_back(cap(nodes.front(), nodes[1].centre));
  return smoothOutline(controls);
}

std::vector<Point> ellipseOutline(Point centre, Fixed halfWidth, Fixed halfHeight) {
  std::vector<Point> controls;
  for (unsigned i = 0; i < 12; ++i) {
    const Point direction = directionOf(i * 1024U / 12U);
    controls.push_back(
        {centre.x + multiply(halfWidth, direction.x), centre.y + multiply(halfHeight, direction.y)});
  }
  return smoothOutline(controls);
}

}  // namespace trabecula::core::phantom
