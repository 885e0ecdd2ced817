#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "core/codec/contextnet/settings.h"
#include "models/contextnet/context_samples.h"
#include "models/data/image_folder.h"

namespace trabecula::models {

/// A rectangle of an image, or all of it, histogram packed where that pays: what the codec would code.
struct Crop {
  int width = 0;
  int height = 0;
  std::int32_t maximum = 1;
  std::vector<std::uint16_t> values;
};

/// Contexts as the contextnet codec sees them, adaptive predictors and all, on crops of the training images.
/// Crops are flipped, inverted, scaled to fewer levels with and without noise, and bent by a gamma, so that
/// the network meets more detectors than the folder holds. Top-level folders are drawn with the square root
/// of their pixels, images within one with their pixels.
class CodecContexts : public ContextSource {
 public:
  /// `samples`: drawn for one epoch.
  CodecContexts(const std::shared_ptr<const ImageFolder>& images, const core::contextnet::Settings& settings,
                std::size_t samples);

  int features() const override { return settings_.features(); }
  MixtureUnits units() const override;
  std::string description() const override { return description_; }
  ContextSamples trainingSamples(std::uint64_t seed, std::int64_t epoch) const override;
  ContextSamples validationSamples() const override;
  std::optional<CodedSize> codedSize(const core::fixedpoint::ModelFile& model, int threads) const override;
  std::vector<core::fixedpoint::IntegerTable> tables() const override;

 private:
  Crop drawCrop(std::mt19937_64& random) const;
  void append(const Crop& crop, std::uint64_t seed, ContextSamples& samples) const;

  std::string description_;
  core::contextnet::Settings settings_;
  std::size_t samples_;
  std::vector<Crop> training_;      ///< whole images
  std::vector<double> cumulative_;  ///< of their probabilities
  std::vector<Crop> validation_;
};

}  // namespace trabecula::models
