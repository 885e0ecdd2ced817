#include "core/study/dicom_structure.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/image/image_format.h"
#include "core/support/bytes.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

constexpr std::size_t maxDepth = 128;  // sequences and items: 64 nested sequences
constexpr std::uint32_t undefinedLength = 0xFFFFFFFFU;
constexpr std::uint64_t noEnd = ~std::uint64_t{0};

/// Random access to the bytes of a file, or of a dataset in memory, through a small window.
class ByteSource {
 public:
  explicit ByteSource(const std::filesystem::path& path) : stream_(path, std::ios::binary) {
    std::error_code error;
    size_ = std::filesystem::file_size(path, error);
    if (error || !stream_) throw Error(ErrorCategory::Unreadable, "the file cannot be opened for reading");
  }
  explicit ByteSource(ByteVector bytes) : window_(std::move(bytes)), size_(window_.size()) {}

  std::uint64_t size() const { return size_; }

  /// `count` (at most 64) bytes at `position`; nullptr beyond the end.
  const std::byte* at(std::uint64_t position, std::size_t count) {
    if (position > size_ || size_ - position < count) return nullptr;
    if (position < begin_ || position + count > begin_ + window_.size()) load(position);
    if (position + count > begin_ + window_.size()) return nullptr;
    return window_.data() + (position - begin_);
  }

 private:
  void load(std::uint64_t position) {
    constexpr std::size_t windowBytes = 4096;
    begin_ = position;
    window_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(windowBytes, size_ - position)));
    stream_.clear();
    stream_.seekg(static_cast<std::streamoff>(position));
    stream_.read(reinterpret_cast<char*>(window_.data()), static_cast<std::streamsize>(window_.size()));
    window_.resize(static_cast<std::size_t>(stream_.gcount()));
  }

  std::ifstream stream_;
  ByteVector window_;
  std::uint64_t begin_ = 0;
  std::uint64_t size_ = 0;
};

struct Encoding {
  bool explicitVr = true;
  bool bigEndian = false;
};

struct ElementHeader {
  std::uint32_t tag = 0;
  std::uint32_t length = 0;
  std::uint64_t value = 0;  ///< position
  bool isSequence = false;
  bool isUnknown = false;
};

std::uint32_t number(const std::byte* bytes, std::size_t count, bool bigEndian) {
  std::uint32_t result = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t index = bigEndian ? i : count - 1 - i;
    result = (result << 8U) | std::to_integer<std::uint32_t>(bytes[index]);
  }
  return result;
}

std::uint32_t tagAt(const std::byte* bytes, bool bigEndian) {
  return (number(bytes, 2, bigEndian) << 16U) | number(bytes + 2, 2, bigEndian);
}

bool isVr(const std::byte* bytes) {
  const auto letter = [](std::byte b) { return b >= std::byte{'A'} && b <= std::byte{'Z'}; };
  return letter(bytes[0]) && letter(bytes[1]);
}

bool hasLongLength(std::string_view vr) {
  static constexpr std::array<std::string_view, 13> longVrs = {"OB", "OW", "OF", "OD", "OL", "OV", "SQ",
                                                               "UN", "UR", "UC", "UT", "SV", "UV"};
  return std::find(longVrs.begin(), longVrs.end(), vr) != longVrs.end();
}

/// False at the end of the file.
bool readHeader(ByteSource& source, std::uint64_t position, Encoding encoding, ElementHeader& header) {
  const std::byte* bytes = source.at(position, 8);
  if (!bytes) return false;
  header = {};
  header.tag = tagAt(bytes, encoding.bigEndian);
  const bool delimiter = (header.tag >> 16U) == 0xFFFEU;
  if (delimiter || !encoding.explicitVr || !isVr(bytes + 4)) {
    header.length = number(bytes + 4, 4, encoding.bigEndian);
    header.value = position + 8;
    return true;
  }
  const std::string vr{std::to_integer<char>(bytes[4]), std::to_integer<char>(bytes[5])};
  header.isSequence = vr == "SQ";
  header.isUnknown = vr == "UN";
  if (!hasLongLength(vr)) {
    header.length = number(bytes + 6, 2, encoding.bigEndian);
    header.value = position + 8;
    return true;
  }
  bytes = source.at(position, 12);
  if (!bytes) return false;
  header.length = number(bytes + 8, 4, encoding.bigEndian);
  header.value = position + 12;
  return true;
}

bool startsWithItem(ByteSource& source, std::uint64_t position, bool bigEndian) {
  const std::byte* bytes = source.at(position, 4);
  return bytes && tagAt(bytes, bigEndian) == 0xFFFEE000U;
}

struct Level {
  std::uint64_t end = noEnd;
  Encoding encoding;
};

class Walker {
 public:
  Walker(ByteSource& source, std::uint64_t begin, Encoding encoding)
      : source_(source), position_(begin), encoding_(encoding) {}

  DicomStructure run() {
    ElementHeader header;
    while (true) {
      while (!levels_.empty() && position_ >= levels_.back().end) leave();
      if (!readHeader(source_, position_, encoding(), header)) return result_;
      if (!step(header)) return result_;
    }
  }

 private:
  Encoding encoding() const { return levels_.empty() ? encoding_ : levels_.back().encoding; }

  void leave() {
    if (levels_.back().end != noEnd) position_ = levels_.back().end;
    levels_.pop_back();
  }

  void enter(const ElementHeader& header, Encoding encoding) {
    if (levels_.size() >= maxDepth) {
      throw Error(ErrorCategory::Corrupt, "damaged DICOM file (sequences are nested too deeply)");
    }
    const std::uint64_t end = header.length == undefinedLength ? noEnd : header.value + header.length;
    levels_.push_back({end, encoding});
    position_ = header.value;
  }

  /// False where the walk is over.
  bool step(const ElementHeader& header) {
    if (header.tag == 0xFFFEE00DU || header.tag == 0xFFFEE0DDU) {
      position_ = header.value;
      if (!levels_.empty() && levels_.back().end == noEnd) levels_.pop_back();
      return true;
    }
    if (levels_.empty() && header.tag == 0x7FE00010U) {
      if (header.length != undefinedLength) {
        result_.pixelDataLength = header.length;
        result_.pixelDataAvailable = source_.size() - std::min(source_.size(), header.value);
      }
      return false;
    }
    // A sequence hidden in an unknown element is implicit little endian (PS3.5, 6.2.2 note 2).
    const Encoding inner = header.isUnknown ? Encoding{false, false} : encoding();
    const bool nested = header.tag == 0xFFFEE000U || header.length == undefinedLength || header.isSequence ||
                        startsWithItem(source_, header.value, inner.bigEndian);
    if (nested) {
      enter(header, inner);
    } else {
      position_ = header.value + header.length;
    }
    return true;
  }

  ByteSource& source_;
  std::uint64_t position_;
  Encoding encoding_;
  std::vector<Level> levels_;
  DicomStructure result_;
};

/// The deflated dataset (raw deflate, PS3.5 A.5), as far as it can be inflated.
ByteVector inflateFrom(ByteSource& source, std::uint64_t position) {
  ByteVector result;
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
    throw Error(ErrorCategory::ResourceLimit, "not enough memory to inflate the dataset");
  }
  std::array<std::byte, 64> input{};
  std::array<std::byte, 65536> output{};
  int status = Z_OK;
  while (status == Z_OK) {
    if (stream.avail_in == 0) {
      const std::size_t count =
          static_cast<std::size_t>(std::min<std::uint64_t>(input.size(), source.size() - position));
      const std::byte* bytes = count > 0 ? source.at(position, count) : nullptr;
      if (!bytes) break;
      std::memcpy(input.data(), bytes, count);
      position += count;
      stream.next_in = reinterpret_cast<Bytef*>(input.data());
      stream.avail_in = static_cast<uInt>(count);
    }
    stream.next_out = reinterpret_cast<Bytef*>(output.data());
    stream.avail_out = static_cast<uInt>(output.size());
    status = inflate(&stream, Z_NO_FLUSH);
    result.insert(result.end(), output.begin(), output.end() - stream.avail_out);
    if (result.size() > maxImageBytes) {
      inflateEnd(&stream);
      throw Error(ErrorCategory::ResourceLimit, "the deflated dataset is larger than 2 GiB");
    }
  }
  inflateEnd(&stream);
  return result;
}

Encoding detectEncoding(ByteSource& source, std::uint64_t position) {
  const std::byte* bytes = source.at(position, 8);
  if (!bytes) return {};
  Encoding encoding;
  encoding.explicitVr = isVr(bytes + 4);
  // The first group of a dataset is small, so the byte order shows in which half of it is zero.
  encoding.bigEndian = bytes[0] == std::byte{0} && bytes[1] != std::byte{0};
  return encoding;
}

}  // namespace

DicomStructure walkDicomStructure(const std::filesystem::path& path) {
  ByteSource source(path);
  std::uint64_t position = 0;
  const std::byte* magic = source.at(128, 4);
  if (magic && std::memcmp(magic, "DICM", 4) == 0) position = 132;

  std::string transferSyntax;
  ElementHeader header;
  while (readHeader(source, position, Encoding{}, header) && (header.tag >> 16U) == 0x0002U) {
    if (header.tag == 0x00020010U && header.length <= 64) {
      if (const std::byte* uid = source.at(header.value, header.length)) {
        transferSyntax.assign(reinterpret_cast<const char*>(uid), header.length);
        transferSyntax = transferSyntax.c_str();
      }
    }
    position = header.value + header.length;
  }
  if (transferSyntax == "1.2.840.10008.1.2.1.99" || transferSyntax == "1.2.840.10008.1.2.4.95") {
    ByteSource inflated(inflateFrom(source, position));
    return Walker(inflated, 0, detectEncoding(inflated, 0)).run();
  }
  return Walker(source, position, detectEncoding(source, position)).run();
}

}  // namespace trabecula::core
