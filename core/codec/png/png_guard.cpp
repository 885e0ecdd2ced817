#include "core/codec/png/png_guard.h"

#include <new>

namespace trabecula::core {

void pngKeepError(png_structp png, png_const_charp message) {
  // An exception must not leave a callback; without the text the error stays an error.
  try {
    static_cast<PngSession*>(png_get_error_ptr(png))->error = message;
  } catch (const std::bad_alloc&) {
  }
  png_longjmp(png, 1);
}

void pngIgnoreWarning(png_structp /*png*/, png_const_charp /*message*/) {}

}  // namespace trabecula::core
