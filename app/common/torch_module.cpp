#include "app/common/torch_module.h"

#include <dlfcn.h>

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "core/fixedpoint/engine.h"
#include "core/fixedpoint/known_answer.h"
#include "core/fixedpoint/model_file.h"
#include "core/job/job_context.h"
#include "core/support/error.h"
#include "models/torch_module/torch_module_abi.h"

namespace trabecula::app {
namespace {

namespace fs = std::filesystem;
namespace fp = core::fixedpoint;

constexpr const char* moduleFileName = "trabecula-torch.so";

/// The module's functions, or why there are none. Never closed: LibTorch does not survive being unloaded.
struct LoadedModule {
  const TrabeculaTorchModule* functions = nullptr;
  std::string reason;
};

LoadedModule loadModule(const fs::path& path) {
  std::error_code status;
  if (path.empty() || !fs::exists(path, status)) return {nullptr, "this build has no LibTorch"};
  void* handle = dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (handle == nullptr) return {nullptr, std::string("LibTorch does not load: ") + dlerror()};
  const auto entry = reinterpret_cast<TrabeculaTorchEntry>(dlsym(handle, trabeculaTorchEntryName));
  if (entry == nullptr) return {nullptr, path.filename().string() + " is not Trabecula's LibTorch module"};
  const TrabeculaTorchModule* functions = entry();
  if (functions->abi != trabeculaTorchAbi) {
    return {nullptr, path.filename().string() + " belongs to another version of Trabecula"};
  }
  return {functions, {}};
}

std::string cudaTitle(const TrabeculaTorchModule& functions, int index) {
  std::array<char, 256> name{};
  functions.cudaDeviceName(index, name.data(), static_cast<int>(name.size()));
  return name[0] != '\0' ? name.data() : "CUDA device " + std::to_string(index);
}

std::vector<ComputeDevice> listCuda(const LoadedModule& module) {
  if (module.functions == nullptr) return {{"cuda:0", "CUDA", false, module.reason}};
  const int count = module.functions->cudaDeviceCount();
  if (count < 1) {
    return {{"cuda:0", "CUDA", false,
             std::string("LibTorch ") + module.functions->version + " finds no CUDA device"}};
  }
  std::vector<ComputeDevice> devices;
  devices.reserve(static_cast<std::size_t>(count));
  for (int index = 0; index < count; ++index) {
    devices.push_back({"cuda:" + std::to_string(index), cudaTitle(*module.functions, index), true, {}});
  }
  return devices;
}

/// Nothing where the engine delivers all known answers of all models, else what it failed.
std::optional<std::string> selfTestFailure(const fp::Engine& engine, std::span<const fp::ModelFile> models) {
  for (const fp::ModelFile& model : models) {
    if (auto failure = fp::selfTest(engine, model)) return failure;
  }
  return std::nullopt;
}

}  // namespace

std::shared_ptr<const fp::Engine> makeTorchEngine(const fs::path& module, const std::string& device) {
  const LoadedModule loaded = loadModule(module);
  if (loaded.functions == nullptr) throw core::Error(core::ErrorCategory::Unsupported, loaded.reason);
  std::array<char, 512> reason{};
  void* engine = loaded.functions->makeEngine(device.c_str(), reason.data(), static_cast<int>(reason.size()));
  if (engine == nullptr) throw core::Error(core::ErrorCategory::Unsupported, reason.data());
  const auto deleteEngine = loaded.functions->deleteEngine;
  return {static_cast<const fp::Engine*>(static_cast<fp::Engine*>(engine)),
          [deleteEngine](const fp::Engine* made) { deleteEngine(const_cast<fp::Engine*>(made)); }};
}

std::vector<std::string> addTorchEngines(std::span<const fp::ModelFile> models) {
  static std::mutex once;
  static bool done = false;
  const std::lock_guard lock(once);
  std::vector<std::string> added;
  if (std::exchange(done, true)) return added;
  for (const ComputeDevice& device : computeDevices()) {
    if (device.id == "cpu" || !device.usable) continue;
    try {
      const auto engine = makeTorchEngine(findTorchModule(), device.id);
      const auto failure = selfTestFailure(*engine, models);
      fp::addEngine(engine);
      if (failure) {
        fp::disableEngine(engine->name(), *failure);
      } else {
        added.push_back(engine->name());
      }
    } catch (const core::Error&) {
      // A device that went away since it was listed: the CPU's engine is there.
    }
  }
  return added;
}

fs::path findTorchModule() {
  std::error_code status;
  const fs::path program = fs::read_symlink("/proc/self/exe", status);
  if (status) return {};
  const fs::path folder = program.parent_path();
  for (const fs::path& candidate :
       {folder / moduleFileName, folder.parent_path() / "lib" / "trabecula" / moduleFileName}) {
    if (fs::exists(candidate, status)) return candidate;
  }
  return {};
}

std::vector<ComputeDevice> computeDevices(const fs::path& module) {
  const int threads = core::JobContext().threads();
  const std::string cpu = "CPU (" + std::to_string(threads) + (threads == 1 ? " thread)" : " threads)");
  std::vector<ComputeDevice> devices = {{"cpu", cpu, true, {}}};
  for (ComputeDevice& device : listCuda(loadModule(module))) devices.push_back(std::move(device));
  return devices;
}

const std::vector<ComputeDevice>& computeDevices() {
  static const std::vector<ComputeDevice> devices = computeDevices(findTorchModule());
  return devices;
}

}  // namespace trabecula::app
