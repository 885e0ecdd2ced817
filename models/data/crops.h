#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "models/data/image_folder.h"

namespace trabecula::models {

/// A rectangle of an image, or all of it, histogram packed where that pays: what a codec of our own would
/// code.
struct Crop {
  int width = 0;
  int height = 0;
  std::int32_t maximum = 1;
  std::vector<std::uint16_t> values;
};

/// A whole image.
Crop packedImage(const core::Image& image);
/// The rectangle with its corner at (x, y), at most `side` wide and high.
Crop cut(const Crop& image, int x, int y, int side);
/// The middle of the image, with its corner at multiples of `alignment`.
Crop cutMiddle(const Crop& image, int side, int alignment = 1);
/// Mirrored left to right (1 in 2), upside down (1 in 4) and inverted (1 in 8).
void flip(Crop& crop, std::mt19937_64& random);

struct CropOptions {
  int side = 320;
  int alignment = 1;                    ///< of corners: 8 keeps the blocks that JPEG left
  bool wholeOnly = false;               ///< leaves out images that are smaller than `side`
  std::int32_t largestMaximum = 65535;  ///< leaves out images with larger values
};

/// Draws crops of images: top-level folders with the square root of their pixels, images within one with
/// their pixels. Any number of threads.
class CropSampler {
 public:
  /// Throws core::Error{InvalidArgument} where no image fits the options.
  CropSampler(const std::vector<TrainingImage>& images, const CropOptions& options);

  Crop draw(std::mt19937_64& random) const;

 private:
  CropOptions options_;
  std::vector<Crop> images_;
  std::vector<double> cumulative_;  ///< of their probabilities
};

/// 0..1
double uniform(std::mt19937_64& random);
/// 0..count - 1
int below(std::mt19937_64& random, int count);

}  // namespace trabecula::models
