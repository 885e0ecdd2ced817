#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace trabecula::models {

/// Everything a training needs to go on as if it had never stopped.
struct Checkpoint {
  std::string identity;  ///< what is trained, with which options; another one's checkpoint is refused
  std::int64_t step = 0;
  double seconds = 0;          ///< trained so far
  double bestScore = 0;        ///< of `best`; lower is better
  std::int64_t bestStep = -1;  ///< -1 while nothing was validated
  std::vector<float> weights;
  std::vector<float> firstMoment;
  std::vector<float> secondMoment;
  std::vector<float> average;  ///< moving average of the weights
  std::vector<float> best;     ///< the average that validated best
};

/// Atomically: a training that is killed while it writes keeps its last checkpoint. Throws
/// Error{WriteFailed}.
void writeCheckpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// Throws Error{Unreadable}, or Error{Corrupt} for a file that is damaged or no checkpoint.
Checkpoint readCheckpoint(const std::filesystem::path& path);

}  // namespace trabecula::models
