// The arithmetic of the least-squares predictor. Included once for every instruction set; see tile_pass.cpp.
#if defined(TRABECULA_CONTEXTNET_LEAST_SQUARES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TRABECULA_CONTEXTNET_LEAST_SQUARES_INL_H
#undef TRABECULA_CONTEXTNET_LEAST_SQUARES_INL_H
#else
#define TRABECULA_CONTEXTNET_LEAST_SQUARES_INL_H
#endif

#include <algorithm>

#include "core/codec/contextnet/least_squares.h"
#include "core/codec/contextnet/settings.h"
#include "core/codec/contextnet/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace trabecula::core::contextnet {
namespace HWY_NAMESPACE {

constexpr int maxOrder = 30;
constexpr int maxProducts = maxOrder * (maxOrder + 1) / 2 + maxOrder;

/// Bits that the largest element of the diagonal is brought to before the equations are solved.
constexpr int matrixBits = 14;
constexpr int solutionBits = 12;

/// Brings the sums up to date for the lanes from `lane` on and writes the equations to `equations`.
HWY_INLINE void advanceSums(LeastSquaresState& state, std::int64_t step, std::size_t lane, V* equations) {
  const std::size_t count = static_cast<std::size_t>(state.products);
  // `lead` columns ahead in the row above, which is `lag` steps ahead.
  const std::int32_t* ahead = state.columns(step + lead - lag, 0) - 1 + lane;
  for (std::size_t k = 0; k < count; ++k) {
    std::int32_t* firstSum = &state.first[k * lanes + lane];
    std::int32_t* secondSum = &state.second[k * lanes + lane];
    const V first = hn::Add(hn::Sub(load(firstSum), hn::ShiftRight<3>(load(firstSum))),
                            load(ahead + k * LeastSquaresState::stride));
    const V second = hn::Add(hn::Sub(load(secondSum), hn::ShiftRight<3>(load(secondSum))), first);
    store(first, firstSum);
    store(second, secondSum);
    equations[k] = hn::Add(second, hn::ShiftLeft<2>(load(&state.row[k * lanes + lane])));
  }
}

/// Scales the equations so that the diagonal has matrixBits.
HWY_INLINE void normalise(int order, V* equations) {
  V largest = constant(1);
  for (int i = 0, k = 0; i < order; k += i + 2, ++i) largest = hn::Max(largest, equations[k + i]);
  // 2^7 less is exact in pseudoLog2.
  const V shift = hn::Max(
      hn::Sub(pseudoLog2<0>(hn::Max(hn::ShiftRight<7>(largest), constant(1))), constant(matrixBits - 8)),
      hn::Zero(D()));
  const int count = order * (order + 1) / 2 + order;
  for (int k = 0; k < count; ++k) equations[k] = equations[k] >> shift;
}

/// One Gauss-Seidel sweep, the nearest neighbour first. Divides by a reciprocal that is linear within an
/// octave, up to an eighth too large: over-relaxation, no error.
HWY_INLINE void sweep(int order, const V* equations, V* x) {
  for (int i = 0, k = 0; i < order; k += i + 2, ++i) {
    const V* lower = equations + k;
    V r = hn::ShiftLeft<solutionBits>(lower[i + 1]);
    for (int j = 0; j <= i; ++j) r = hn::Sub(r, hn::Mul(lower[j], x[j]));
    for (int j = i + 1, m = k + i + 2; j < order; m += j + 2, ++j) {
      r = hn::Sub(r, hn::Mul(equations[m + i], x[j]));
    }
    const V diagonal =
        hn::Add(hn::Max(lower[i], hn::Zero(D())), hn::Add(hn::ShiftRight<12>(lower[i]), constant(1)));
    const V magnitude = pseudoLog2<8>(diagonal);
    const V fraction = hn::And(magnitude, constant(255));
    const V reciprocal = hn::Sub(constant(256), hn::ShiftRight<1>(fraction));
    const V quotient = clampTo(r >> hn::ShiftRight<8>(magnitude), -32768, 32767);
    const V delta = hn::ShiftRight<8>(hn::Add(hn::Mul(quotient, reciprocal), constant(128)));
    x[i] = clampTo(hn::Add(x[i], delta), -32768, 32767);
  }
}

/// Solves for the lanes from `lane` on and returns the prediction, minus the reference, in 1/4096 of the
/// differences' unit. `differences`: neighbours minus the reference.
HWY_INLINE V predict(LeastSquaresState& state, std::int64_t step, std::size_t lane, int sweeps,
                     const V* differences) {
  V equations[maxProducts];
  V x[maxOrder];
  advanceSums(state, step, lane, equations);
  normalise(state.order, equations);
  for (int i = 0; i < state.order; ++i)
    x[i] = load(&state.solution[static_cast<std::size_t>(i) * lanes + lane]);
  for (int s = 0; s < sweeps; ++s) sweep(state.order, equations, x);
  V sum = hn::Zero(D());
  for (int i = 0; i < state.order; ++i) {
    store(x[i], &state.solution[static_cast<std::size_t>(i) * lanes + lane]);
    sum = hn::Add(sum, hn::Mul(x[i], differences[i]));
  }
  return sum;
}

/// Takes in the pixels of the step. `weighted`: neighbours and `target`, both minus the reference, brought to
/// at most 10 bits; zero in lanes without a pixel.
HWY_INLINE void learn(LeastSquaresState& state, std::int64_t step, std::size_t lane, const V* weighted,
                      V target) {
  const std::int32_t* above = state.columns(step - lag, 0) - 1 + lane;
  std::int32_t* own = state.columns(step, 0) + lane;
  std::size_t k = 0;
  const auto add = [&](V product) {
    const V column = load(above + k * LeastSquaresState::stride);
    store(hn::Add(hn::Sub(column, hn::Add(hn::ShiftRight<4>(column), hn::ShiftRight<6>(column))), product),
          own + k * LeastSquaresState::stride);
    std::int32_t* rowSum = &state.row[k * lanes + lane];
    store(hn::Add(hn::Sub(load(rowSum), hn::ShiftRight<4>(load(rowSum))), product), rowSum);
    ++k;
  };
  for (int i = 0; i < state.order; ++i) {
    for (int j = 0; j <= i; ++j) add(hn::Mul(weighted[i], weighted[j]));
    add(hn::Mul(weighted[i], target));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace trabecula::core::contextnet
HWY_AFTER_NAMESPACE();

#endif
