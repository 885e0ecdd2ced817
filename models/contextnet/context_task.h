#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "core/fixedpoint/model_file.h"
#include "core/fixedpoint/network.h"
#include "models/contextnet/context_samples.h"
#include "models/contextnet/mixture_bits.h"
#include "models/export/exporter.h"
#include "models/network/quantised_network.h"
#include "models/training/trainer.h"

namespace trabecula::models {

struct ContextNetworkShape {
  std::vector<int> hidden = {64, 64};
  int logistics = 4;
  double inputUnit = 1.0 / 32;  ///< real value of one step of a feature
  double reluTop = 4;
};

/// The layers of a context network: features (-128..127) to 3 * logistics 16-bit outputs, dense layers with
/// 8-bit clipped ReLU between them.
QuantisedNetwork makeContextNetwork(const std::string& name, int features, const ContextNetworkShape& shape,
                                    const MixtureUnits& units, std::uint64_t seed);

/// -log2(mass + massFloor) of every sample's interval, summed; differentiable by the outputs. On a CPU by
/// mixtureBits(); elsewhere, or where `composed`, by LibTorch's operations.
at::Tensor mixtureLoss(const at::Tensor& outputs, const at::Tensor& lower, const at::Tensor& upper,
                       int logistics, const MixtureUnits& units, bool composed = false);

/// Appends the networks of `more` to `file` as further experts. Throws Error{InvalidArgument} where the
/// models' tables differ.
void addExperts(const core::fixedpoint::ModelFile& more, core::fixedpoint::ModelFile& file);

struct ContextTaskOptions {
  ContextNetworkShape shape;
  std::string preset = "default";  ///< for the checkpoint's identity
  std::uint64_t seed = 1;
  int batch = 16384;
  int part = 2048;                 ///< samples that one thread computes at a time: they stay in its cache
  std::int64_t epochSteps = 1000;  ///< after so many steps the source's next samples are taken
};

/// Trains one context network.
class ContextTask : public TrainingTask {
 public:
  ContextTask(std::shared_ptr<const ContextSource> source, const ContextTaskOptions& options);
  ~ContextTask() override;

  std::string identity() const override;
  std::vector<QuantisedNetwork*> networks() override { return {&network_}; }
  std::int64_t samplesPerStep() const override { return options_.batch; }
  int parts() const override;
  void beginStep(std::int64_t step, const at::Device& device) override;
  at::Tensor loss(std::int64_t step, int part, const at::Device& device) const override;
  double validate(int threads) override;

  /// The network as prepared now, with the source's tables.
  core::fixedpoint::ModelFile model() const;
  /// exportModel() of model(), compared on validation samples as well. `more`: a model with the same tables
  /// whose networks become further experts of this one; may be null.
  void exportTo(const std::filesystem::path& path, const Provenance& provenance,
                const core::fixedpoint::ModelFile* more = nullptr) const;
  const ContextSource& source() const { return *source_; }
  QuantisedNetwork& network() { return network_; }
  const ContextSamples& validationSamples() const { return validation_; }

 private:
  struct Stretch;
  static std::shared_ptr<Stretch> load(const ContextSource& source, std::uint64_t seed, std::int64_t epoch);

  std::shared_ptr<const ContextSource> source_;
  ContextTaskOptions options_;
  MixtureUnits units_;
  QuantisedNetwork network_;
  ContextSamples validation_;
  std::shared_ptr<Stretch> stretch_;
  std::future<std::shared_ptr<Stretch>> next_;
};

/// Bits of the samples when the integer network gives their mixtures; computed by core::fixedpoint.
CodedSize idealSize(const core::fixedpoint::Network& network, const ContextSamples& samples, int logistics,
                    const MixtureUnits& units, int threads);

}  // namespace trabecula::models
