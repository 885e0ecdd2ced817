#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/image/image_format.h"
#include "core/support/bytes.h"
#include "core/support/sha256.h"

namespace trabecula::core {

/// What every stream of a codec of our own begins with: which image, which model, which values occur.
///
///     3       name of the format
///     1       version
///     1       bits 0-4 bits stored, 1..16; bit 5 signed; bit 6 packed; bit 7 as the codec likes
///     varint  width, 1..65535
///     varint  height, 1..65535
///     8       model: first 8 bytes of the SHA-256 that ends the model file
///     varint  length of the packing table     only if packed
///     ...     packing table                   only if packed; see core/entropy/value_table.h
struct PlaneHeader {
  ImageFormat format;       ///< one frame
  std::uint64_t model = 0;  ///< the first 8 bytes of its file's digest
  ByteVector packingTable;  ///< empty: values are coded as they are
  bool flag = false;        ///< bit 7
};

/// Name and version of a stream format.
struct StreamKind {
  std::array<char, 3> magic;
  std::uint8_t version;
  std::string title;  ///< for messages: "ContextNet"
};

/// True if `head` begins with the format's name and a version number.
bool isStreamOf(const StreamKind& kind, ByteSpan head);

void appendPlaneHeader(ByteVector& bytes, const StreamKind& kind, const PlaneHeader& header);

/// Takes the parts of a stream off its front. What is wrong is thrown as Error{Corrupt} that names the
/// format.
class StreamReader {
 public:
  StreamReader(const StreamKind& kind, ByteSpan stream) : kind_(kind), stream_(stream), rest_(stream) {}

  /// Throws Error{Unsupported} for another version.
  PlaneHeader planeHeader();
  std::uint64_t varint();
  int integer(int low, int high, const char* what);
  ByteSpan bytes(std::uint64_t count);
  /// Bytes taken so far.
  std::size_t position() const { return stream_.size() - rest_.size(); }
  ByteSpan rest() const { return rest_; }
  /// Takes the checksum of everything before it.
  void requireCheck();
  [[noreturn]] void fail(const std::string& what) const;

 private:
  const StreamKind& kind_;
  ByteSpan stream_;
  ByteSpan rest_;
};

/// The checksum that ends a header: the first bytes of the SHA-256 of everything before.
inline constexpr std::size_t headerCheckBytes = 4;
void appendHeaderCheck(ByteVector& bytes);

}  // namespace trabecula::core
