#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/support/bytes.h"

namespace trabecula::core {

/// A grey or colour picture, 3 bytes (R, G, B) a pixel, row-major.
struct RgbPicture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;
};

enum class PdfFont { Regular, Bold, Mono };

/// Writes small A4 documents of text, lines and pictures (PDF 1.4, ISO 32000-1). Texts are UTF-8; the
/// standard fonts that every reader has show Latin characters only, others become '?' (hasReplaced()).
/// Lengths are points, 1/72 inch, from the top left of the page. The same calls give the same bytes.
class PdfDocument {
 public:
  static constexpr double pageWidth = 595;
  static constexpr double pageHeight = 842;

  explicit PdfDocument(std::string title) : title_(std::move(title)) {}

  void addPage() { pages_.emplace_back(); }
  std::size_t pages() const { return pages_.size(); }

  /// These draw on page `page`; `y` is the text's base line. `grey` is 0 black to 1 white.
  void text(std::size_t page, double x, double y, PdfFont font, double size, std::string_view utf8,
            double grey = 0);
  void line(std::size_t page, double x1, double y1, double x2, double y2, double grey);
  /// Scaled into the box, which keeps no aspect ratio of its own.
  void picture(std::size_t page, double x, double y, double width, double height, const RgbPicture& picture);

  /// Whether a text had a character that the fonts do not have.
  bool hasReplaced() const { return hasReplaced_; }

  /// Points that the text takes.
  static double textWidth(PdfFont font, double size, std::string_view utf8);
  /// Lines of at most `width` points, broken at blanks, inside words where they are longer.
  static std::vector<std::string> wrapped(PdfFont font, double size, std::string_view utf8, double width);

  ByteVector finish() const;

 private:
  struct Page {
    std::string content;
    std::vector<std::size_t> pictures;
  };

  std::string title_;
  std::vector<Page> pages_;
  std::vector<RgbPicture> pictures_;
  bool hasReplaced_ = false;
};

}  // namespace trabecula::core
