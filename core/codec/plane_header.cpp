#include "core/codec/plane_header.h"

#include <algorithm>
#include <optional>

#include "core/support/error.h"
#include "core/support/varint.h"

namespace trabecula::core {
namespace {

constexpr unsigned depthMask = 31;
constexpr unsigned signedFlag = 32;
constexpr unsigned packedFlag = 64;
constexpr unsigned ownFlag = 128;
constexpr std::size_t modelBytes = 8;

bool hasMagic(const StreamKind& kind, ByteSpan head) {
  return head.size() > kind.magic.size() &&
         std::equal(kind.magic.begin(), kind.magic.end(), head.begin(),
                    [](char letter, std::byte byte) { return static_cast<std::byte>(letter) == byte; });
}

}  // namespace

bool isStreamOf(const StreamKind& kind, ByteSpan head) {
  return hasMagic(kind, head) && head[kind.magic.size()] != std::byte{0} &&
         head[kind.magic.size()] < std::byte{32};
}

void appendPlaneHeader(ByteVector& bytes, const StreamKind& kind, const PlaneHeader& header) {
  for (const char letter : kind.magic) bytes.push_back(static_cast<std::byte>(letter));
  bytes.push_back(static_cast<std::byte>(kind.version));
  const bool packed = !header.packingTable.empty();
  bytes.push_back(static_cast<std::byte>(static_cast<unsigned>(header.format.bitsStored) |
                                         (header.format.isSigned ? signedFlag : 0) |
                                         (packed ? packedFlag : 0) | (header.flag ? ownFlag : 0)));
  appendVarint(bytes, static_cast<std::uint64_t>(header.format.width));
  appendVarint(bytes, static_cast<std::uint64_t>(header.format.height));
  for (unsigned i = 0; i < modelBytes; ++i) {
    bytes.push_back(static_cast<std::byte>(header.model >> (8 * i)));
  }
  if (!packed) return;
  appendVarint(bytes, header.packingTable.size());
  bytes.insert(bytes.end(), header.packingTable.begin(), header.packingTable.end());
}

void StreamReader::fail(const std::string& what) const {
  throw Error(ErrorCategory::Corrupt, "The " + kind_.title + " stream is damaged: " + what);
}

std::uint64_t StreamReader::varint() {
  const std::optional<std::uint64_t> value = takeVarint(rest_);
  if (!value) fail("it ends within its header");
  return *value;
}

ByteSpan StreamReader::bytes(std::uint64_t count) {
  if (count > rest_.size()) fail("it is cut off");
  const ByteSpan taken = rest_.first(static_cast<std::size_t>(count));
  rest_ = rest_.subspan(taken.size());
  return taken;
}

int StreamReader::integer(int low, int high, const char* what) {
  const std::uint64_t value = varint();
  if (value < static_cast<std::uint64_t>(low) || value > static_cast<std::uint64_t>(high)) {
    fail(std::string(what) + " is out of range");
  }
  return static_cast<int>(value);
}

PlaneHeader StreamReader::planeHeader() {
  constexpr int largestSide = 65535;
  if (!isStreamOf(kind_, rest_)) {
    throw Error(ErrorCategory::Corrupt, "This is no " + kind_.title + " stream");
  }
  if (std::to_integer<std::uint8_t>(rest_[kind_.magic.size()]) != kind_.version) {
    throw Error(ErrorCategory::Unsupported,
                "The " + kind_.title + " stream is of a later version than this program knows");
  }
  rest_ = rest_.subspan(kind_.magic.size() + 1);
  PlaneHeader header;
  const auto flags = std::to_integer<unsigned>(bytes(1)[0]);
  header.flag = (flags & ownFlag) != 0;
  header.format.bitsStored = static_cast<int>(flags & depthMask);
  header.format.isSigned = (flags & signedFlag) != 0;
  header.format.frames = 1;
  header.format.width = integer(1, largestSide, "the width");
  header.format.height = integer(1, largestSide, "the height");
  requireValid(header.format);
  header.model = readLe64(bytes(modelBytes).data());
  if ((flags & packedFlag) != 0) {
    const ByteSpan table = bytes(varint());
    if (table.empty()) fail("its table of values is empty");
    header.packingTable.assign(table.begin(), table.end());
  }
  return header;
}

void StreamReader::requireCheck() {
  const Sha256Digest digest = sha256Of(stream_.first(position()));
  const ByteSpan check = bytes(headerCheckBytes);
  if (!std::equal(check.begin(), check.end(), digest.begin())) fail("its header has a wrong checksum");
}

void appendHeaderCheck(ByteVector& bytes) {
  const Sha256Digest digest = sha256Of(bytes);
  bytes.insert(bytes.end(), digest.begin(), digest.begin() + headerCheckBytes);
}

}  // namespace trabecula::core
