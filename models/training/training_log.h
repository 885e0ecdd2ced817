#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>

namespace trabecula::models {

/// One line of the log.
struct TrainingRecord {
  std::int64_t step = 0;
  double seconds = 0;           ///< trained so far, validation included
  double samplesPerSecond = 0;  ///< since the last line, validation left out
  double learningRate = 0;
  double loss = 0;          ///< mean since the last line
  double gradientNorm = 0;  ///< before clipping, mean since the last line
  double validation = 0;    ///< of the averaged weights; NaN where not measured
};

/// CSV with a heading. Appends to a file that is there, so that a resumed training goes on in it.
class TrainingLog {
 public:
  /// An empty path: nothing is written. Throws Error{WriteFailed}.
  explicit TrainingLog(const std::filesystem::path& path);
  /// Flushed at once: the log can be watched.
  void write(const TrainingRecord& record);

 private:
  std::ofstream stream_;
};

}  // namespace trabecula::models
