#pragma once

#include <vtkGenericOpenGLRenderWindow.h>

namespace trabecula::widgets {

/// VTK's render window for a context that Qt owns. VTK 9.1 takes it for an error when GLEW finds no GLX
/// display, which is how EGL and Wayland look to it; the functions are all there.
class QtRenderWindow : public vtkGenericOpenGLRenderWindow {
 public:
  static QtRenderWindow* New();
  vtkTypeMacro(QtRenderWindow, vtkGenericOpenGLRenderWindow) QtRenderWindow(const QtRenderWindow&) = delete;
  void operator=(const QtRenderWindow&) = delete;

  /// Whether OpenGLInit succeeded in the context of now.
  bool isInitialized() const { return Initialized; }

 protected:
  QtRenderWindow() = default;
  ~QtRenderWindow() override = default;
  void OpenGLInitContext() override;
};

}  // namespace trabecula::widgets
