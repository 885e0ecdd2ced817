#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/fixedpoint/model_file.h"
#include "core/fixedpoint/network.h"
#include "models/network/quantised_network.h"

namespace trabecula::models {

/// What the model file says of its origin; becomes JSON.
struct Provenance {
  std::string command;
  std::string data;
  std::string training;  ///< summary of the log: steps, seconds, losses
  std::uint64_t seed = 1;
  std::string libraries;  ///< versions
  std::string date;       ///< left out where empty, so that the same training gives the same file
};
std::string toJson(const Provenance& provenance);
/// "LibTorch 1.13.0": for Provenance::libraries.
std::string libraryVersions();

/// One comparison of the network as trained with its integers.
struct Agreement {
  std::int64_t values = 0;       ///< compared
  std::int64_t differences = 0;  ///< values that are not the same
};

/// Runs `network` (prepared, on any device), and `integers` on the CPU engine. `inputs` as
/// QuantisedNetwork::forward takes them.
Agreement compareWithIntegers(const QuantisedNetwork& network, const core::fixedpoint::Network& integers,
                              const std::vector<at::Tensor>& inputs);
/// The same with random values that use the declared ranges; `samples` maps or samples.
Agreement compareOnRandomInputs(const QuantisedNetwork& network, const core::fixedpoint::Network& integers,
                                std::uint64_t seed, std::int64_t samples);

/// Writes `model` to `path`, atomically, and reads it back. Before that every one of `networks` is
/// compared with the integers of its name on random inputs and on `probes[i]` (real inputs; may be empty):
/// throws Error{InvalidArgument} and writes nothing if one value differs. Returns the model as read.
core::fixedpoint::ModelFile exportModel(const std::filesystem::path& path,
                                        const core::fixedpoint::ModelFile& model,
                                        const std::vector<const QuantisedNetwork*>& networks,
                                        const std::vector<std::vector<at::Tensor>>& probes);

}  // namespace trabecula::models
