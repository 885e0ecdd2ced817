// Integer helpers over vectors of lanes. Included once for every instruction set; see tile_pass.cpp.
#if defined(TRABECULA_CONTEXTNET_VECTORS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TRABECULA_CONTEXTNET_VECTORS_INL_H
#undef TRABECULA_CONTEXTNET_VECTORS_INL_H
#else
#define TRABECULA_CONTEXTNET_VECTORS_INL_H
#endif

#include <hwy/highway.h>

#include <cstdint>

#include "core/codec/contextnet/geometry.h"

HWY_BEFORE_NAMESPACE();
namespace trabecula::core::contextnet {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// The lanes are a multiple of every vector's length.
using D = hn::CappedTag<std::int32_t, lanes>;
using V = hn::Vec<D>;

HWY_INLINE V constant(std::int32_t value) {
  return hn::Set(D(), value);
}
HWY_INLINE V load(const std::int32_t* values) {
  return hn::LoadU(D(), values);
}
HWY_INLINE void store(V v, std::int32_t* values) {
  hn::StoreU(v, D(), values);
}
HWY_INLINE V clampTo(V v, std::int32_t low, std::int32_t high) {
  return hn::Min(hn::Max(v, constant(low)), constant(high));
}
HWY_INLINE V gather(const std::int32_t* table, V index) {
  return hn::GatherIndex(D(), table, index);
}

/// 2^Bits steps an octave of a logarithm that is linear within each octave: the exponent and the first bits
/// of the mantissa of `v` as a floating-point number, which represents 1 <= v < 2^24 exactly. At most the
/// bits of a conversion without rounding are used, so this is integer arithmetic in disguise.
template <int Bits>
HWY_INLINE V pseudoLog2(V v) {
  const hn::RebindToFloat<D> df;
  const V bits = hn::BitCast(D(), hn::ConvertTo(df, v));
  return hn::Sub(hn::ShiftRight<23 - Bits>(bits), constant(127 << Bits));
}

/// v * 2^exponent, rounded down, for -31 <= exponent <= 31 that differ from lane to lane.
HWY_INLINE V scaleBy(V v, V exponent) {
  const V zero = hn::Zero(D());
  return (v << hn::Max(exponent, zero)) >> hn::Max(hn::Sub(zero, exponent), zero);
}

/// Two numbers of 16 bits in the halves of one of 32: only the low halves of both count.
HWY_INLINE V pairOf(V low, V high) {
  return hn::Or(hn::And(low, constant(0xFFFF)), hn::ShiftLeft<16>(high));
}

/// sum + the product of the low halves + that of the high halves, signed, modulo 2^32.
HWY_INLINE V addPairProducts(V sum, V a, V b) {
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
  // With x86's vectors this is vpmaddwd, which adds both products of a pair; the second sum is not used.
  const hn::Repartition<std::int16_t, D> d16;
  V unused = hn::Zero(D());
  return hn::ReorderWidenMulAccumulate(D(), hn::BitCast(d16, a), hn::BitCast(d16, b), sum, unused);
#else
  const V high = hn::Mul(hn::ShiftRight<16>(a), hn::ShiftRight<16>(b));
  const V low = hn::Mul(hn::ShiftRight<16>(hn::ShiftLeft<16>(a)), hn::ShiftRight<16>(hn::ShiftLeft<16>(b)));
  return hn::Add(sum, hn::Add(low, high));
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace trabecula::core::contextnet
HWY_AFTER_NAMESPACE();

#endif
