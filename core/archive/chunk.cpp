#include "core/archive/chunk.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "core/support/error.h"

namespace trabecula::core {
namespace {

constexpr std::array<unsigned char, 8> magic = {0x89, 'T', 'R', 'A', 'B', 0x0D, 0x0A, 0x1A};
constexpr std::uint16_t majorVersion = 1;
constexpr std::uint16_t minorVersion = 0;
constexpr std::size_t headerBytes = magic.size() + 4;
constexpr std::size_t typeBytes = 4;
constexpr std::size_t frameBytes = typeBytes + 8 + 4;  // type, length, CRC
constexpr std::string_view endType = "TEND";

std::uint32_t crcOf(ByteSpan bytes) {
  return static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

void append(ByteVector& bytes, ByteSpan more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

template <typename Integer>
void appendLittleEndian(ByteVector& bytes, Integer value) {
  for (std::size_t i = 0; i < sizeof value; ++i) {
    bytes.push_back(static_cast<std::byte>((value >> (8 * i)) & 0xFFU));
  }
}

bool isLetter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

void appendLe16(ByteVector& bytes, std::uint16_t value) {
  appendLittleEndian(bytes, value);
}
void appendLe32(ByteVector& bytes, std::uint32_t value) {
  appendLittleEndian(bytes, value);
}
void appendLe64(ByteVector& bytes, std::uint64_t value) {
  appendLittleEndian(bytes, value);
}

ChunkWriter::ChunkWriter() {
  const ByteSpan start = asByteSpan(magic.data(), magic.size());
  bytes_.assign(start.begin(), start.end());
  appendLe16(bytes_, majorVersion);
  appendLe16(bytes_, minorVersion);
}

void ChunkWriter::append(std::string_view type, ByteSpan prefix, ByteSpan body) {
  const std::size_t begin = bytes_.size();
  core::append(bytes_, asByteSpan(type.data(), typeBytes));
  appendLe64(bytes_, prefix.size() + body.size());
  core::append(bytes_, prefix);
  core::append(bytes_, body);
  appendLe32(bytes_, crcOf(ByteSpan(bytes_).subspan(begin)));
}

ByteVector ChunkWriter::finish() {
  append(endType, {});
  return std::move(bytes_);
}

bool startsArchive(ByteSpan head) {
  return head.size() >= magic.size() && std::memcmp(head.data(), magic.data(), magic.size()) == 0;
}

ChunkReader::ChunkReader(ByteSpan file) : unread_(file) {
  if (!startsArchive(file) || file.size() < headerBytes) {
    throw Error(ErrorCategory::Corrupt, "The archive is damaged: its header is incomplete");
  }
  const std::uint16_t version = readLe16(file.data() + magic.size());
  if (version != majorVersion) {
    throw Error(ErrorCategory::Unsupported, "The archive has format version " + std::to_string(version) +
                                                ", which this program does not know");
  }
  unread_ = file.subspan(headerBytes);
}

std::optional<Chunk> ChunkReader::next() {
  if (unread_.size() < frameBytes) throw Error(ErrorCategory::Corrupt, "The archive's end is missing");
  const std::string_view type(reinterpret_cast<const char*>(unread_.data()), typeBytes);
  if (!std::all_of(type.begin(), type.end(), isLetter)) {
    throw Error(ErrorCategory::Corrupt, "The archive is damaged: a part of it has no valid name");
  }
  const std::uint64_t length = readLe64(unread_.data() + typeBytes);
  if (length > unread_.size() - frameBytes) {
    throw Error(ErrorCategory::Corrupt, "The archive's end is missing: part " + std::string(type) +
                                            " is longer than the rest of the file");
  }
  const ByteSpan covered = unread_.first(typeBytes + 8 + static_cast<std::size_t>(length));
  if (crcOf(covered) != readLe32(unread_.data() + covered.size())) {
    throw Error(ErrorCategory::Corrupt,
                "The archive is damaged: the checksum of part " + std::string(type) + " is wrong");
  }
  unread_ = unread_.subspan(covered.size() + 4);
  if (type != endType) return Chunk{type, covered.subspan(typeBytes + 8)};
  if (!unread_.empty()) throw Error(ErrorCategory::Corrupt, "The archive is followed by foreign data");
  return std::nullopt;
}

}  // namespace trabecula::core
