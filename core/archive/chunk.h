#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/support/bytes.h"

namespace trabecula::core {

/// Little-endian integers at the end of `bytes`.
void appendLe16(ByteVector& bytes, std::uint16_t value);
void appendLe32(ByteVector& bytes, std::uint32_t value);
void appendLe64(ByteVector& bytes, std::uint64_t value);

/// Writes the chunks of an archive (FORMAT.md) after magic and version.
class ChunkWriter {
 public:
  ChunkWriter();

  /// One chunk whose payload is `prefix` followed by `body`; `type` has four letters.
  void append(std::string_view type, ByteSpan prefix, ByteSpan body = {});

  ByteVector finish();

 private:
  ByteVector bytes_;
};

/// True if `head` starts an archive, of whatever version.
bool startsArchive(ByteSpan head);

struct Chunk {
  std::string_view type;
  ByteSpan payload;
};

/// Walks the chunks of an archive; the bytes must outlive it and the chunks.
class ChunkReader {
 public:
  /// Checks magic and version. Throws Error{Corrupt or Unsupported}.
  explicit ChunkReader(ByteSpan file);

  /// The next chunk, whose length and CRC have been checked; empty after TEND, which must end the file.
  /// Throws Error{Corrupt} naming the chunk.
  std::optional<Chunk> next();

 private:
  ByteSpan unread_;
};

}  // namespace trabecula::core
