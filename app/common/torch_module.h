#pragma once

#include <filesystem>
#include <string>
#include <vector>

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

/// Where the module is looked for: beside the program, then in ../lib/trabecula; empty where it is nowhere.
std::filesystem::path findTorchModule();

}  // namespace trabecula::app
