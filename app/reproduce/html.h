#pragma once

#include <string>
#include <vector>

namespace trabecula::app::reproduce {

/// The style of the page: one column of text, tables that scroll sideways, prints well.
const std::string& pageStyle();

/// A table of the page. Cells are text, or HTML where said so.
class HtmlTable {
 public:
  explicit HtmlTable(const std::string& caption);

  void startRow(const std::string& cssClass = {});
  void heading(const std::string& words, int columns = 1, int rows = 1);
  /// Of a column of words.
  void wordHeading(const std::string& words);
  void rowHeading(const std::string& words);
  void cell(const std::string& words, const std::string& cssClass = {});
  void htmlCell(const std::string& html, const std::string& cssClass = {});
  void endRow();
  std::string text() const { return text_ + "</table></div>\n"; }

 private:
  std::string text_;
};

std::string paragraph(const std::string& words);
std::string listOf(const std::vector<std::string>& items);

}  // namespace trabecula::app::reproduce
