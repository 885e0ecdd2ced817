#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "core/fixedpoint/model_file.h"
#include "models/data/crops.h"
#include "models/export/exporter.h"
#include "models/lfcunet/unet_networks.h"
#include "models/network/quantised_network.h"
#include "models/training/trainer.h"

namespace trabecula::models {

struct LfcTaskOptions {
  UNetShape shape;
  std::string size = "small";  ///< for the checkpoint's identity
  bool weighted = false;       ///< the paper's class weights: 8 for |residual| > 155, falling to 1 at 55
  std::uint64_t seed = 1;
  int side = 128;  ///< of a patch
  int batch = 24;  ///< patches
  int part = 2;    ///< of a batch that one thread computes at a time
};

/// Weight of every class in the cross-entropy (Liao and Li 2024, Fig. 6).
std::vector<double> classWeights(int classes);

/// Bits a pixel of the image that the sub-images cost, by the networks' probabilities.
struct SubImageBits {
  double d = 0;
  double b = 0;
  double c = 0;
  double total() const { return d + b + c; }
};

/// Trains the three pairs of networks of LFC-UNet for images of up to 8 bits side by side, each with the L1
/// distance of its prediction in grey levels plus the cross-entropy of the residual's class in nats. The
/// cross-entropy looks at one pixel in four, others at every step: the 511 classes are most of the work, and
/// neighbours are alike.
class LfcTask : public TrainingTask {
 public:
  LfcTask(const ImageFolder& images, const LfcTaskOptions& options);
  ~LfcTask() override;

  std::string identity() const override;
  std::vector<QuantisedNetwork*> networks() override;
  std::int64_t samplesPerStep() const override;
  int parts() const override { return options_.batch / options_.part; }
  void beginStep(std::int64_t step, const at::Device& device) override;
  at::Tensor loss(std::int64_t step, int part, const at::Device& device) const override;
  double validate(int threads) override;

  /// On the validation images, with the networks as prepared now.
  SubImageBits validationBits(int threads) const;
  core::fixedpoint::ModelFile model() const;
  void exportTo(const std::filesystem::path& path, const Provenance& provenance) const;
  void setWeights(const core::fixedpoint::ModelFile& model);

 private:
  struct Stage {
    QuantisedNetwork unet;
    QuantisedNetwork classes;
  };
  struct Outputs {
    at::Tensor prediction;  ///< grey levels, [n][1][h][w]
    at::Tensor logits;      ///< nats, [n][classes][h][w]
  };

  at::Tensor drawBatch(std::int64_t step) const;
  Outputs run(const Stage& stage, const at::Tensor& known) const;
  at::Tensor stageLoss(const Stage& stage, const at::Tensor& known, const at::Tensor& target,
                       std::int64_t step) const;
  double stageBits(const Stage& stage, const at::Tensor& known, const at::Tensor& target,
                   std::int32_t maximum) const;

  LfcTaskOptions options_;
  std::string description_;
  CropSampler sampler_;
  struct ValidationImage {
    at::Tensor pixels;  ///< [1][1][height][width]
    std::int32_t maximum;
  };
  std::vector<ValidationImage> validation_;
  std::array<Stage, 3> stages_;  ///< D, B, C
  at::Tensor weights_;           ///< of the classes
  at::Tensor batch_;             ///< [batch][1][side][side]
  std::int64_t batchStep_ = -1;
  std::future<at::Tensor> next_;
};

}  // namespace trabecula::models
