#pragma once

#include <string>
#include <vector>

namespace trabecula::app::reproduce {

/// A table as RFC 4180 writes it, but with a line feed alone at the end of a line.
class CsvTable {
 public:
  explicit CsvTable(const std::vector<std::string>& heading) { add(heading); }
  void add(const std::vector<std::string>& cells);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// The rows of such a text. What follows an opening quote up to the closing one is taken as it stands.
std::vector<std::vector<std::string>> parseCsv(const std::string& text);

}  // namespace trabecula::app::reproduce
