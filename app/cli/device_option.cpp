#include "app/cli/device_option.h"

#include <algorithm>

#include "app/common/torch_module.h"
#include "core/codec/learned_models.h"
#include "core/support/error.h"

namespace trabecula::app {
namespace {

[[noreturn]] void refuse(const std::string& device, const std::string& reason) {
  throw core::Error(core::ErrorCategory::InvalidArgument, "--device " + device + ": " + reason);
}

bool isCudaName(const std::string& device) {
  constexpr std::string_view prefix = "cuda:";
  return device.starts_with(prefix) && device.size() > prefix.size() &&
         device.find_first_not_of("0123456789", prefix.size()) == std::string::npos;
}

}  // namespace

void requireUsableDevice(const std::string& device, const core::CodecInfo& codec) {
  if (device == "cpu" || (device == "auto" && !codec.usesGpu)) return;
  addTorchEngines(core::learnedModels());
  if (device == "auto") return;
  if (!isCudaName(device)) refuse(device, "there are auto, cpu and cuda:N");
  const std::vector<ComputeDevice>& devices = computeDevices();
  const auto found =
      std::find_if(devices.begin(), devices.end(), [&](const auto& known) { return known.id == device; });
  if (found == devices.end()) {
    // With no usable device the one CUDA entry says why; with some, the number was wrong.
    const ComputeDevice& last = devices.back();
    refuse(device, last.usable ? "the last device is " + last.id : last.reason);
  }
  if (!found->usable) refuse(device, found->reason);
  if (!codec.usesGpu) refuse(device, codec.title + " has no work for a GPU; use auto or cpu");
}

}  // namespace trabecula::app
