#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/data/image_folder.h"

namespace trabecula::models {

/// What is drawn for one step of a network that sees whole patches.
struct PatchOptions {
  int size = 128;     ///< side, in pixels
  int count = 24;     ///< patches of one batch
  bool flips = true;  ///< mirror and turn them at random
};

/// A batch of square patches: stored values as floats, [count][size][size], ready for a tensor.
struct PatchBatch {
  std::vector<float> values;
  std::vector<std::size_t> images;  ///< where each came from
};

/// Draws patches evenly over the pixels of the images. What batch() returns follows from (seed, step) alone,
/// so that a resumed training sees the same patches. Any number of threads.
class PatchSampler {
 public:
  /// Images smaller than a patch are left out; throws Error{InvalidArgument} where all of them are.
  PatchSampler(const std::vector<TrainingImage>& images, const PatchOptions& options, std::uint64_t seed);

  PatchBatch batch(std::int64_t step) const;

 private:
  const std::vector<TrainingImage>* images_;
  PatchOptions options_;
  std::uint64_t seed_;
  std::vector<std::size_t> usable_;    // indices of images
  std::vector<std::uint64_t> places_;  // running sum of the patches' possible places
};

}  // namespace trabecula::models
