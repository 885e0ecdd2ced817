#pragma once

#include <cstddef>

class QMenu;

namespace trabecula::widgets {
class ViewGrid;
}

namespace trabecula::app {

/// Appends what a pane offers in its role: of which result, which stream, limits and scale of the colours,
/// marks, opacity, the wipe's line, the surface's height and shading.
void fillPaneMenu(QMenu& menu, widgets::ViewGrid& grid, std::size_t index);

}  // namespace trabecula::app
