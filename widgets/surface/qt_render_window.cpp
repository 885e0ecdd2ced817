// GLEW wants to be the first to name OpenGL's functions.
#include <vtk_glew.h>
// Keep this order.
#include "widgets/surface/qt_render_window.h"

#include <vtkObjectFactory.h>

#include <array>

namespace trabecula::widgets {

vtkStandardNewMacro(QtRenderWindow);

void QtRenderWindow::OpenGLInitContext() {
  ContextCreationTime.Modified();
  if (Initialized) return;
  glewExperimental = GL_TRUE;
  const GLenum result = glewInit();
  GlewInitValid = result == GLEW_OK;
#ifdef GLEW_ERROR_NO_GLX_DISPLAY
  GlewInitValid = GlewInitValid || result == GLEW_ERROR_NO_GLX_DISPLAY;
#endif
  if (!GlewInitValid || !GLEW_VERSION_3_2) return;
  // Wide lines must be emulated where the driver has none; VTK asks this value.
  std::array<GLfloat, 2> widths{1, 1};
  glGetFloatv(GL_ALIASED_LINE_WIDTH_RANGE, widths.data());
  MaximumHardwareLineWidth = widths[1];
  Initialized = true;
}

}  // namespace trabecula::widgets
