#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/codec/contextnet/settings.h"
#include "models/contextnet/context_samples.h"
#include "models/data/crops.h"
#include "models/data/image_folder.h"

namespace trabecula::models {

/// Contexts as the contextnet codec sees them, adaptive predictors and all, on crops of the training images.
/// Crops are flipped, inverted, scaled to fewer levels with and without noise, and bent by a gamma, so that
/// the network meets more detectors than the folder holds.
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
  void append(const Crop& crop, std::uint64_t seed, ContextSamples& samples) const;

  std::string description_;
  core::contextnet::Settings settings_;
  std::size_t samples_;
  CropSampler training_;
  std::vector<Crop> validation_;
};

}  // namespace trabecula::models
