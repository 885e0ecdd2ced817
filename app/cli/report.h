#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/codec/parameters.h"
#include "core/job/compression_job.h"

namespace trabecula::app {

/// Keys keep the order in which they were set.
using Json = nlohmann::ordered_json;

struct Column {
  enum class Align { Left, Right };
  std::string title;
  Align align = Align::Left;
  std::size_t width = 0;  ///< characters of the widest cell to come; a wider one only shifts its row
};

/// The one place where results are printed: as text while they come in, or as one JSON array at the end.
class Report {
 public:
  explicit Report(bool json) : json_(json) {}

  /// Starts a table; its header is printed at once, its rows as they come. Nothing with --json.
  void startTable(std::vector<Column> columns);
  void row(const std::vector<std::string>& cells) const;
  /// A block of "name  value" lines under a title; empty values are left out. Nothing with --json.
  void fields(const std::string& title, const std::vector<std::pair<std::string, std::string>>& values);
  /// A line of text. Nothing with --json.
  void line(const std::string& text) const;

  /// One object of the JSON array.
  void add(Json object) { objects_.push_back(std::move(object)); }
  /// Prints the array where --json is set. Throws core::Error{WriteFailed} where the output went nowhere
  /// (a full disk behind a redirection).
  void finish() const;
  /// The array as text, as finish() prints it.
  std::string jsonText() const;

 private:
  bool json_;
  bool hasPrinted_ = false;
  std::vector<Column> columns_;
  Json objects_ = Json::array();
};

/// Number of characters a terminal shows for UTF-8 text without combining characters.
std::size_t displayWidth(const std::string& text);

/// `digits` significant digits, no exponent for everyday sizes: "2.816".
std::string significant(double value, int digits = 4);
/// Seconds and bits per pixel: "0.731".
std::string threeDecimals(double value);
/// Sizes relative to others: "0.9648".
std::string fourDecimals(double value);
/// "5.68:1".
std::string ratioText(double ratio);
/// "exact", or "Not exact: 12 pixels differ, largest difference 1".
std::string verdict(const core::RoundTrip& roundTrip);

/// "MONOCHROME1" or "MONOCHROME2".
const char* photometricName(const core::Image& image);

/// {"effort": 7, "mode": "lossless"}: every parameter with its type.
Json toJson(const core::Parameters& parameters);

}  // namespace trabecula::app
