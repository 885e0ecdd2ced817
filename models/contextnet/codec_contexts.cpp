#include "models/contextnet/codec_contexts.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include "core/codec/contextnet/coded_plane.h"
#include "core/codec/contextnet/context_model.h"
#include "core/codec/contextnet/geometry.h"
#include "core/codec/contextnet/mixture_tables.h"
#include "core/codec/contextnet/tile_pass.h"
#include "core/fixedpoint/model_file.h"
#include "core/image/image.h"
#include "models/training/worker_pool.h"

namespace trabecula::models {
namespace {

constexpr int cropSide = 320;
/// One pixel in this many becomes a sample: neighbours are alike, and the predictors need whole crops.
constexpr std::uint64_t keepOneIn = 3;
constexpr int validationSide = 256;

double uniform(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11U) / static_cast<double>(std::uint64_t{1} << 53U);
}

int below(std::mt19937_64& random, int count) {
  return static_cast<int>(random() % static_cast<std::uint64_t>(count));
}

/// A whole image as the codec would code it.
Crop packed(const core::Image& image) {
  core::contextnet::CodedPlane plane = core::contextnet::codedPlane(image);
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

/// Another detector: fewer levels, more noise, another curve.
void changeValues(Crop& crop, std::mt19937_64& random) {
  const double top = crop.maximum;
  const auto replace = [&](auto curve) {
    std::int32_t largest = 1;
    for (std::uint16_t& v : crop.values) {
      v = static_cast<std::uint16_t>(std::lround(std::clamp(curve(v), 0.0, top)));
      largest = std::max<std::int32_t>(largest, v);
    }
    crop.maximum = largest;
  };
  const std::uint64_t kind = random() % 10;
  if (kind < 3) {
    const double gain = 0.2 + 0.8 * uniform(random);
    const double noise = kind == 0 ? 0.01 * top * uniform(random) * uniform(random) : 0;
    replace([&](double v) {
      const double roughlyNormal = noise == 0 ? 0 : uniform(random) + uniform(random) + uniform(random) - 1.5;
      return v * gain + noise * roughlyNormal;
    });
  } else if (kind == 3) {
    const double gamma = 0.6 + 0.9 * uniform(random);
    replace([&](double v) { return std::pow(v / top, gamma) * top; });
  }
}

std::string topFolder(const TrainingImage& image) {
  return image.path.begin() == image.path.end() ? std::string() : image.path.begin()->string();
}

}  // namespace

CodecContexts::CodecContexts(const std::shared_ptr<const ImageFolder>& images,
                             const core::contextnet::Settings& settings, std::size_t samples)
    : description_(images->description), settings_(settings), samples_(samples) {
  std::map<std::string, double> folders;
  const auto pixels = [](const TrainingImage& t) { return static_cast<double>(t.image.format().pixels()); };
  for (const TrainingImage& image : images->training) folders[topFolder(image)] += pixels(image);
  double sum = 0;
  for (const TrainingImage& image : images->training) {
    sum += pixels(image) / std::sqrt(folders[topFolder(image)]);
    cumulative_.push_back(sum);
    training_.push_back(packed(image.image));
  }
  for (const TrainingImage& image : images->validation) {
    const Crop all = packed(image.image);
    validation_.push_back(cut(all, std::max(all.width - validationSide, 0) / 2,
                              std::max(all.height - validationSide, 0) / 2, validationSide));
  }
}

MixtureUnits CodecContexts::units() const {
  return {.mean = 1.0F / 256,
          .logScale = 1.0F / 256,
          .logWeight = 1.0F / 256,
          .minLogScale = -8,
          .maxLogScale = 127.0F / 16};
}

Crop CodecContexts::drawCrop(std::mt19937_64& random) const {
  const auto place =
      std::upper_bound(cumulative_.begin(), cumulative_.end() - 1, uniform(random) * cumulative_.back());
  const Crop& image = training_[static_cast<std::size_t>(place - cumulative_.begin())];
  const int x = below(random, std::max(image.width - cropSide, 0) + 1);
  const int y = below(random, std::max(image.height - cropSide, 0) + 1);
  Crop crop = cut(image, x, y, cropSide);
  flip(crop, random);
  changeValues(crop, random);
  return crop;
}

void CodecContexts::append(const Crop& crop, std::uint64_t seed, ContextSamples& samples) const {
  const core::contextnet::TileShape shape{crop.width, crop.height};
  std::mt19937_64 random(seed);
  core::contextnet::collectSamples(
      settings_, shape, crop.maximum, crop.values, [&](const core::contextnet::Sample& sample) {
        if (random() % keepOneIn != 0) return;
        samples.values.insert(samples.values.end(), sample.features.begin(), sample.features.end());
        samples.lower.push_back(sample.low);
        samples.upper.push_back(sample.high);
      });
}

ContextSamples CodecContexts::trainingSamples(std::uint64_t seed, std::int64_t epoch) const {
  std::mt19937_64 random(seed * 1000003U + static_cast<std::uint64_t>(epoch));
  ContextSamples samples;
  samples.features = features();
  while (samples.size() < samples_) {
    const Crop crop = drawCrop(random);
    append(crop, random(), samples);
  }
  return samples;
}

ContextSamples CodecContexts::validationSamples() const {
  ContextSamples samples;
  samples.features = features();
  std::uint64_t seed = 0;
  for (const Crop& crop : validation_) append(crop, seed++, samples);
  return samples;
}

std::optional<CodedSize> CodecContexts::codedSize(const core::fixedpoint::ModelFile& model,
                                                  int threads) const {
  const core::contextnet::ContextModel coder(core::fixedpoint::writeModel(model));
  std::vector<std::size_t> bytes(validation_.size());
  WorkerPool pool(threads, [] {});
  pool.run(validation_.size(), [&](std::size_t i) {
    const Crop& crop = validation_[i];
    const core::contextnet::TileShape shape{crop.width, crop.height};
    constexpr unsigned states = 4;
    bytes[i] =
        core::contextnet::encodeTile(coder.expert(0), shape, crop.maximum, crop.values, states, 0, nullptr)
            .size();
  });
  CodedSize size;
  for (std::size_t i = 0; i < validation_.size(); ++i) {
    size.bits += 8.0 * static_cast<double>(bytes[i]);
    size.pixels += static_cast<std::int64_t>(validation_[i].values.size());
  }
  return size;
}

std::vector<core::fixedpoint::IntegerTable> CodecContexts::tables() const {
  core::fixedpoint::ModelFile model;
  const auto values = settings_.values();
  model.tables.push_back({"settings", {values.begin(), values.end()}});
  core::contextnet::MixtureTables::standard(settings_.components).write(model);
  return std::move(model.tables);
}

}  // namespace trabecula::models
