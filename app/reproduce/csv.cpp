#include "app/reproduce/csv.h"

namespace trabecula::app::reproduce {
namespace {

std::string quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string text = "\"";
  for (const char c : cell) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + "\"";
}

}  // namespace

void CsvTable::add(const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) text_ += ',';
    text_ += quoted(cells[i]);
  }
  text_ += '\n';
}

std::vector<std::vector<std::string>> parseCsv(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  std::string cell;
  bool inQuotes = false;
  const auto endRow = [&] {
    row.push_back(std::move(cell));
    cell.clear();
    if (row.size() > 1 || !row.front().empty()) rows.push_back(std::move(row));
    row.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      const bool doubled = inQuotes && i + 1 < text.size() && text[i + 1] == '"';
      if (doubled) {
        cell += c;
        ++i;
      } else {
        inQuotes = !inQuotes;
      }
    } else if (!inQuotes && c == ',') {
      row.push_back(std::move(cell));
      cell.clear();
    } else if (!inQuotes && c == '\n') {
      endRow();
    } else if (inQuotes || c != '\r') {
      cell += c;
    }
  }
  if (!cell.empty() || !row.empty()) endRow();
  return rows;
}

}  // namespace trabecula::app::reproduce
