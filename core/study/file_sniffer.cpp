#include "core/study/file_sniffer.h"

#include <cstring>
#include <string_view>

namespace trabecula::core {
namespace {

std::uint8_t byteAt(ByteSpan head, std::size_t index) {
  return std::to_integer<std::uint8_t>(head[index]);
}

bool isLetterPair(ByteSpan head, std::size_t index) {
  const auto letter = [](std::uint8_t c) { return c >= 'A' && c <= 'Z'; };
  return letter(byteAt(head, index)) && letter(byteAt(head, index + 1));
}

/// A dataset without preamble begins with the meta header (group 2) or the identifying group 8, and its
/// first element has either a VR or a short value.
bool isBareDataset(ByteSpan head) {
  if (head.size() < 16) return false;
  const bool little = (byteAt(head, 0) == 2 || byteAt(head, 0) == 8) && byteAt(head, 1) == 0;
  const bool big = byteAt(head, 0) == 0 && (byteAt(head, 1) == 2 || byteAt(head, 1) == 8);
  if (!little && !big) return false;
  if (isLetterPair(head, 4)) return true;
  return little ? byteAt(head, 6) == 0 && byteAt(head, 7) == 0 : byteAt(head, 4) == 0 && byteAt(head, 5) == 0;
}

}  // namespace

FileKind sniffFileKind(ByteSpan head) {
  if (head.size() >= 132 && std::memcmp(head.data() + 128, "DICM", 4) == 0) return FileKind::Dicom;
  if (head.size() >= 3 && byteAt(head, 0) == 0xFF && byteAt(head, 1) == 0xD8 && byteAt(head, 2) == 0xFF) {
    // JPEG-LS streams begin with the same marker; theirs has a start-of-frame 55 (0xF7) that a codec knows.
    return FileKind::Jpeg;
  }
  if (head.size() >= 3 && byteAt(head, 0) == 'P' && byteAt(head, 1) >= '1' && byteAt(head, 1) <= '7') {
    const std::string_view whitespace = " \t\r\n#";
    if (whitespace.find(static_cast<char>(byteAt(head, 2))) != std::string_view::npos) return FileKind::Pnm;
  }
  return isBareDataset(head) ? FileKind::Dicom : FileKind::Other;
}

}  // namespace trabecula::core
