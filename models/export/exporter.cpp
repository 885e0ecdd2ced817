#include "models/export/exporter.h"

#include <torch/torch.h>
#include <torch/version.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/feature_map.h"
#include "core/fixedpoint/known_answer.h"
#include "core/fixedpoint/model_file.h"
#include "core/fixedpoint/network.h"
#include "core/support/bytes.h"
#include "core/support/error.h"
#include "core/support/file_io.h"

namespace trabecula::models {
namespace {

namespace fp = core::fixedpoint;

/// [C][h][w] of integers in floats, as the engines take it.
fp::FeatureMap toMap(const at::Tensor& tensor) {
  const at::Tensor values = tensor.detach().to(at::kCPU).to(at::kShort).contiguous();
  fp::FeatureMap map(
      {static_cast<int>(values.size(0)), static_cast<int>(values.size(1)), static_cast<int>(values.size(2))});
  std::copy_n(values.data_ptr<std::int16_t>(), map.values.size(), map.values.begin());
  return map;
}

/// Map `n` of a batch. Samples of dense networks make one map, a row of one pixel each.
at::Tensor mapOfBatch(const at::Tensor& batch, std::int64_t n) {
  return batch.dim() == 2 ? batch.t().unsqueeze(1) : batch[n];
}

void add(Agreement& sum, const Agreement& more) {
  sum.values += more.values;
  sum.differences += more.differences;
}

Agreement compareMap(const at::Tensor& trained, const fp::FeatureMap& integer) {
  const fp::FeatureMap map = toMap(trained);
  Agreement result{static_cast<std::int64_t>(map.values.size()), 0};
  if (map.shape != integer.shape) return {result.values, result.values};
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    if (map.values[i] != integer.values[i]) ++result.differences;
  }
  return result;
}

void requireAgreement(const std::string& network, const char* inputs, const Agreement& agreement) {
  if (agreement.differences == 0 && agreement.values > 0) return;
  throw core::Error(core::ErrorCategory::InvalidArgument,
                    "Not exported: network " + network + " and its integers differ in " +
                        std::to_string(agreement.differences) + " of " + std::to_string(agreement.values) +
                        " values on " + inputs + " inputs");
}

}  // namespace

std::string toJson(const Provenance& provenance) {
  nlohmann::ordered_json json;
  json["command"] = provenance.command;
  json["data"] = provenance.data;
  json["training"] = provenance.training;
  json["seed"] = provenance.seed;
  json["libraries"] = provenance.libraries;
  if (!provenance.date.empty()) json["date"] = provenance.date;
  return json.dump(2);
}

std::string libraryVersions() {
  return std::string("LibTorch ") + TORCH_VERSION;
}

Agreement compareWithIntegers(const QuantisedNetwork& network, const fp::Network& integers,
                              const std::vector<at::Tensor>& inputs) {
  const at::NoGradGuard noGradients;
  const std::unique_ptr<fp::Engine> engine = fp::makeCpuEngine();
  std::vector<at::Tensor> onDevice;
  for (const at::Tensor& input : inputs) {
    onDevice.push_back(input.to(at::kFloat).to(network.device()));
  }
  const std::vector<at::Tensor> trained = network.forward(onDevice, Arithmetic::Exact);
  const std::int64_t maps = inputs.at(0).dim() == 2 ? 1 : inputs[0].size(0);
  Agreement sum;
  for (std::int64_t n = 0; n < maps; ++n) {
    std::vector<fp::FeatureMap> sources;
    for (const at::Tensor& input : inputs) sources.push_back(toMap(mapOfBatch(input, n)));
    const std::vector<fp::FeatureMap> results = engine->run(integers, sources);
    for (std::size_t i = 0; i < results.size(); ++i) {
      add(sum, compareMap(mapOfBatch(trained[i], n), results[i]));
    }
  }
  return sum;
}

Agreement compareOnRandomInputs(const QuantisedNetwork& network, const fp::Network& integers,
                                std::uint64_t seed, std::int64_t samples) {
  constexpr std::int64_t side = 16;  // of a map: divisible by any number of halvings that a test needs
  std::mt19937_64 random(seed);
  std::vector<at::Tensor> inputs;
  for (const fp::NetworkInput& input : integers.inputs) {
    std::vector<std::int64_t> shape = {samples, input.channels};
    if (!network.isDense()) shape.insert(shape.end(), {side, side});
    const at::Tensor tensor = at::empty(shape, at::kFloat);
    const auto steps = static_cast<std::uint64_t>(input.range.high - input.range.low) + 1;
    auto* data = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i) {
      data[i] = static_cast<float>(input.range.low + static_cast<std::int64_t>(random() % steps));
    }
    inputs.push_back(tensor);
  }
  return compareWithIntegers(network, integers, inputs);
}

fp::ModelFile exportModel(const std::filesystem::path& path, const fp::ModelFile& model,
                          const std::vector<const QuantisedNetwork*>& networks,
                          const std::vector<std::vector<at::Tensor>>& probes) {
  constexpr std::uint64_t seed = 1;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    const QuantisedNetwork& network = *networks[i];
    const fp::Network& integers = model.network(network.name());
    const std::int64_t samples = network.isDense() ? 4096 : 4;
    requireAgreement(network.name(), "random", compareOnRandomInputs(network, integers, seed, samples));
    if (i < probes.size() && !probes[i].empty()) {
      requireAgreement(network.name(), "real", compareWithIntegers(network, integers, probes[i]));
    }
  }
  const core::ByteVector bytes = fp::writeModel(model);
  fp::ModelFile read = fp::readModel(bytes);
  if (const auto failure = fp::selfTest(*fp::makeCpuEngine(), read)) {
    throw core::Error(core::ErrorCategory::InvalidArgument, "Not exported: " + *failure);
  }
  core::writeFileAtomically(path, bytes);
  return read;
}

}  // namespace trabecula::models
