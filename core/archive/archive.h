#pragma once

#include <string>

#include "core/codec/codec.h"

namespace trabecula::core {

/// A complete file image and the extension it should have.
struct CompressedFile {
  ByteVector bytes;
  std::string extension;  ///< ".jxl", ".trab", ...
};

/// True if a file of this codec alone gives back values, sign, depth and frames of such an image.
bool nativeFileHolds(const CodecInfo& info, const ImageFormat& format);

/// Codes `image` into the codec's own file where that restores values, sign, depth and frames, else into a
/// .trab archive (core/archive/FORMAT.md). Throws Error{Unsupported} where the codec cannot take the depth.
CompressedFile compress(const Codec& codec, const Image& image, const Parameters& parameters,
                        JobContext& context);

struct DecompressedFile {
  Image image;
  std::string codecId;
  bool knownLossy = false;  ///< an archive that says it is not lossless; other files do not tell
};

/// True if `head` starts a .trab archive.
bool isArchive(ByteSpan head);

/// Decodes any file that compress() or a codec's other tools write, by its content. Throws
/// Error{Unsupported} where no codec recognises it, Error{Corrupt} where it is damaged.
DecompressedFile decompress(ByteSpan file, JobContext& context);

}  // namespace trabecula::core
