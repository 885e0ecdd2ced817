#include "core/study/dicom_text.h"

#include <dcmtk/dcmdata/dcspchrs.h>

namespace trabecula::core {
namespace {

std::string latin1ToUtf8(const std::string& text) {
  std::string result;
  result.reserve(text.size());
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x80U) {
      result.push_back(character);
    } else {
      result.push_back(static_cast<char>(0xC0U | (byte >> 6U)));
      result.push_back(static_cast<char>(0x80U | (byte & 0x3FU)));
    }
  }
  return result;
}

bool isUtf8(const std::string& text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    const int trailing = lead < 0x80U            ? 0
                         : (lead >> 5U) == 0x06U ? 1
                         : (lead >> 4U) == 0x0EU ? 2
                         : (lead >> 3U) == 0x1EU ? 3
                                                 : -1;
    if (trailing < 0 || i + static_cast<std::size_t>(trailing) > text.size()) return false;
    for (int k = 0; k < trailing; ++k) {
      if ((static_cast<unsigned char>(text[i++]) >> 6U) != 0x02U) return false;
    }
  }
  return true;
}

/// Control characters would break lists and one-line messages.
std::string withoutControls(std::string text) {
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; });
  return text;
}

}  // namespace

DicomText::DicomText(DcmItem& dataset) : converter_(std::make_unique<DcmSpecificCharacterSet>()) {
  if (converter_->selectCharacterSet(dataset).bad()) converter_.reset();
}

DicomText::~DicomText() = default;

std::string DicomText::operator()(DcmItem& item, const DcmTagKey& tag, const char* delimiters) const {
  const std::string stored = textValue(item, tag);
  OFString converted;
  if (converter_ &&
      converter_->convertString(OFString(stored.data(), stored.size()), converted, delimiters).good()) {
    const std::string text(converted.data(), converted.size());
    if (isUtf8(text)) return withoutControls(text);
  }
  return withoutControls(isUtf8(stored) ? stored : latin1ToUtf8(stored));
}

std::string printable(const std::string& code) {
  std::string result;
  for (const char c : code.substr(0, 64)) result.push_back(c >= 0x20 && c < 0x7F ? c : '?');
  return result;
}

}  // namespace trabecula::core
