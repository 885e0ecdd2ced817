#pragma once

#include <openjpeg.h>

#include <memory>
#include <string>

#include "core/support/bytes.h"

namespace trabecula::core {

/// OpenJPEG's handles, destroyed by their own functions.
template <auto destroy>
struct OpenJpegDeleter {
  template <typename Handle>
  void operator()(Handle* handle) const {
    destroy(handle);
  }
};
using OpenJpegImage = std::unique_ptr<opj_image_t, OpenJpegDeleter<opj_image_destroy>>;
using OpenJpegCodec = std::unique_ptr<opj_codec_t, OpenJpegDeleter<opj_destroy_codec>>;
using OpenJpegStream = std::unique_ptr<opj_stream_t, OpenJpegDeleter<opj_stream_destroy>>;

/// What OpenJPEG said during one encode or decode: the first message of each kind, one line.
struct OpenJpegMessages {
  std::string error;
  std::string warning;
};
/// Nothing is printed; `messages` must outlive the codec.
void collectMessages(opj_codec_t* codec, OpenJpegMessages& messages);

/// A stream over bytes in memory; `source` must outlive it.
struct MemorySource {
  ByteSpan bytes;
  std::size_t position = 0;
};
OpenJpegStream openForReading(MemorySource& source);

/// A stream that writes to memory; `target` must outlive it.
struct MemoryTarget {
  ByteVector bytes;
  std::size_t position = 0;
};
OpenJpegStream openForWriting(MemoryTarget& target);

}  // namespace trabecula::core
