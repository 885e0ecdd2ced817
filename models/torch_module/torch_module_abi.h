#pragma once

/// The C interface of trabecula-torch.so, the only binary that links LibTorch. Plain C types, so that the
/// application can be built without LibTorch and load the module when it is first needed. The engine behind
/// makeEngine() is a C++ object of core: application and module are built together, as `abi` confirms.
///
/// Every function may be called from any thread. None throws.
extern "C" {

/// Layout version of this interface; a module of another version is not used.
enum { trabeculaTorchAbi = 2 };

struct TrabeculaTorchModule {
  int abi;              ///< trabeculaTorchAbi
  const char* version;  ///< LibTorch's version: "1.13.0"
  /// Number of CUDA devices that LibTorch can use; 0 where it was built without CUDA.
  int (*cudaDeviceCount)();
  /// Writes the zero-terminated name of device `index` ("NVIDIA H200") into `buffer` of `size` bytes; an
  /// empty text where it cannot be told.
  void (*cudaDeviceName)(int index, char* buffer, int size);
  /// A new trabecula::core::fixedpoint::Engine for `device` ("cpu", "cuda:0"), or null with one line of why
  /// not, zero-terminated, in `error` of `size` bytes. Its run() throws core::Error as any engine's.
  void* (*makeEngine)(const char* device, char* error, int size);
  /// Deletes what makeEngine() made.
  void (*deleteEngine)(void* engine);
};

/// Type and name of the module's one exported symbol.
typedef const struct TrabeculaTorchModule* (*TrabeculaTorchEntry)();
}

inline constexpr const char* trabeculaTorchEntryName = "trabeculaTorchModule";
