#include "core/archive/pdf_document.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/support/decimal_text.h"

namespace trabecula::core {
namespace {

/// Widths of the characters 0x20 to 0x7E of Helvetica in 1/1000 of the size, from its font metrics.
constexpr std::array<int, 95> regularWidths = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};
constexpr int otherWidth = 600;
constexpr int monoWidth = 600;

/// The next character of UTF-8 text in the fonts' encoding (WinAnsiEncoding, ISO 32000-1 annex D); nothing
/// where that has none.
std::optional<char> takeCharacter(std::string_view& utf8) {
  const auto first = static_cast<unsigned char>(utf8.front());
  std::size_t length = 1;
  unsigned code = first;
  if (first >= 0xF0) {
    length = 4;
    code = 0xFFFF;  // nothing of that range is in the encoding
  } else if (first >= 0xE0) {
    length = 3;
    code = first & 0x0FU;
  } else if (first >= 0xC0) {
    length = 2;
    code = first & 0x1FU;
  }
  for (std::size_t i = 1; i < length && i < utf8.size() && code < 0xFFFF; ++i)
    code = (code << 6U) | (static_cast<unsigned char>(utf8[i]) & 0x3FU);
  utf8.remove_prefix(std::min(length, utf8.size()));
  constexpr std::array<std::pair<unsigned, int>, 6> beyond = {
      {{0x2013, 0x96}, {0x2014, 0x97}, {0x2019, 0x92}, {0x2026, 0x85}, {0x2212, '-'}, {0x2022, 0x95}}};
  for (const auto& [unicode, character] : beyond)
    if (code == unicode) return static_cast<char>(character);
  const bool shown = (code >= 0x20 && code < 0x7F) || (code >= 0xA0 && code <= 0xFF);
  if (!shown) return std::nullopt;
  return static_cast<char>(code);
}

std::string encoded(std::string_view utf8) {
  std::string text;
  while (!utf8.empty()) text += takeCharacter(utf8).value_or('?');
  return text;
}

bool isShownWhole(std::string_view utf8) {
  while (!utf8.empty())
    if (!takeCharacter(utf8)) return false;
  return true;
}

/// A literal string (ISO 32000-1, 7.3.4.2).
std::string literal(std::string_view utf8) {
  std::string text = "(";
  for (const char c : encoded(utf8)) {
    if (c == '(' || c == ')' || c == '\\') text += '\\';
    text += c;
  }
  return text + ")";
}

std::string number(double value) {
  return fixedText(value, 2);
}

const char* resourceName(PdfFont font) {
  switch (font) {
    case PdfFont::Bold:
      return "/F2";
    case PdfFont::Mono:
      return "/F3";
    case PdfFont::Regular:
      break;
  }
  return "/F1";
}

std::string deflated(const std::vector<std::uint8_t>& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::string result(size, '\0');
  constexpr int level = 6;
  compress2(reinterpret_cast<Bytef*>(result.data()), &size, bytes.data(), static_cast<uLong>(bytes.size()),
            level);
  result.resize(size);
  return result;
}

/// Collects numbered objects and writes header, cross-reference table and trailer around them.
class ObjectFile {
 public:
  /// Numbers are given out in this order, from 1.
  void add(const std::string& content) {
    offsets_.push_back(file_.size());
    file_ += std::to_string(offsets_.size()) + " 0 obj\n" + content + "\nendobj\n";
  }
  void addStream(const std::string& entries, const std::string& data) {
    add("<< " + entries + " /Length " + std::to_string(data.size()) + " >>\nstream\n" + data + "\nendstream");
  }
  ByteVector finish(std::size_t root, std::size_t info) {
    const std::size_t table = file_.size();
    file_ += "xref\n0 " + std::to_string(offsets_.size() + 1) + "\n0000000000 65535 f \n";
    for (const std::size_t offset : offsets_) {
      const std::string digits = std::to_string(offset);
      file_ +=
          std::string(offsetDigits - std::min(offsetDigits, digits.size()), '0') + digits + " 00000 n \n";
    }
    file_ += "trailer\n<< /Size " + std::to_string(offsets_.size() + 1) + " /Root " + std::to_string(root) +
             " 0 R /Info " + std::to_string(info) + " 0 R >>\nstartxref\n" + std::to_string(table) +
             "\n%%EOF\n";
    const ByteSpan bytes = asByteSpan(file_.data(), file_.size());
    return {bytes.begin(), bytes.end()};
  }

 private:
  static constexpr std::size_t offsetDigits = 10;
  // The comment of bytes above 127 tells file transfers that this is binary (7.5.2).
  std::string file_ = "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n";
  std::vector<std::size_t> offsets_;
};

std::string fontObject(const char* name) {
  return std::string("<< /Type /Font /Subtype /Type1 /BaseFont /") + name + " /Encoding /WinAnsiEncoding >>";
}

}  // namespace

void PdfDocument::text(std::size_t page, double x, double y, PdfFont font, double size, std::string_view utf8,
                       double grey) {
  hasReplaced_ = hasReplaced_ || !isShownWhole(utf8);
  pages_.at(page).content += number(grey) + " g BT " + resourceName(font) + " " + number(size) + " Tf " +
                             number(x) + " " + number(pageHeight - y) + " Td " + literal(utf8) + " Tj ET\n";
}

void PdfDocument::line(std::size_t page, double x1, double y1, double x2, double y2, double grey) {
  pages_.at(page).content += number(grey) + " G 0.50 w " + number(x1) + " " + number(pageHeight - y1) +
                             " m " + number(x2) + " " + number(pageHeight - y2) + " l S\n";
}

void PdfDocument::picture(std::size_t page, double x, double y, double width, double height,
                          const RgbPicture& picture) {
  const std::size_t index = pictures_.size();
  pictures_.push_back(picture);
  pages_.at(page).pictures.push_back(index);
  pages_.at(page).content += "q " + number(width) + " 0 0 " + number(height) + " " + number(x) + " " +
                             number(pageHeight - y - height) + " cm /P" + std::to_string(index) + " Do Q\n";
}

double PdfDocument::textWidth(PdfFont font, double size, std::string_view utf8) {
  // Bold letters are up to a tenth wider.
  constexpr double boldFactor = 1.08;
  double units = 0;
  for (const char c : encoded(utf8)) {
    const auto index = static_cast<std::size_t>(static_cast<unsigned char>(c)) - 0x20;
    if (font == PdfFont::Mono)
      units += monoWidth;
    else
      units += index < regularWidths.size() ? regularWidths[index] : otherWidth;
  }
  return units * size / 1000 * (font == PdfFont::Bold ? boldFactor : 1);
}

std::vector<std::string> PdfDocument::wrapped(PdfFont font, double size, std::string_view utf8,
                                              double width) {
  std::vector<std::string> lines;
  while (!utf8.empty()) {
    std::size_t end = 0;    // of the line, at a blank where there is one
    std::size_t blank = 0;  // the last one that fits
    while (end < utf8.size() && (end == 0 || textWidth(font, size, utf8.substr(0, end + 1)) <= width)) {
      if (utf8[end] == ' ') blank = end;
      ++end;
      // Never inside a character of several bytes.
      while (end < utf8.size() && (static_cast<unsigned char>(utf8[end]) & 0xC0U) == 0x80U) ++end;
    }
    if (end < utf8.size() && utf8[end] != ' ' && blank > 0) end = blank;
    lines.emplace_back(utf8.substr(0, end));
    utf8.remove_prefix(end);
    if (!utf8.empty() && utf8.front() == ' ') utf8.remove_prefix(1);
  }
  if (lines.empty()) lines.emplace_back();
  return lines;
}

ByteVector PdfDocument::finish() const {
  // Objects: catalogue, page tree, information, three fonts; then the pictures; then two a page.
  constexpr std::size_t firstPicture = 7;
  const std::size_t firstPage = firstPicture + pictures_.size();
  const auto reference = [](std::size_t object) { return std::to_string(object) + " 0 R"; };
  ObjectFile file;
  file.add("<< /Type /Catalog /Pages 2 0 R >>");
  std::string kids;
  for (std::size_t i = 0; i < pages_.size(); ++i) kids += reference(firstPage + 2 * i) + " ";
  file.add("<< /Type /Pages /Count " + std::to_string(pages_.size()) + " /Kids [ " + kids + "] >>");
  file.add("<< /Title " + literal(title_) + " /Producer " + literal("Trabecula") + " >>");
  for (const char* font : {"Helvetica", "Helvetica-Bold", "Courier"}) file.add(fontObject(font));
  for (const RgbPicture& picture : pictures_) {
    file.addStream("/Type /XObject /Subtype /Image /Width " + std::to_string(picture.width) + " /Height " +
                       std::to_string(picture.height) +
                       " /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode",
                   deflated(picture.rgb));
  }
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    std::string pictures;
    for (const std::size_t index : pages_[i].pictures)
      pictures += "/P" + std::to_string(index) + " " + reference(firstPicture + index) + " ";
    file.add("<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 " + number(pageWidth) + " " + number(pageHeight) +
             " ] /Resources << /Font << /F1 4 0 R /F2 5 0 R /F3 6 0 R >> /XObject << " + pictures +
             ">> >> /Contents " + reference(firstPage + 2 * i + 1) + " >>");
    file.addStream("", pages_[i].content);
  }
  return file.finish(1, 3);
}

}  // namespace trabecula::core
