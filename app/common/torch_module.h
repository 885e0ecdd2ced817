#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/model_file.h"

namespace trabecula::app {

/// A device that a codec's work can be put on, as a device chooser lists it.
struct ComputeDevice {
  std::string id;     ///< as `--device` takes it: "cpu", "cuda:0"
  std::string title;  ///< "CPU (2 threads)", "NVIDIA H200"
  bool usable = false;
  std::string reason;  ///< why it is not usable; empty where it is
};

/// The CPU and every CUDA device that LibTorch reports; where there is none, one unusable entry "cuda:0" that
/// says why. The first call opens the LibTorch module (about a second) and keeps it; later calls cost
/// nothing. Any thread; never throws for a module that is missing or does not load.
const std::vector<ComputeDevice>& computeDevices();

/// The same with the module at `module`, without keeping the list.
std::vector<ComputeDevice> computeDevices(const std::filesystem::path& module);

/// Adds an engine of every usable CUDA device to core::fixedpoint's list. One that does not deliver the known
/// answers of all `models` is added disabled, with the reason. Does nothing where there is no such device or
/// when called again. Returns the names of the engines it added enabled. Any thread; never throws for a
/// module that is missing or does not load.
std::vector<std::string> addTorchEngines(std::span<const core::fixedpoint::ModelFile> models);

/// An engine of the module at `module` for `device` ("cpu", "cuda:0"). Throws core::Error{Unsupported} with
/// the reason where there is none.
std::shared_ptr<const core::fixedpoint::Engine> makeTorchEngine(const std::filesystem::path& module,
                                                                const std::string& device);

/// Where the module is looked for: beside the program, then in ../lib/trabecula; empty where it is nowhere.
std::filesystem::path findTorchModule();

}  // namespace trabecula::app
