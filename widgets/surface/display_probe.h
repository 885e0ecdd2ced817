#pragma once

namespace trabecula::widgets {

/// Throws core::Error{Unsupported}, saying what is missing, unless an X display with OpenGL 3.2 can be
/// opened. To be called before VTK opens one by itself: VTK 9.1 ends the process where it cannot.
void requireDisplayWithOpenGl();

}  // namespace trabecula::widgets
