#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/report.h"
#include "core/job/compression_job.h"

namespace trabecula::app {

/// The set that an image belongs to: the folder directly below the input folder it was found in; the folder
/// it lies in where that is the input folder itself, or where the image was named alone.
std::string setOf(const std::filesystem::path& image, const std::vector<std::string>& inputs);

/// Sums a benchmark up by set and codec. Sizes are compared file by file with the first codec, the reference.
class BenchSets {
 public:
  explicit BenchSets(std::vector<std::string> codecs) : codecs_(std::move(codecs)) {}

  void add(const std::string& set, const std::filesystem::path& file, const std::string& codec,
           const core::CompressionResult& result);

  /// Prints a table of sets and a total, and adds the same as objects. Nothing where nothing was added.
  void report(Report& report) const;

 private:
  struct Entry {
    std::string set;
    std::filesystem::path file;
    std::string codec;
    double pixels;
    double bytes;
    double bitsPerPixel;
    double encodeSeconds;
    double decodeSeconds;
  };
  struct Row {
    int files = 0;
    double bitsPerPixel = 0;   ///< geometric mean
    double relativeBytes = 0;  ///< geometric mean; 0 where the reference did none of these files
    double worstRatio = 0;
    std::filesystem::path worstFile;
    double encodeSpeed = 0;  ///< megapixels a second
    double decodeSpeed = 0;
  };

  /// All sets where `set` is empty.
  Row rowOf(const std::optional<std::string>& set, const std::string& codec) const;
  static void addRow(Report& report, const std::optional<std::string>& set, const std::string& codec,
                     const Row& row);

  std::vector<std::string> codecs_;
  std::vector<Entry> entries_;
  std::map<std::filesystem::path, double> referenceBytes_;  ///< of the first codec, by file
};

}  // namespace trabecula::app
