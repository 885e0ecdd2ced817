#include "core/archive/certificate_pdf.h"

#include <algorithm>

namespace trabecula::core {
namespace {

constexpr double margin = 50;
constexpr double right = PdfDocument::pageWidth - margin;
constexpr double bottom = PdfDocument::pageHeight - 62;
constexpr double labelWidth = 132;
constexpr double bodySize = 9;
constexpr double lineHeight = 12.5;
constexpr double quiet = 0.4;
constexpr double rule = 0.75;

/// Digests and UIDs are read digit by digit.
bool isCode(const std::string& value) {
  constexpr std::size_t shortest = 16;
  return value.size() >= shortest && value.find_first_not_of("0123456789abcdef.") == std::string::npos;
}

/// Writes down the page and begins another where one is full.
class Writer {
 public:
  explicit Writer(PdfDocument& document) : document_(document) { newPage(); }

  void newPage() {
    document_.addPage();
    y_ = margin + 12;
  }
  void reserve(double height) {
    if (y_ + height > bottom) newPage();
  }
  void skip(double height) { y_ += height; }

  void paragraph(PdfFont font, double size, const std::string& text, double grey = 0) {
    for (const std::string& line : PdfDocument::wrapped(font, size, text, right - margin)) {
      reserve(size);
      document_.text(page(), margin, y_, font, size, line, grey);
      y_ += size * 1.4;
    }
  }
  void section(const std::string& title) {
    reserve(4 * lineHeight);
    y_ += 8;
    document_.text(page(), margin, y_, PdfFont::Bold, 10.5, title);
    document_.line(page(), margin, y_ + 4, right, y_ + 4, rule);
    y_ += lineHeight + 5;
  }
  void field(const CertificateField& field) {
    const bool code = isCode(field.value);
    const PdfFont font = code ? PdfFont::Mono : PdfFont::Regular;
    const double size = code ? bodySize - 0.5 : bodySize;
    const auto lines = PdfDocument::wrapped(font, size, field.value, right - margin - labelWidth);
    reserve(static_cast<double>(lines.size()) * lineHeight);
    document_.text(page(), margin, y_, PdfFont::Regular, bodySize, field.name, quiet);
    for (const std::string& line : lines) {
      document_.text(page(), margin + labelWidth, y_, font, size, line);
      y_ += lineHeight;
    }
  }
  /// At most the page's width and `maxHeight`, in its own proportions.
  void picture(const ReportPicture& picture, double maxHeight) {
    const double aspect = static_cast<double>(picture.picture.height) / picture.picture.width;
    const double width = std::min(right - margin, maxHeight / aspect);
    reserve(width * aspect + 2 * lineHeight);
    document_.text(page(), margin, y_, PdfFont::Bold, bodySize, picture.caption);
    y_ += 5;
    document_.picture(page(), margin, y_, width, width * aspect, picture.picture);
    y_ += width * aspect + lineHeight + 6;
  }

 private:
  std::size_t page() const { return document_.pages() - 1; }

  PdfDocument& document_;
  double y_ = 0;
};

void writeFooters(PdfDocument& document, const Certificate& certificate) {
  constexpr double size = 7.5;
  constexpr double top = PdfDocument::pageHeight - 44;
  const std::string digest = certificateDigest(certificate);
  for (std::size_t page = 0; page < document.pages(); ++page) {
    document.line(page, margin, top - 11, right, top - 11, rule);
    document.text(page, margin, top, PdfFont::Regular, size, "SHA-256 of this certificate's JSON  " + digest,
                  quiet);
    document.text(page, margin, top + 11, PdfFont::Regular, size,
                  certificate.program + "  \u2013  no signature, not a medical device", quiet);
    const std::string count = std::to_string(page + 1) + " / " + std::to_string(document.pages());
    document.text(page, right - PdfDocument::textWidth(PdfFont::Regular, size, count), top + 11,
                  PdfFont::Regular, size, count, quiet);
  }
}

}  // namespace

ByteVector certificatePdf(const Certificate& certificate, const std::vector<std::string>& heading,
                          const std::vector<ReportPicture>& pictures) {
  PdfDocument document("Round-trip certificate");
  Writer writer(document);
  writer.paragraph(PdfFont::Bold, 17, "Round-trip certificate");
  for (const std::string& line : heading) writer.paragraph(PdfFont::Regular, 10, line);
  writer.skip(4);
  writer.paragraph(PdfFont::Bold, 12, certificateVerdict(certificate));
  writer.paragraph(PdfFont::Regular, bodySize, certificateStatement, quiet);
  std::string section;
  for (const CertificateField& field : certificateFields(certificate)) {
    // Both stand at the top already.
    if (field.name == "Verdict" || field.value == certificateStatement) continue;
    if (field.section != section) writer.section(field.section);
    section = field.section;
    writer.field(field);
  }
  if (document.hasReplaced())
    writer.paragraph(PdfFont::Regular, bodySize,
                     "Characters that this report's fonts do not have are shown as question marks.", quiet);
  if (!pictures.empty()) writer.newPage();
  constexpr double halfPage = 310;
  for (const ReportPicture& picture : pictures) writer.picture(picture, halfPage);
  writeFooters(document, certificate);
  return document.finish();
}

}  // namespace trabecula::core
