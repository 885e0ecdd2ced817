#include "core/archive/description.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/support/error.h"
#include "core/support/varint.h"

namespace trabecula::core {
namespace {

constexpr std::uint64_t maxTextBytes = 4096;
constexpr char presentationRecord = 'p';

// Bits of the byte that tells how the samples stand in the streams.
constexpr unsigned signedBit = 1;
constexpr unsigned offsetBinaryBit = 2;
constexpr unsigned fidelityShift = 2;
constexpr unsigned fidelityKinds = 3;

[[noreturn]] void corrupt() {
  throw Error(ErrorCategory::Corrupt, "The archive is damaged: its description has no valid content");
}

void appendText(ByteVector& bytes, const std::string& text) {
  appendVarint(bytes, text.size());
  const ByteSpan content = asByteSpan(text.data(), text.size());
  bytes.insert(bytes.end(), content.begin(), content.end());
}

/// Takes fields off the front of a description.
class FieldReader {
 public:
  explicit FieldReader(ByteSpan bytes) : unread_(bytes) {}

  bool atEnd() const { return unread_.empty(); }

  ByteSpan bytes(std::uint64_t count) {
    if (count > unread_.size()) corrupt();
    const ByteSpan result = unread_.first(static_cast<std::size_t>(count));
    unread_ = unread_.subspan(result.size());
    return result;
  }
  unsigned byte() { return std::to_integer<unsigned>(bytes(1).front()); }
  std::uint64_t number(std::uint64_t most) {
    const std::optional<std::uint64_t> value = takeVarint(unread_);
    if (!value || *value > most) corrupt();
    return *value;
  }
  std::string text() {
    const ByteSpan content = bytes(number(maxTextBytes));
    return {reinterpret_cast<const char*>(content.data()), content.size()};
  }

 private:
  ByteSpan unread_;
};

void readImage(FieldReader& fields, Description& description) {
  ImageFormat& format = description.format;
  format.width = static_cast<int>(fields.number(INT32_MAX));
  format.height = static_cast<int>(fields.number(INT32_MAX));
  format.frames = static_cast<int>(fields.number(INT32_MAX));
  const unsigned depths = fields.byte();
  format.bitsStored = static_cast<int>(depths & 15U) + 1;
  description.adaptation.codedBits = static_cast<int>(depths >> 4U) + 1;
  const unsigned flags = fields.byte();
  format.isSigned = (flags & signedBit) != 0;
  description.adaptation.offsetBinary = (flags & offsetBinaryBit) != 0;
  if (flags >> fidelityShift >= fidelityKinds) corrupt();
  description.fidelity.kind = static_cast<Fidelity::Kind>(flags >> fidelityShift);
  if (description.fidelity.kind == Fidelity::Kind::NearLossless) {
    description.fidelity.maxError = static_cast<int>(fields.number(UINT16_MAX));
  }
  requireValid(format);
  if (description.adaptation.codedBits < format.bitsStored) corrupt();
  if (description.adaptation.offsetBinary && !format.isSigned) corrupt();
}

/// Records that may be absent: a letter, a length and the content. Lower-case ones may be skipped.
void readRecords(FieldReader& fields, Description& description) {
  bool hasPresentation = false;
  while (!fields.atEnd()) {
    const auto type = static_cast<char>(fields.byte());
    const ByteSpan content = fields.bytes(fields.number(UINT64_MAX));
    if (type == presentationRecord) {
      if (std::exchange(hasPresentation, true)) corrupt();
      description.presentation = readPresentation(content);
    } else if (type >= 'A' && type <= 'Z') {
      throw Error(ErrorCategory::Unsupported, std::string("The archive has a record ") + type +
                                                  " that needs a newer version of this program");
    } else if (type < 'a' || type > 'z') {
      corrupt();
    }
  }
}

}  // namespace

ByteVector writeDescription(const Description& description) {
  const ImageFormat& format = description.format;
  ByteVector bytes;
  appendVarint(bytes, static_cast<std::uint64_t>(format.width));
  appendVarint(bytes, static_cast<std::uint64_t>(format.height));
  appendVarint(bytes, static_cast<std::uint64_t>(format.frames));
  bytes.push_back(
      static_cast<std::byte>((format.bitsStored - 1) | (description.adaptation.codedBits - 1) << 4));
  bytes.push_back(static_cast<std::byte>((format.isSigned ? signedBit : 0) |
                                         (description.adaptation.offsetBinary ? offsetBinaryBit : 0) |
                                         static_cast<unsigned>(description.fidelity.kind) << fidelityShift));
  if (description.fidelity.kind == Fidelity::Kind::NearLossless) {
    appendVarint(bytes, static_cast<std::uint64_t>(description.fidelity.maxError));
  }
  appendText(bytes, description.codecId);
  appendText(bytes, description.library);
  appendText(bytes, description.parameters);
  bytes.insert(bytes.end(), description.digest.begin(), description.digest.end());
  const ByteVector presentation =
      writePresentation(description.presentation.presentation, description.presentation.notes);
  if (!presentation.empty()) {
    bytes.push_back(static_cast<std::byte>(presentationRecord));
    appendVarint(bytes, presentation.size());
    bytes.insert(bytes.end(), presentation.begin(), presentation.end());
  }
  return bytes;
}

Description readDescription(ByteSpan bytes) {
  FieldReader fields(bytes);
  Description description;
  readImage(fields, description);
  description.codecId = fields.text();
  description.library = fields.text();
  description.parameters = fields.text();
  std::ranges::copy(fields.bytes(description.digest.size()), description.digest.begin());
  readRecords(fields, description);
  return description;
}

std::string changedParameters(const CodecInfo& info, const Parameters& parameters) {
  const Parameters defaults = Parameters::defaults(info);
  std::string text;
  for (const auto& [name, value] : parameters.values()) {
    const auto standard = defaults.values().find(name);
    if (standard != defaults.values().end() && standard->second == value) continue;
    text += (text.empty() ? "" : ",") + name + "=" + toString(value);
  }
  return text;
}

}  // namespace trabecula::core
