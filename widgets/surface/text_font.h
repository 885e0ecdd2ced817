#pragma once

#include <vtkTextProperty.h>

namespace trabecula::widgets {

/// Sets the system's sans-serif face, which the rest of the window is set in too; VTK's own where there is
/// none.
void useSystemFont(vtkTextProperty& text);

}  // namespace trabecula::widgets
