#include "models/torch_module/torch_module_abi.h"

#include <dlfcn.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <exception>

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

constexpr TrabeculaTorchModule module{trabeculaTorchAbi, TORCH_VERSION, &cudaDeviceCount, &cudaDeviceName};

}  // namespace

extern "C" __attribute__((visibility("default"))) const TrabeculaTorchModule* trabeculaTorchModule() {
  return &module;
}
