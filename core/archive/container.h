#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/support/bytes.h"

namespace trabecula::core {

/// Writes an archive (FORMAT.md): the description, then the streams in the order of the frames.
class ArchiveWriter {
 public:
  explicit ArchiveWriter(ByteSpan description);

  void append(ByteSpan stream);
  ByteVector finish() { return std::move(bytes_); }

 private:
  void appendSection(std::size_t begin, ByteSpan content);

  ByteVector bytes_;
  std::uint32_t crc_ = 0;
};

/// True if `head` starts an archive, of whatever version.
bool startsArchive(ByteSpan head);

/// The sections of an archive; views into the file.
struct ArchiveParts {
  ByteSpan description;
  std::vector<ByteSpan> streams;  ///< by frame
};

/// Checks magic, version, lengths and CRCs. Throws Error{Corrupt} naming the damaged part, or
/// Error{Unsupported}.
ArchiveParts readParts(ByteSpan file);

}  // namespace trabecula::core
