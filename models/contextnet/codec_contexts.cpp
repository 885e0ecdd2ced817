#include "models/contextnet/codec_contexts.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <utility>

#include "core/codec/contextnet/context_model.h"
#include "core/codec/contextnet/geometry.h"
#include "core/codec/contextnet/mixture_tables.h"
#include "core/codec/contextnet/tile_pass.h"
#include "core/fixedpoint/model_file.h"
#include "models/training/worker_pool.h"

namespace trabecula::models {
namespace {

constexpr int cropSide = 320;
/// One pixel in this many becomes a sample: neighbours are alike, and the predictors need whole crops.
constexpr std::uint64_t keepOneIn = 3;
constexpr int validationSide = 256;

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

}  // namespace

CodecContexts::CodecContexts(const std::shared_ptr<const ImageFolder>& images,
                             const core::contextnet::Settings& settings, std::size_t samples)
    : description_(images->description),
      settings_(settings),
      samples_(samples),
      training_(images->training, {.side = cropSide}) {
  for (const TrainingImage& image : images->validation) {
    validation_.push_back(cutMiddle(packedImage(image.image), validationSide));
  }
}

MixtureUnits CodecContexts::units() const {
  return {.mean = 1.0F / 256,
          .logScale = 1.0F / 256,
          .logWeight = 1.0F / 256,
          .minLogScale = -8,
          .maxLogScale = 127.0F / 16};
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
    Crop crop = training_.draw(random);
    changeValues(crop, random);
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
