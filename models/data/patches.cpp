#include "models/data/patches.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "core/image/image.h"
#include "core/support/error.h"

namespace trabecula::models {
namespace {

/// One of the eight symmetries of a square: bit 0 mirrors columns, bit 1 rows, bit 2 exchanges them.
struct Symmetry {
  unsigned bits = 0;
  int last = 0;

  std::pair<int, int> apply(int x, int y) const {
    if ((bits & 4U) != 0) std::swap(x, y);
    return {(bits & 1U) != 0 ? last - x : x, (bits & 2U) != 0 ? last - y : y};
  }
};

void copyPatch(const core::Image& image, int left, int top, const Symmetry& symmetry, int size, float* out) {
  const core::ImageFormat& format = image.format();
  const auto samples = image.samples();
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const auto [column, row] = symmetry.apply(x, y);
      const std::size_t at = static_cast<std::size_t>(top + row) * static_cast<std::size_t>(format.width) +
                             static_cast<std::size_t>(left + column);
      *out++ = static_cast<float>(format.storedValue(samples[at]));
    }
  }
}

}  // namespace

PatchSampler::PatchSampler(const std::vector<TrainingImage>& images, const PatchOptions& options,
                           std::uint64_t seed)
    : images_(&images), options_(options), seed_(seed) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < images.size(); ++i) {
    const core::ImageFormat& format = images[i].image.format();
    if (format.width < options.size || format.height < options.size) continue;
    const auto size = static_cast<std::uint64_t>(options.size);
    sum += (static_cast<std::uint64_t>(format.width) - size + 1) *
           (static_cast<std::uint64_t>(format.height) - size + 1);
    usable_.push_back(i);
    places_.push_back(sum);
  }
  if (usable_.empty()) {
    throw core::Error(core::ErrorCategory::InvalidArgument,
                      "No image is as large as a patch of " + std::to_string(options.size) + " pixels");
  }
}

PatchBatch PatchSampler::batch(std::int64_t step) const {
  std::seed_seq seeds{seed_ & 0xFFFFFFFFU, seed_ >> 32U, static_cast<std::uint64_t>(step) & 0xFFFFFFFFU,
                      static_cast<std::uint64_t>(step) >> 32U};
  std::mt19937_64 random(seeds);
  const auto size = static_cast<std::size_t>(options_.size);
  PatchBatch result;
  result.values.resize(static_cast<std::size_t>(options_.count) * size * size);
  for (int i = 0; i < options_.count; ++i) {
    const std::uint64_t place = random() % places_.back();
    const auto index =
        static_cast<std::size_t>(std::upper_bound(places_.begin(), places_.end(), place) - places_.begin());
    const core::Image& image = (*images_)[usable_[index]].image;
    const std::uint64_t inside = place - (index == 0 ? 0 : places_[index - 1]);
    const auto across = static_cast<std::uint64_t>(image.width()) - size + 1;
    const Symmetry symmetry{options_.flips ? static_cast<unsigned>(random() % 8) : 0U, options_.size - 1};
    copyPatch(image, static_cast<int>(inside % across), static_cast<int>(inside / across), symmetry,
              options_.size, result.values.data() + static_cast<std::size_t>(i) * size * size);
    result.images.push_back(usable_[index]);
  }
  return result;
}

}  // namespace trabecula::models
