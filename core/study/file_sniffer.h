#pragma once

#include "core/support/bytes.h"

namespace trabecula::core {

/// Kinds of file that this room reads itself; everything else is up to the codecs and the archive.
enum class FileKind { Dicom, Pnm, Jpeg, Other };

/// Bytes of a file's beginning that sniffFileKind() wants to see (fewer where the file is shorter).
inline constexpr std::size_t sniffBytes = 256;

/// Recognises a file by its first bytes.
FileKind sniffFileKind(ByteSpan head);

}  // namespace trabecula::core
