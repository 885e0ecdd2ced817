// The convolution kernel for every instruction set that Highway knows here. Compiled once a target: this file
// includes itself.
#include "core/fixedpoint/kernels_simd.h"

#include "core/support/vector_targets.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/fixedpoint/kernels_simd.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef TRABECULA_UNROLL
#if defined(__clang__)
#define TRABECULA_UNROLL _Pragma("unroll")
#else
#define TRABECULA_UNROLL _Pragma("GCC unroll 16")
#endif
#endif

#ifndef TRABECULA_TARGET_KERNELS
#define TRABECULA_TARGET_KERNELS
namespace trabecula::core::fixedpoint {

/// A plain struct: library templates must not be instantiated where vector instructions are allowed.
struct TargetKernels {
  const Kernels* plain = nullptr;
  const Kernels* fused = nullptr;  ///< the same with a fused multiply-add, where the processor has it
};

}  // namespace trabecula::core::fixedpoint
#endif

HWY_BEFORE_NAMESPACE();
namespace trabecula::core::fixedpoint {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR || HWY_TARGET == HWY_EMU128

TargetKernels kernelsOfTarget() {
  return {};
}

#else

namespace hn = hwy::HWY_NAMESPACE;
using D32 = hn::ScalableTag<std::int32_t>;
using D64 = hn::RepartitionToWide<D32>;
using DUnsigned64 = hn::Repartition<std::uint64_t, D32>;
using D16 = hn::RepartitionToNarrow<D32>;
using V32 = hn::Vec<D32>;
using V16 = hn::Vec<D16>;

constexpr int vectorLanes = HWY_LANES(std::int32_t);
static_assert(laneGroup % vectorLanes == 0);
// 32 vector registers hold 8 x 2 sums beside their operands, 16 hold 4 x 2.
constexpr int outputsPerBlock = HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON ? 8 : 4;

/// add(): sum + the products of both halves, in each lane of 32 bits.
struct PairProducts {
  static HWY_INLINE V32 add(V32 sum, V16 values, V16 weights) {
    const D32 d32;
#if HWY_ARCH_X86
    // On x86 this operation is vpmaddwd: neighbours are summed, the second sum is not used.
    V32 unused = hn::Zero(d32);
    return hn::ReorderWidenMulAccumulate(d32, values, weights, sum, unused);
#else
    const V32 both = hn::BitCast(d32, values);
    const V32 bothWeights = hn::BitCast(d32, weights);
    const V32 odd = hn::Mul(hn::ShiftRight<16>(both), hn::ShiftRight<16>(bothWeights));
    const V32 even = hn::Mul(hn::ShiftRight<16>(hn::ShiftLeft<16>(both)),
                             hn::ShiftRight<16>(hn::ShiftLeft<16>(bothWeights)));
    return hn::Add(sum, hn::Add(even, odd));
#endif
  }
};

#if HWY_ARCH_X86 && (HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3)
#define TRABECULA_HAS_VNNI_TWIN 1
/// The same in one instruction, which has half the cost; it wraps like the others. Highway 1.0 has no
/// operation for it, nor a target that names it.
struct FusedPairProducts {
  static HWY_INLINE V32 add(V32 sum, V16 values, V16 weights) {
#if HWY_TARGET == HWY_AVX3
    __asm__("vpdpwssd %2, %1, %0" : "+v"(sum.raw) : "v"(values.raw), "v"(weights.raw));
#else
    __asm__("%{vex%} vpdpwssd %2, %1, %0" : "+x"(sum.raw) : "x"(values.raw), "x"(weights.raw));
#endif
    return sum;
  }
};

/// Whether the processor has that instruction for vectors of this width (Intel SDM volume 2, CPUID, leaf 7).
bool hasFusedPairProducts() {
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  if (HWY_TARGET == HWY_AVX3)
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ecx >> 11U & 1U) != 0;
  return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && eax >= 1 &&
         __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) != 0 && (eax >> 4U & 1U) != 0;
}
#else
#define TRABECULA_HAS_VNNI_TWIN 0
#endif

/// clamp((sum * multiplier + 2^(shift-1)) >> shift). Only the low 32 bits of the shifted value count, so that
/// a logical shift serves where there is no arithmetic one of 64 bits.
HWY_INLINE V32 requantise(V32 sum, V32 multiplier, const ConvCall& call) {
  const D32 d32;
  const D64 d64;
  const DUnsigned64 unsigned64;
  const auto rounding = hn::Set(d64, std::int64_t{1} << (call.shift - 1));
  const V32 oddSum = hn::BitCast(d32, hn::ShiftRight<32>(hn::BitCast(unsigned64, sum)));
  const auto even = hn::BitCast(unsigned64, hn::Add(hn::MulEven(sum, multiplier), rounding));
  const auto odd = hn::BitCast(unsigned64, hn::Add(hn::MulEven(oddSum, multiplier), rounding));
  const V32 result = hn::OddEven(hn::BitCast(d32, hn::ShiftLeftSame(odd, 32 - call.shift)),
                                 hn::BitCast(d32, hn::ShiftRightSame(even, call.shift)));
  return hn::Min(hn::Max(result, hn::Set(d32, call.range.low)), hn::Set(d32, call.range.high));
}

HWY_INLINE void storePair(V32 even, V32 odd, std::int16_t* target) {
  const D32 d32;
  const V32 both = hn::Or(hn::And(even, hn::Set(d32, 0xFFFF)), hn::ShiftLeft<16>(odd));
  hn::StoreU(hn::BitCast(D16(), both), D16(), target);
}

/// `outputs` channels (of a block) x `vectors` vectors of lanes, all sums in registers.
template <typename Products, int outputs, int vectors>
HWY_INLINE void convBlock(const ConvCall& call, int firstOutput, int firstLane) {
  const D32 d32;
  const D16 d16;
  V32 sums[outputs][vectors];
  TRABECULA_UNROLL
  for (int o = 0; o < outputs; ++o) {
    TRABECULA_UNROLL
    for (int v = 0; v < vectors; ++v) sums[o][v] = hn::Set(d32, call.bias[firstOutput + o]);
  }
  const std::int16_t* input = call.input + 2 * static_cast<std::ptrdiff_t>(firstLane);
  const std::int32_t* weights = call.weights + static_cast<std::ptrdiff_t>(firstOutput) * call.taps;
  for (int tap = 0; tap < call.taps; ++tap, weights += outputsPerBlock) {
    const std::int16_t* values = input + call.offsets[tap];
    V16 lanes[vectors];
    TRABECULA_UNROLL
    for (int v = 0; v < vectors; ++v) lanes[v] = hn::LoadU(d16, values + v * 2 * vectorLanes);
    TRABECULA_UNROLL
    for (int o = 0; o < outputs; ++o) {
      const V16 weight = hn::BitCast(d16, hn::Set(d32, weights[o]));
      TRABECULA_UNROLL
      for (int v = 0; v < vectors; ++v) sums[o][v] = Products::add(sums[o][v], lanes[v], weight);
    }
  }
  TRABECULA_UNROLL
  for (int o = 0; o < outputs; ++o) {
    const V32 multiplier = hn::Set(d32, call.multipliers[firstOutput + o]);
    TRABECULA_UNROLL
    for (int v = 0; v < vectors; ++v) sums[o][v] = requantise(sums[o][v], multiplier, call);
  }
  if (call.paired) {
    TRABECULA_UNROLL
    for (int o = 0; o < outputs; o += 2) {
      if (firstOutput + o >= call.outputs) break;
      std::int16_t* target = call.output + (firstOutput + o) / 2 * call.outputStride + 2 * firstLane;
      TRABECULA_UNROLL
      for (int v = 0; v < vectors; ++v) storePair(sums[o][v], sums[o + 1][v], target + v * 2 * vectorLanes);
    }
  } else {
    const hn::Rebind<std::int16_t, D32> narrow;
    TRABECULA_UNROLL
    for (int o = 0; o < outputs; ++o) {
      if (firstOutput + o >= call.outputs) break;
      std::int16_t* target = call.output + (firstOutput + o) * call.outputStride + firstLane;
      TRABECULA_UNROLL
      for (int v = 0; v < vectors; ++v) {
        hn::StoreU(hn::DemoteTo(narrow, sums[o][v]), narrow, target + v * vectorLanes);
      }
    }
  }
}

template <typename Products, int outputs>
HWY_INLINE void convLanes(const ConvCall& call, int firstOutput) {
  int lane = 0;
  for (; lane + 2 * vectorLanes <= call.lanes; lane += 2 * vectorLanes) {
    convBlock<Products, outputs, 2>(call, firstOutput, lane);
  }
  for (; lane < call.lanes; lane += vectorLanes) convBlock<Products, outputs, 1>(call, firstOutput, lane);
}

template <typename Products>
void conv(const ConvCall& call) {
  for (int output = 0; output < call.outputs; output += outputsPerBlock) {
    if (outputsPerBlock > 4 && call.outputs - output <= 4) {
      convLanes<Products, 4>(call, output);
    } else {
      convLanes<Products, outputsPerBlock>(call, output);
    }
  }
}

TargetKernels kernelsOfTarget() {
  static const Kernels kernels{hwy::TargetName(HWY_TARGET), outputsPerBlock, &conv<PairProducts>};
#if TRABECULA_HAS_VNNI_TWIN
  static const Kernels fused{HWY_TARGET == HWY_AVX3 ? "AVX3_VNNI" : "AVX2_VNNI", outputsPerBlock,
                             &conv<FusedPairProducts>};
  if (hasFusedPairProducts()) return {&kernels, &fused};
#endif
  return {&kernels, nullptr};
}

#undef TRABECULA_HAS_VNNI_TWIN
#endif

}  // namespace HWY_NAMESPACE
}  // namespace trabecula::core::fixedpoint
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace trabecula::core::fixedpoint {

HWY_EXPORT(kernelsOfTarget);

std::vector<const Kernels*> simdKernels() {
  std::vector<const Kernels*> all;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::ChosenTarget chosen;
    chosen.Update(target);
    const TargetKernels kernels = HWY_DISPATCH_TABLE(kernelsOfTarget)[chosen.GetIndex()]();
    // Highway names the best first.
    if (kernels.fused) all.insert(all.begin(), kernels.fused);
    if (kernels.plain) all.insert(all.begin(), kernels.plain);
  }
  return all;
}

}  // namespace trabecula::core::fixedpoint
#endif
