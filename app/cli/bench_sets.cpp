#include "app/cli/bench_sets.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace trabecula::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* totalTitle = "all";

/// A clock that did not move must not make a speed infinite.
double megapixelsPerSecond(double pixels, double seconds) {
  return pixels / 1e6 / std::max(seconds, 1e-9);
}

std::string folderName(const fs::path& folder) {
  std::error_code ignored;
  const fs::path full = fs::weakly_canonical(folder, ignored);
  return full.has_filename() ? full.filename().string() : full.string();
}

}  // namespace

std::string setOf(const fs::path& image, const std::vector<std::string>& inputs) {
  for (const fs::path input : inputs) {
    const fs::path below = image.lexically_relative(input);
    if (below.empty() || below == "." || *below.begin() == "..") continue;
    if (std::distance(below.begin(), below.end()) > 1) return below.begin()->string();
    return folderName(input);
  }
  return folderName(image.has_parent_path() ? image.parent_path() : fs::path("."));
}

void BenchSets::add(const std::string& set, const fs::path& file, const std::string& codec,
                    const core::CompressionResult& result) {
  // The first result of a file counts, should it be listed twice.
  if (codec == codecs_.front()) referenceBytes_.emplace(file, static_cast<double>(result.bytes));
  entries_.push_back({.set = set,
                      .file = file,
                      .codec = codec,
                      .pixels = static_cast<double>(result.pixels),
                      .bytes = static_cast<double>(result.bytes),
                      .bitsPerPixel = result.bitsPerPixel,
                      .encodeSeconds = result.encodeSeconds,
                      .decodeSeconds = result.decodeSeconds});
}

BenchSets::Row BenchSets::rowOf(const std::optional<std::string>& set, const std::string& codec) const {
  Row row;
  double logBits = 0;
  double logRatio = 0;
  int compared = 0;
  double pixels = 0;
  double encodeSeconds = 0;
  double decodeSeconds = 0;
  for (const Entry& entry : entries_) {
    if (entry.codec != codec || (set && entry.set != *set)) continue;
    ++row.files;
    logBits += std::log(entry.bitsPerPixel);
    pixels += entry.pixels;
    encodeSeconds += entry.encodeSeconds;
    decodeSeconds += entry.decodeSeconds;
    const auto reference = referenceBytes_.find(entry.file);
    if (reference == referenceBytes_.end()) continue;
    ++compared;
    const double ratio = entry.bytes / reference->second;
    logRatio += std::log(ratio);
    if (ratio <= row.worstRatio) continue;
    row.worstRatio = ratio;
    row.worstFile = entry.file;
  }
  if (row.files == 0) return row;
  row.bitsPerPixel = std::exp(logBits / row.files);
  if (compared > 0) row.relativeBytes = std::exp(logRatio / compared);
  row.encodeSpeed = megapixelsPerSecond(pixels, encodeSeconds);
  row.decodeSpeed = megapixelsPerSecond(pixels, decodeSeconds);
  return row;
}

void BenchSets::addRow(Report& report, const std::optional<std::string>& set, const std::string& codec,
                       const Row& row) {
  const bool compared = row.relativeBytes > 0;
  report.add({{"set", set ? Json(*set) : Json()},
              {"codec", codec},
              {"files", row.files},
              {"bits_per_pixel", row.bitsPerPixel},
              {"relative_bytes", compared ? Json(row.relativeBytes) : Json()},
              {"worst_ratio", compared ? Json(row.worstRatio) : Json()},
              {"worst_file", compared ? Json(row.worstFile.string()) : Json()},
              {"encode_megapixels_per_second", row.encodeSpeed},
              {"decode_megapixels_per_second", row.decodeSpeed}});
  report.row({set.value_or(totalTitle), codec, std::to_string(row.files), threeDecimals(row.bitsPerPixel),
              compared ? fourDecimals(row.relativeBytes) : "-", compared ? fourDecimals(row.worstRatio) : "-",
              significant(row.encodeSpeed, 3), significant(row.decodeSpeed, 3),
              compared ? row.worstFile.filename().string() : "-"});
}

void BenchSets::report(Report& report) const {
  if (entries_.empty()) return;
  std::set<std::string> sets;
  std::size_t setWidth = displayWidth(totalTitle);
  std::size_t codecWidth = 0;
  for (const Entry& entry : entries_) {
    sets.insert(entry.set);
    setWidth = std::max(setWidth, displayWidth(entry.set));
    codecWidth = std::max(codecWidth, displayWidth(entry.codec));
  }
  using enum Column::Align;
  report.line("");
  report.line("By set: bits/pixel and bytes/" + codecs_.front() +
              " are geometric means, MP/s is all pixels by all seconds");
  report.startTable({{"set", Left, setWidth},
                     {"codec", Left, codecWidth},
                     {"files", Right},
                     {"bits/pixel", Right},
                     {"bytes/" + codecs_.front(), Right},
                     {"worst", Right, 6},
                     {"encode MP/s", Right},
                     {"decode MP/s", Right},
                     {"worst file", Left}});
  std::vector<std::optional<std::string>> rows(sets.begin(), sets.end());
  rows.emplace_back(std::nullopt);
  for (const std::optional<std::string>& set : rows) {
    for (const std::string& codec : codecs_) {
      const Row row = rowOf(set, codec);
      if (row.files > 0) addRow(report, set, codec, row);
    }
  }
}

}  // namespace trabecula::app
