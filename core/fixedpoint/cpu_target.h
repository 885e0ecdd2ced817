#pragma once

#include <string_view>
#include <vector>

namespace trabecula::core::fixedpoint {

struct Kernels;

/// An instruction set that the integer kernels were compiled for. Every target computes the same bits; they
/// differ in speed. Cheap to copy; any thread.
class CpuTarget {
 public:
  /// Plain C++, on every machine.
  static CpuTarget scalar();
  /// All that this machine can run: scalar first, the fastest last.
  static std::vector<CpuTarget> supported();
  /// What everything uses that names no target: the fastest supported, unless setPreferred() was called.
  static CpuTarget preferred();
  /// For tests and measurements, the whole process; objects that exist keep their target.
  static void setPreferred(CpuTarget target);

  /// "scalar", "SSE4", "AVX2", "AVX2_VNNI", "AVX3" (AVX-512), "AVX3_VNNI", "NEON", ...
  std::string_view name() const;
  const Kernels& kernels() const { return *kernels_; }

 private:
  explicit CpuTarget(const Kernels& kernels) : kernels_(&kernels) {}
  const Kernels* kernels_;
};

}  // namespace trabecula::core::fixedpoint
