#include "models/torch_module/torch_module_abi.h"

#include <dlfcn.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <exception>

#include "core/fixedpoint/engine.h"
#include "models/engine/torch_engine.h"

namespace {

// The rest of the C interface of the CUDA driver is not needed, so no CUDA headers are.
using CudaInit = int (*)(unsigned);
using CudaDeviceGet = int (*)(int*, int);
using CudaDeviceGetName = int (*)(char*, int, int);

int cudaDeviceCount() {
  try {
    return static_cast<int>(torch::cuda::device_count());
  } catch (const std::exception&) {
    return 0;  // a driver that does not fit LibTorch's CUDA: no device to use
  }
}

// LibTorch names no devices without CUDA's headers; the driver, which is there if a device is, does. Both
// number the visible devices alike.
void cudaDeviceName(int index, char* buffer, int size) {
  if (size < 1) return;
  buffer[0] = '\0';
  void* driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
  if (driver == nullptr) return;
  const auto init = reinterpret_cast<CudaInit>(dlsym(driver, "cuInit"));
  const auto get = reinterpret_cast<CudaDeviceGet>(dlsym(driver, "cuDeviceGet"));
  const auto getName = reinterpret_cast<CudaDeviceGetName>(dlsym(driver, "cuDeviceGetName"));
  int device = 0;
  const bool named = init != nullptr && get != nullptr && getName != nullptr && init(0) == 0 &&
                     get(&device, index) == 0 && getName(buffer, size, device) == 0;
  if (!named) buffer[0] = '\0';
  dlclose(driver);
}

void* makeEngine(const char* device, char* error, int size) {
  try {
    return trabecula::models::makeTorchEngine(device).release();
  } catch (const std::exception& failure) {
    if (size > 0) {
      const std::size_t length = std::min(std::strlen(failure.what()), static_cast<std::size_t>(size) - 1);
      std::memcpy(error, failure.what(), length);
      error[length] = '\0';
    }
    return nullptr;
  }
}

void deleteEngine(void* engine) {
  delete static_cast<trabecula::core::fixedpoint::Engine*>(engine);
}

constexpr TrabeculaTorchModule module{trabeculaTorchAbi, TORCH_VERSION, &cudaDeviceCount,
                                      &cudaDeviceName,   &makeEngine,   &deleteEngine};

}  // namespace

extern "C" __attribute__((visibility("default"))) const TrabeculaTorchModule* trabeculaTorchModule() {
  return &module;
}
