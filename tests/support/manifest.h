#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace trabecula::tests {

/// One line of a test data folder's MANIFEST.tsv: path, set, source, licence, width, height, bits stored,
/// signed, SHA-256 of the file, notes. Fields that a damaged file does not give are empty or "?".
struct ManifestEntry {
  std::filesystem::path path;
  std::string set;
  std::string width;
  std::string height;
  std::string bitsStored;
  std::string isSigned;
  std::string notes;
};

inline std::vector<ManifestEntry> readManifest(const std::filesystem::path& folder) {
  std::ifstream stream(folder / "MANIFEST.tsv");
  std::vector<ManifestEntry> entries;
  std::string line;
  std::getline(stream, line);  // headings
  while (std::getline(stream, line)) {
    std::vector<std::string> fields;
    std::istringstream columns(line);
    for (std::string field; std::getline(columns, field, '\t');) fields.push_back(field);
    fields.resize(10);
    entries.push_back({folder / fields[0], fields[1], fields[4], fields[5], fields[6], fields[7], fields[9]});
  }
  return entries;
}

}  // namespace trabecula::tests
