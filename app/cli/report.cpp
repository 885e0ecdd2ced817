#include "app/cli/report.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iostream>

#include "core/support/error.h"

namespace trabecula::app {
namespace {

template <typename Value>
std::string formatted(const char* format, Value value, int precision) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, precision, value);
  return text.data();
}

std::string padded(const std::string& text, std::size_t width, Column::Align align) {
  const std::size_t shown = displayWidth(text);
  const std::string blanks(width > shown ? width - shown : 0, ' ');
  return align == Column::Align::Left ? text + blanks : blanks + text;
}

}  // namespace

void Report::startTable(std::vector<Column> columns) {
  columns_ = std::move(columns);
  std::vector<std::string> titles;
  for (Column& column : columns_) {
    column.width = std::max(column.width, displayWidth(column.title));
    titles.push_back(column.title);
  }
  row(titles);
}

void Report::row(const std::vector<std::string>& cells) const {
  std::string text;
  for (std::size_t i = 0; i < cells.size() && i < columns_.size(); ++i) {
    if (i > 0) text += "  ";
    text += padded(cells[i], columns_[i].width, columns_[i].align);
  }
  text.erase(text.find_last_not_of(' ') + 1);
  line(text);
}

void Report::fields(const std::string& title,
                    const std::vector<std::pair<std::string, std::string>>& values) {
  if (hasPrinted_) line("");
  hasPrinted_ = true;
  line(title);
  std::size_t width = 0;
  for (const auto& [name, value] : values) width = std::max(width, displayWidth(name));
  for (const auto& [name, value] : values) {
    if (!value.empty()) line("  " + padded(name, width, Column::Align::Left) + "  " + value);
  }
}

void Report::line(const std::string& text) const {
  // Rows are flushed: somebody may be watching a long run through a pipe.
  if (!json_) std::cout << text << std::endl;
}

std::string Report::jsonText() const {
  // File names need not be UTF-8; what is not becomes a replacement character.
  return objects_.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void Report::finish() const {
  if (json_) std::cout << jsonText();
  std::cout.flush();
  if (!std::cout) throw core::Error(core::ErrorCategory::WriteFailed, "the output could not be written");
}

std::size_t displayWidth(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0U) != 0x80U; }));
}

std::string significant(double value, int digits) {
  return formatted("%.*g", value, digits);
}

std::string threeDecimals(double value) {
  return formatted("%.*f", value, 3);
}

std::string fourDecimals(double value) {
  return formatted("%.*f", value, 4);
}

std::string ratioText(double ratio) {
  return formatted("%.*f:1", ratio, 2);
}

std::string verdict(const core::RoundTrip& roundTrip) {
  if (roundTrip.identical) return "exact";
  const bool one = roundTrip.differing == 1;
  return "Not exact: " + std::to_string(roundTrip.differing) + (one ? " pixel differs" : " pixels differ") +
         ", largest difference " + std::to_string(roundTrip.maxAbsError);
}

const char* photometricName(const core::Image& image) {
  return image.presentation().photometric == core::Photometric::Monochrome1 ? "MONOCHROME1" : "MONOCHROME2";
}

Json toJson(const core::Parameters& parameters) {
  Json object = Json::object();
  for (const auto& [name, value] : parameters.values()) {
    std::visit([&object, &key = name](const auto& typed) { object[key] = typed; }, value);
  }
  return object;
}

}  // namespace trabecula::app
