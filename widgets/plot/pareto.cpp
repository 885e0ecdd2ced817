#include "widgets/plot/pareto.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace trabecula::widgets {

std::vector<std::size_t> paretoFront(const std::vector<QPointF>& points) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return points[a].x() != points[b].x() ? points[a].x() < points[b].x() : points[a].y() < points[b].y();
  });
  std::vector<std::size_t> front;
  double least = std::numeric_limits<double>::infinity();
  for (const std::size_t index : order) {
    if (points[index].y() >= least) continue;
    least = points[index].y();
    front.push_back(index);
  }
  return front;
}

}  // namespace trabecula::widgets
