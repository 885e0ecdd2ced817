#include "app/reproduce/published.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <string_view>

#include "core/support/bytes.h"
#include "core/support/error.h"
#include "embedded/publishedDatasets.h"
#include "embedded/publishedFigures.h"

namespace trabecula::app::reproduce {
namespace {

std::vector<std::vector<std::string>> tabbedRows(core::ByteSpan bytes) {
  std::istringstream text(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(text, line);  // the heading
  while (std::getline(text, line)) {
    std::vector<std::string> cells;
    std::istringstream fields(line);
    for (std::string cell; std::getline(fields, cell, '\t');) cells.push_back(cell);
    if (!cells.empty()) rows.push_back(std::move(cells));
  }
  return rows;
}

std::vector<PublishedValue> readPublished() {
  constexpr std::size_t columns = 7;
  std::vector<PublishedValue> values;
  for (std::vector<std::string>& row : tabbedRows(core::embedded::publishedFigures())) {
    row.resize(columns);  // an empty note leaves nothing behind the last tab
    values.push_back({row[0], row[1], row[2], row[3], row[4], row[5], row[6]});
  }
  return values;
}

const std::array<Paper, 2>& papers() {
  static const std::array<Paper, 2> all = {
      Paper{"dslc", "DSLC-Net",
            "Jiang, Cheng and Cheng, \u201CDiagnosis of Osteoporosis by Bone X-Ray Based on Non-Destructive "
            "Compression\u201D.",
            "BR", "dslc-net"},
      Paper{"lfc", "LFC-UNet", "Liao and Li (2024), PeerJ Computer Science 10, e1924.", "BPP", "lfc-unet"}};
  return all;
}

/// Lower-case letters and digits alone.
std::string plain(const std::string& text) {
  std::string result;
  for (const unsigned char c : text) {
    if (std::isalnum(c) != 0) result += static_cast<char>(std::tolower(c));
  }
  return result;
}

std::vector<std::string> distinctOfTable1(const Paper& paper, std::string PublishedValue::*field) {
  std::vector<std::string> found;
  for (const PublishedValue& value : publishedAt(paper, "Table 1")) {
    if (std::ranges::find(found, value.*field) == found.end()) found.push_back(value.*field);
  }
  return found;
}

}  // namespace

const std::vector<PublishedValue>& publishedValues() {
  static const std::vector<PublishedValue> values = readPublished();
  return values;
}

const Paper& paperOf(const std::string& key) {
  for (const Paper& paper : papers()) {
    if (paper.key == key) return paper;
  }
  throw core::Error(core::ErrorCategory::InvalidArgument,
                    "--paper " + key + ": there is no such paper here; write dslc or lfc");
}

std::vector<PublishedValue> publishedAt(const Paper& paper, const std::string& place) {
  std::vector<PublishedValue> found;
  std::ranges::copy_if(publishedValues(), std::back_inserter(found), [&](const PublishedValue& value) {
    return value.paper == paper.name && value.place == place;
  });
  return found;
}

std::optional<PublishedValue> publishedCell(const Paper& paper, const std::string& system,
                                            const std::string& dataset, const std::string& quantity) {
  for (const PublishedValue& value : publishedAt(paper, "Table 1")) {
    if (value.system == system && value.dataset == dataset && value.quantity == quantity) return value;
  }
  return std::nullopt;
}

std::vector<std::string> publishedSystems(const Paper& paper) {
  return distinctOfTable1(paper, &PublishedValue::system);
}

std::vector<std::string> publishedDatasets(const Paper& paper) {
  return distinctOfTable1(paper, &PublishedValue::dataset);
}

std::string codecIdOf(const std::string& system) {
  if (system == "JPEG-XL") return "jpegxl";
  std::string id = system;
  std::ranges::transform(id, id.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return id;
}

std::string datasetOf(const Paper& paper, const std::string& set) {
  const std::string whole = plain(set);
  std::string letters = whole;
  while (!letters.empty() && std::isdigit(static_cast<unsigned char>(letters.back())) != 0)
    letters.pop_back();
  for (const std::vector<std::string>& row : tabbedRows(core::embedded::publishedDatasets())) {
    if (row.size() < 3 || row[0] != paper.name) continue;
    std::istringstream folders(row[2]);
    for (std::string folder; folders >> folder;) {
      if (folder == whole || folder == letters) return row[1];
    }
  }
  return {};
}

}  // namespace trabecula::app::reproduce
