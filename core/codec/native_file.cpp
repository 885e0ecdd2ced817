#include "core/codec/native_file.h"

#include <string>

#include "core/support/error.h"

namespace trabecula::core {

bool holds(const NativeFile& file, const ImageFormat& format) {
  return format.bitsStored >= file.minBits && format.bitsStored <= file.maxBits &&
         (file.signedSamples || !format.isSigned) && (file.multiFrame || format.frames == 1);
}

void requireHolds(const CodecInfo& info, const ImageFormat& format) {
  requireValid(format);
  if (holds(info.nativeFile, format)) return;
  throw Error(ErrorCategory::Unsupported, "A " + info.nativeFile.extension + " file cannot hold " +
                                              std::to_string(format.frames) + " frame(s) of " +
                                              std::to_string(format.bitsStored) + "-bit " +
                                              (format.isSigned ? "signed" : "unsigned") + " samples");
}

}  // namespace trabecula::core
