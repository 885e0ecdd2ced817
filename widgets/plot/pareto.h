#pragma once

#include <QPointF>
#include <vector>

namespace trabecula::widgets {

/// Indices of the points to which no other is better in one coordinate without being worse in the other (less
/// is better in both), by rising x; of equal points the first.
std::vector<std::size_t> paretoFront(const std::vector<QPointF>& points);

}  // namespace trabecula::widgets
