#pragma once

#include <png.h>

#include <csetjmp>
#include <string>

#include "core/support/bytes.h"

namespace trabecula::core {

/// What the callbacks of one libpng object share; its address is libpng's error and I/O pointer.
struct PngSession {
  std::string error;              ///< libpng's message, once a guarded step has failed
  ByteSpan unread;                ///< reading: what is left of the stream
  ByteVector* written = nullptr;  ///< writing: where the stream goes
};

/// Runs `step`, which calls libpng; false if libpng reported an error by longjmp (see PngSession::error).
/// Nothing with a destructor may live in `step` itself: the jump would skip it. Exceptions must not pass
/// through libpng's callbacks, but may leave `step`.
template <typename Step>
bool pngGuarded(png_structp png, const Step& step) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  step();
  return true;
}

/// Error and warning callbacks for png_create_*_struct: keep the message, print nothing.
[[noreturn]] void pngKeepError(png_structp png, png_const_charp message);
void pngIgnoreWarning(png_structp png, png_const_charp message);

}  // namespace trabecula::core
