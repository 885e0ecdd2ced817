#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/golden_pairs.h"

namespace trabecula::tests {

/// A synthetic pair and the digests (pixelSha256) of its two images.
struct ListedPair {
  GoldenPair pair;
  std::string reference;
  std::string test;
};

/// The lines of a list of the goldens, without its comments.
inline std::vector<std::istringstream> goldenLines(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::istringstream> lines;
  for (std::string line; std::getline(file, line);)
    if (!line.starts_with('#')) lines.emplace_back(line);
  return lines;
}

/// tests/unit/data/metrics/pairs.tsv
inline std::vector<ListedPair> listedPairs(const std::string& path) {
  std::vector<ListedPair> pairs;
  for (auto& line : goldenLines(path)) {
    ListedPair p;
    line >> p.pair.id >> p.pair.pattern >> p.pair.width >> p.pair.height >> p.pair.bits >> p.pair.seed >>
        p.pair.distortion >> p.pair.amount >> p.pair.noiseSeed >> p.reference >> p.test;
    pairs.push_back(p);
  }
  return pairs;
}

}  // namespace trabecula::tests
