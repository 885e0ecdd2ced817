#include "models/data/crops.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "core/codec/coded_plane.h"
#include "core/support/error.h"

namespace trabecula::models {
namespace {

std::string topFolder(const TrainingImage& image) {
  return image.path.begin() == image.path.end() ? std::string() : image.path.begin()->string();
}

double pixelsOf(const TrainingImage& image) {
  return static_cast<double>(image.image.format().pixels());
}

}  // namespace

double uniform(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11U) / static_cast<double>(std::uint64_t{1} << 53U);
}

int below(std::mt19937_64& random, int count) {
  return static_cast<int>(random() % static_cast<std::uint64_t>(count));
}

Crop packedImage(const core::Image& image) {
  core::CodedPlane plane = core::codedPlane(image);
  return {image.width(), image.height(), std::max(plane.maximum, 1), std::move(plane.values)};
}

Crop cut(const Crop& image, int x, int y, int side) {
  Crop crop{std::min(side, image.width), std::min(side, image.height), image.maximum, {}};
  crop.values.reserve(static_cast<std::size_t>(crop.width) * static_cast<std::size_t>(crop.height));
  for (int row = y; row < y + crop.height; ++row) {
    const auto begin = image.values.begin() + std::ptrdiff_t{row} * image.width + x;
    crop.values.insert(crop.values.end(), begin, begin + crop.width);
  }
  return crop;
}

Crop cutMiddle(const Crop& image, int side, int alignment) {
  return cut(image, std::max(image.width - side, 0) / 2 / alignment * alignment,
             std::max(image.height - side, 0) / 2 / alignment * alignment, side);
}

void flip(Crop& crop, std::mt19937_64& random) {
  const auto width = static_cast<std::ptrdiff_t>(crop.width);
  const auto row = [&](int y) { return crop.values.begin() + y * width; };
  if (random() % 2 == 0) {
    for (int y = 0; y < crop.height; ++y) std::reverse(row(y), row(y + 1));
  }
  if (random() % 4 == 0) {
    for (int y = 0; y < crop.height / 2; ++y) std::swap_ranges(row(y), row(y + 1), row(crop.height - 1 - y));
  }
  if (random() % 8 == 0) {
    for (std::uint16_t& v : crop.values) v = static_cast<std::uint16_t>(crop.maximum - v);
  }
}

CropSampler::CropSampler(const std::vector<TrainingImage>& images, const CropOptions& options)
    : options_(options) {
  std::vector<const TrainingImage*> usable;
  std::map<std::string, double> folders;
  for (const TrainingImage& image : images) {
    const bool large = image.image.width() >= options.side && image.image.height() >= options.side;
    if (options.wholeOnly && !large) continue;
    Crop all = packedImage(image.image);
    if (all.maximum > options.largestMaximum) continue;
    images_.push_back(std::move(all));
    usable.push_back(&image);
    folders[topFolder(image)] += pixelsOf(image);
  }
  if (images_.empty()) {
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "No training image has the size and depth needed");
  }
  double sum = 0;
  for (const TrainingImage* image : usable) {
    sum += pixelsOf(*image) / std::sqrt(folders[topFolder(*image)]);
    cumulative_.push_back(sum);
  }
}

Crop CropSampler::draw(std::mt19937_64& random) const {
  const auto place =
      std::upper_bound(cumulative_.begin(), cumulative_.end() - 1, uniform(random) * cumulative_.back());
  const Crop& image = images_[static_cast<std::size_t>(place - cumulative_.begin())];
  const int step = options_.alignment;
  const int x = step * below(random, std::max(image.width - options_.side, 0) / step + 1);
  const int y = step * below(random, std::max(image.height - options_.side, 0) / step + 1);
  Crop crop = cut(image, x, y, options_.side);
  flip(crop, random);
  return crop;
}

}  // namespace trabecula::models
