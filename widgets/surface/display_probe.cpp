#include "widgets/surface/display_probe.h"

#include <GL/glx.h>
#include <GL/glxext.h>

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "core/support/error.h"

namespace trabecula::widgets {
namespace {

struct CloseDisplay {
  void operator()(Display* display) const { XCloseDisplay(display); }
};
using DisplayHandle = std::unique_ptr<Display, CloseDisplay>;

struct FreeByX {
  void operator()(void* memory) const { XFree(memory); }
};

int ignoreXError(Display* /*display*/, XErrorEvent* /*event*/) {
  return 0;
}

[[noreturn]] void refuse(const char* reason) {
  throw core::Error(core::ErrorCategory::Unsupported,
                    std::string("A 3-D surface cannot be drawn: ") + reason);
}

/// What VTK asks for when it draws off screen.
bool canMakeContext(Display* display) {
  const std::array wanted{GLX_DRAWABLE_TYPE,     GLX_WINDOW_BIT,
                          GLX_RENDER_TYPE,       GLX_RGBA_BIT,
                          GLX_RED_SIZE,          1,
                          GLX_GREEN_SIZE,        1,
                          GLX_BLUE_SIZE,         1,
                          GLX_DEPTH_SIZE,        1,
                          static_cast<int>(None)};
  int count = 0;
  const std::unique_ptr<GLXFBConfig, FreeByX> configs(
      glXChooseFBConfig(display, DefaultScreen(display), wanted.data(), &count));
  if (!configs || count == 0) return false;
  const auto create = reinterpret_cast<PFNGLXCREATECONTEXTATTRIBSARBPROC>(
      glXGetProcAddressARB(reinterpret_cast<const GLubyte*>("glXCreateContextAttribsARB")));
  if (!create) return false;
  const std::array attributes{GLX_CONTEXT_MAJOR_VERSION_ARB, 3, GLX_CONTEXT_MINOR_VERSION_ARB, 2, 0};
  // A refused version arrives as an X error, which by default ends the process.
  const auto previous = XSetErrorHandler(ignoreXError);
  const GLXContext context = create(display, *configs, nullptr, True, attributes.data());
  XSync(display, False);
  XSetErrorHandler(previous);
  if (!context) return false;
  glXDestroyContext(display, context);
  return true;
}

}  // namespace

void requireDisplayWithOpenGl() {
  // Kept open until the process ends: Xvfb starts over when its last client leaves, and refuses VTK while it
  // does.
  static DisplayHandle display;
  if (display) return;
  DisplayHandle opened(XOpenDisplay(nullptr));
  if (!opened) refuse("no X display could be opened. Set DISPLAY, or run the command under xvfb-run.");
  if (!glXQueryExtension(opened.get(), nullptr, nullptr) || !canMakeContext(opened.get()))
    refuse("the display offers no OpenGL 3.2.");
  display = std::move(opened);
}

}  // namespace trabecula::widgets
