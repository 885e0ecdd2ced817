// The arithmetic of the least-squares predictor. Included once for every instruction set; see tile_pass.cpp.
#if defined(TRABECULA_CONTEXTNET_LEAST_SQUARES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TRABECULA_CONTEXTNET_LEAST_SQUARES_INL_H
#undef TRABECULA_CONTEXTNET_LEAST_SQUARES_INL_H
#else
#define TRABECULA_CONTEXTNET_LEAST_SQUARES_INL_H
#endif

#include <algorithm>

#include "core/codec/contextnet/least_squares.h"
#include "core/codec/contextnet/pixel_state.h"
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

/// The equations of some lanes, brought to 16 bits.
struct Equations {
  V pairs[maxOrder][(maxOrder + 1) / 2];  ///< of neighbouring elements of each row; an odd one beside zero
  V diagonal[maxOrder];
  V target[maxOrder];
};

/// Scales the triangle of sums so that the diagonal has matrixBits. No element of a matrix of such sums is
/// larger than its diagonal's largest, so all of them have 16 bits.
HWY_INLINE void normalise(int order, V* sums, Equations& equations) {
  V largest = constant(1);
  for (int i = 0, k = 0; i < order; k += i + 2, ++i) largest = hn::Max(largest, sums[k + i]);
  // 2^7 less is exact in pseudoLog2.
  const V shift = hn::Max(
      hn::Sub(pseudoLog2<0>(hn::Max(hn::ShiftRight<7>(largest), constant(1))), constant(matrixBits - 8)),
      hn::Zero(D()));
  const int count = order * (order + 1) / 2 + order;
  for (int k = 0; k < count; ++k) sums[k] = sums[k] >> shift;
  const auto element = [&](int i, int j) {
    const int row = std::max(i, j);
    return sums[row * (row + 3) / 2 + std::min(i, j)];
  };
  for (int i = 0; i < order; ++i) {
    for (int j = 0; j < order; j += 2) {
      equations.pairs[i][j / 2] = pairOf(element(i, j), j + 1 < order ? element(i, j + 1) : hn::Zero(D()));
    }
    equations.diagonal[i] = element(i, i);
    equations.target[i] = hn::ShiftLeft<solutionBits>(sums[i * (i + 3) / 2 + i + 1]);
  }
}

/// One unknown in Gauss-Seidel. Divides by a reciprocal that is linear within an octave, up to an eighth too
/// large: over-relaxation, no error.
HWY_INLINE V improved(int order, int i, const Equations& equations, const V* pairs, V x) {
  V sum = hn::Zero(D());
  for (int p = 0; p < (order + 1) / 2; ++p) sum = addPairProducts(sum, equations.pairs[i][p], pairs[p]);
  const V r = hn::Sub(equations.target[i], sum);
  const V element = equations.diagonal[i];
  const V diagonal =
      hn::Add(hn::Max(element, hn::Zero(D())), hn::Add(hn::ShiftRight<12>(element), constant(1)));
  const V magnitude = pseudoLog2<8>(diagonal);
  const V fraction = hn::And(magnitude, constant(255));
  const V reciprocal = hn::Sub(constant(256), hn::ShiftRight<1>(fraction));
  const V quotient = clampTo(r >> hn::ShiftRight<8>(magnitude), -32768, 32767);
  const V delta = hn::ShiftRight<8>(hn::Add(hn::Mul(quotient, reciprocal), constant(128)));
  return clampTo(hn::Add(x, delta), -32768, 32767);
}

/// Vectors of lanes that are solved side by side: every unknown waits for the one before.
constexpr std::size_t vectorsAtOnce = 2;
constexpr std::size_t lanesAtOnce = vectorsAtOnce * hn::MaxLanes(D());

/// Solves the equations of the lanes from `lane` on, the nearest neighbour first, from the solution of the
/// pixel to the left.
HWY_INLINE void solve(LeastSquaresState& state, std::size_t lane, int sweeps, const Equations* equations) {
  const int order = state.order;
  const auto at = [&](int i, std::size_t v) {
    return &state.solution[static_cast<std::size_t>(i) * lanes + lane + v * hn::MaxLanes(D())];
  };
  V x[maxOrder + 1][vectorsAtOnce];
  V pairs[vectorsAtOnce][(maxOrder + 1) / 2];
  for (std::size_t v = 0; v < vectorsAtOnce; ++v) {
    for (int i = 0; i < order; ++i) x[i][v] = load(at(i, v));
    x[order][v] = hn::Zero(D());
    for (int i = 0; i < order; i += 2) pairs[v][i / 2] = pairOf(x[i][v], x[i + 1][v]);
  }
  for (int s = 0; s < sweeps; ++s) {
    for (int i = 0; i < order; ++i) {
      for (std::size_t v = 0; v < vectorsAtOnce; ++v) {
        x[i][v] = improved(order, i, equations[v], pairs[v], x[i][v]);
        pairs[v][i / 2] = pairOf(x[i & ~1][v], x[i | 1][v]);
      }
    }
  }
  for (std::size_t v = 0; v < vectorsAtOnce; ++v) {
    for (int i = 0; i < order; ++i) store(x[i][v], at(i, v));
  }
}

/// Learns from the sums and solves for lanesAtOnce lanes from `lane` on.
HWY_INLINE void solveLanes(LeastSquaresState& state, std::int64_t step, std::size_t lane, int sweeps) {
  Equations equations[vectorsAtOnce];
  for (std::size_t v = 0; v < vectorsAtOnce; ++v) {
    V sums[maxProducts];
    advanceSums(state, step, lane + v * hn::MaxLanes(D()), sums);
    normalise(state.order, sums, equations[v]);
  }
  solve(state, lane, sweeps, equations);
}

/// The prediction, minus the reference, in 1/4096 of the differences' unit. `differences`: neighbours minus
/// the reference, [neighbour][lane].
HWY_INLINE V predict(const LeastSquaresState& state, std::size_t lane, const LaneValues* differences) {
  V sum = hn::Zero(D());
  for (int i = 0; i < state.order; ++i) {
    const V x = load(&state.solution[static_cast<std::size_t>(i) * lanes + lane]);
    sum = hn::Add(sum, hn::Mul(x, load(differences[i].data() + lane)));
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
