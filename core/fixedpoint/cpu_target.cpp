#include "core/fixedpoint/cpu_target.h"

#include <atomic>

#include "core/fixedpoint/kernels.h"
#include "core/fixedpoint/kernels_simd.h"

namespace trabecula::core::fixedpoint {
namespace {

std::atomic<const Kernels*>& preferredKernels() {
  static std::atomic<const Kernels*> kernels = [] {
    const auto vectors = simdKernels();
    return vectors.empty() ? &scalarKernels() : vectors.back();
  }();
  return kernels;
}

}  // namespace

CpuTarget CpuTarget::scalar() {
  return CpuTarget(scalarKernels());
}

std::vector<CpuTarget> CpuTarget::supported() {
  std::vector<CpuTarget> targets{scalar()};
  for (const Kernels* kernels : simdKernels()) targets.push_back(CpuTarget(*kernels));
  return targets;
}

CpuTarget CpuTarget::preferred() {
  return CpuTarget(*preferredKernels());
}

void CpuTarget::setPreferred(CpuTarget target) {
  preferredKernels() = target.kernels_;
}

std::string_view CpuTarget::name() const {
  return kernels_->name;
}

}  // namespace trabecula::core::fixedpoint
