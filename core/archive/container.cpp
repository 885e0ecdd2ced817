#include "core/archive/container.h"

#include <zlib.h>

#include <array>
#include <cstring>
#include <optional>
#include <string>

#include "core/support/error.h"
#include "core/support/varint.h"

namespace trabecula::core {
namespace {

constexpr std::array<unsigned char, 8> magic = {0x89, 'T', 'R', 'A', 'B', 0x0D, 0x0A, 0x1A};
constexpr std::uint64_t formatVersion = 1;
constexpr std::size_t crcBytes = 4;

std::uint32_t crcOf(std::uint32_t before, ByteSpan bytes) {
  return static_cast<std::uint32_t>(
      crc32_z(before, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

/// Walks the sections of a file, each of which continues the CRC of those before it.
class SectionReader {
 public:
  explicit SectionReader(ByteSpan file) : file_(file), unread_(file.subspan(magic.size())) {}

  std::uint64_t version() {
    const std::optional<std::uint64_t> version = takeVarint(unread_);
    if (!version) throw Error(ErrorCategory::Corrupt, "The archive is damaged: its header is incomplete");
    return *version;
  }

  bool atEnd() const { return unread_.empty(); }

  ByteSpan next(const std::string& name) {
    const std::optional<std::uint64_t> length = takeVarint(unread_);
    if (!length || unread_.size() < crcBytes || *length > unread_.size() - crcBytes) {
      throw Error(ErrorCategory::Corrupt, "The archive is cut off or damaged: " + name + " is incomplete");
    }
    const ByteSpan content = unread_.first(static_cast<std::size_t>(*length));
    unread_ = unread_.subspan(content.size());
    const auto end = static_cast<std::size_t>(unread_.data() - file_.data());
    crc_ = crcOf(crc_, file_.subspan(covered_, end - covered_));
    if (crc_ != readLe32(unread_.data())) {
      throw Error(ErrorCategory::Corrupt, "The archive is damaged: the checksum of " + name + " is wrong");
    }
    unread_ = unread_.subspan(crcBytes);
    covered_ = end + crcBytes;
    return content;
  }

 private:
  ByteSpan file_;
  ByteSpan unread_;
  std::size_t covered_ = 0;  ///< bytes that earlier sections account for
  std::uint32_t crc_ = 0;
};

}  // namespace

ArchiveWriter::ArchiveWriter(ByteSpan description) {
  const ByteSpan start = asByteSpan(magic.data(), magic.size());
  bytes_.assign(start.begin(), start.end());
  appendVarint(bytes_, formatVersion);
  appendSection(0, description);
}

void ArchiveWriter::append(ByteSpan stream) {
  appendSection(bytes_.size(), stream);
}

void ArchiveWriter::appendSection(std::size_t begin, ByteSpan content) {
  appendVarint(bytes_, content.size());
  bytes_.insert(bytes_.end(), content.begin(), content.end());
  crc_ = crcOf(crc_, ByteSpan(bytes_).subspan(begin));
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes_.push_back(static_cast<std::byte>((crc_ >> shift) & 0xFFU));
  }
}

bool startsArchive(ByteSpan head) {
  return head.size() >= magic.size() && std::memcmp(head.data(), magic.data(), magic.size()) == 0;
}

ArchiveParts readParts(ByteSpan file) {
  if (!startsArchive(file)) {
    throw Error(ErrorCategory::Corrupt, "The archive is damaged: its header is incomplete");
  }
  SectionReader reader(file);
  const std::uint64_t version = reader.version();
  if (version != formatVersion) {
    throw Error(ErrorCategory::Unsupported, "The archive has format version " + std::to_string(version) +
                                                ", which this program does not know");
  }
  ArchiveParts parts;
  parts.description = reader.next("the description");
  while (!reader.atEnd()) {
    parts.streams.push_back(reader.next("the stream of frame " + std::to_string(parts.streams.size() + 1)));
  }
  return parts;
}

}  // namespace trabecula::core
