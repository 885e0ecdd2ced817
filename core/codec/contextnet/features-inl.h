// Predictions and network inputs of the pixels of a step. Included once for every instruction set; see
// tile_pass.cpp.
#if defined(TRABECULA_CONTEXTNET_FEATURES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TRABECULA_CONTEXTNET_FEATURES_INL_H
#undef TRABECULA_CONTEXTNET_FEATURES_INL_H
#else
#define TRABECULA_CONTEXTNET_FEATURES_INL_H
#endif

#include "core/codec/contextnet/least_squares-inl.h"
#include "core/codec/contextnet/phase_errors.h"
#include "core/codec/contextnet/pixel_state.h"
#include "core/codec/contextnet/skewed_plane.h"
#include "core/codec/contextnet/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace trabecula::core::contextnet {
namespace HWY_NAMESPACE {

/// The planes of a tile that features look at.
struct Planes {
  const SkewedPlane& errors;           ///< of the primary prediction, 1/64 units
  const SkewedPlane& magnitudes;       ///< their absolute values
  const SkewedPlane& secondaryErrors;  ///< of the secondary prediction
  const PhaseErrors& phases;
};

/// The local scale as the features need it.
struct LocalScale {
  V expected;    ///< expected error in 1/256 units, 24..2^24-1
  V index;       ///< pseudo-logarithm of it, 4 steps an octave
  V shift;       ///< octave of it less four
  V multiplier;  ///< 12 / (64 (1 + quarter / 4)) in 1/16384 where quarter is the position within the octave
  V near;        ///< weighted sum of the nearest errors, 92 times their mean
  V wide;        ///< sum over 38 errors
};

/// A tenth of a stored unit: rounding alone makes errors of a quarter.
constexpr std::int32_t smallestScale = 24;

/// What normalised() divides by.
HWY_INLINE void setUnits(V index, LocalScale& s) {
  static constexpr std::int32_t multipliers[4] = {3072, 2458, 2048, 1755};
  s.shift = hn::Sub(hn::ShiftRight<2>(index), constant(4));
  s.multiplier = gather(multipliers, hn::And(index, constant(3)));
}

HWY_INLINE LocalScale localScale(const SkewedPlane& magnitudes, std::int64_t step, std::size_t lane) {
  const auto at = [&](int dx, int dy) { return load(magnitudes.at(step, dx, dy) + lane); };
  const auto times = [](V v, std::int32_t factor) { return hn::Mul(v, constant(factor)); };
  LocalScale s;
  V wide = at(-1, 0);
  for (int dx = -5; dx <= -2; ++dx) wide = hn::Add(wide, at(dx, 0));
  for (int dy = -3; dy <= -1; ++dy) {
    for (int dx = -5; dx <= 5; ++dx) wide = hn::Add(wide, at(dx, dy));
  }
  V near = times(hn::Add(at(-1, 0), at(0, -1)), 20);
  near = hn::Add(near, times(hn::Add(at(1, -1), at(-1, -1)), 10));
  near = hn::Add(near, times(hn::Add(at(-2, 0), at(0, -2)), 7));
  near = hn::Add(near, times(hn::Add(at(2, -1), at(-2, -1)), 5));
  near = hn::Add(near, times(hn::Add(at(1, -2), at(-1, -2)), 4));
  s.near = near;
  s.wide = wide;
  // 0.7 near / 92 + 0.3 wide / 38, times 4 because predictions have 1/64 units; both are n / 128.
  s.expected = clampTo(hn::ShiftRight<5>(hn::Add(near, wide)), smallestScale, (1 << 24) - 1);
  s.index = pseudoLog2<2>(s.expected);
  setUnits(s.index, s);
  return s;
}

/// Writes features in pairs, as the network wants them.
class FeatureWriter {
 public:
  FeatureWriter(std::int16_t* input, std::size_t lane) : input_(input), lane_(lane) {}

  void put(V v) {
    const V feature = clampTo(v, -127, 127);
    if (count_ % 2 == 0) {
      waiting_ = feature;
    } else {
      const V both = hn::Or(hn::And(waiting_, constant(0xFFFF)), hn::ShiftLeft<16>(feature));
      std::int16_t* target = input_ + static_cast<std::size_t>(count_ / 2) * 2 * lanes + 2 * lane_;
#if HWY_TARGET == HWY_SCALAR
      const auto pair = static_cast<std::uint32_t>(hn::GetLane(both));
      target[0] = static_cast<std::int16_t>(pair & 0xFFFFU);
      target[1] = static_cast<std::int16_t>(pair >> 16U);
#else
      const hn::Repartition<std::int16_t, D> d16;
      hn::StoreU(hn::BitCast(d16, both), d16, target);
#endif
    }
    ++count_;
  }
  void fillUp() {
    if (count_ % 2 != 0) put(hn::Zero(D()));
  }

 private:
  std::int16_t* input_;
  std::size_t lane_;
  int count_ = 0;
  V waiting_ = hn::Zero(D());
};

/// 12 `difference` / scale, for a difference in 1/64 units.
HWY_INLINE V normalised(V difference, const LocalScale& scale) {
  // The octave first, so that nothing overflows.
  const V coarse = clampTo(hn::ShiftLeft<4>(difference) >> scale.shift, -8191, 8191);
  return hn::ShiftRight<14>(hn::Mul(coarse, scale.multiplier));
}
HWY_INLINE V normalised(V difference, V scaleIndex) {
  LocalScale scale;
  setUnits(scaleIndex, scale);
  return normalised(difference, scale);
}

/// 32 log2(sum / (scale * 2^(offset / 16))).
HWY_INLINE V logRatio(V sum, const LocalScale& scale, std::int32_t offset) {
  const V log = pseudoLog2<4>(clampTo(sum, 1, (1 << 24) - 1));
  return hn::ShiftLeft<1>(hn::Sub(log, hn::Add(pseudoLog2<4>(scale.expected), constant(offset))));
}

HWY_INLINE void putFeatures(const Settings& settings, const Planes& planes, const PixelState& pixel,
                            std::int32_t maximum, std::int64_t step, std::size_t lane,
                            const LocalScale& scale, std::int16_t* input) {
  FeatureWriter writer(input, lane);
  const V centre = load(pixel.primary.data() + lane);
  const auto error = [&](int dx, int dy) { return load(planes.errors.at(step, dx, dy) + lane); };
  const auto magnitude = [&](int dx, int dy) { return load(planes.magnitudes.at(step, dx, dy) + lane); };

  for (int i = 0; i < settings.neighbours; ++i) {
    const V neighbour = load(pixel.neighbours[static_cast<std::size_t>(i)].data() + lane);
    writer.put(normalised(hn::Sub(hn::ShiftLeft<predictionBits>(neighbour), centre), scale));
  }
  if (settings.secondaryOrder > 0) {
    const auto other = [&](int dx, int dy) { return load(planes.secondaryErrors.at(step, dx, dy) + lane); };
    const V opinion = hn::Sub(load(pixel.secondary.data() + lane), centre);
    writer.put(normalised(hn::ShiftLeft<1>(opinion), scale));
    writer.put(normalised(other(-1, 0), scale));
    writer.put(normalised(other(0, -1), scale));
    writer.put(normalised(other(1, -1), scale));
  }
  writer.put(normalised(error(-1, 0), scale));
  writer.put(normalised(error(0, -1), scale));
  writer.put(normalised(error(1, -1), scale));
  writer.put(normalised(error(-1, -1), scale));
  writer.put(normalised(error(-2, 0), scale));
  writer.put(normalised(error(0, -2), scale));

  writer.put(hn::ShiftLeft<1>(hn::Sub(scale.index, constant(32))));
  writer.put(logRatio(hn::ShiftRight<4>(scale.wide), scale, -12));
  writer.put(logRatio(hn::ShiftRight<4>(scale.near), scale, 8));
  V row = magnitude(-1, 0);
  for (int dx = -6; dx <= -2; ++dx) row = hn::Add(row, magnitude(dx, 0));
  writer.put(logRatio(row, scale, 9));
  V above = magnitude(0, -1);
  for (int dx = 1; dx <= 6; ++dx) above = hn::Add(above, hn::Add(magnitude(dx, -1), magnitude(-dx, -1)));
  writer.put(logRatio(above, scale, 27));
  V bias = hn::Add(error(-1, 0), hn::Add(error(-2, 0), error(-3, 0)));
  for (int dx = -2; dx <= 2; ++dx) bias = hn::Add(bias, error(dx, -1));
  writer.put(normalised(hn::ShiftRight<2>(bias), scale));

  const V reachable = constant(191);
  const V top = constant(maximum << predictionBits);
  writer.put(hn::Sub(hn::Min(normalised(centre, scale), reachable), constant(64)));
  writer.put(hn::Sub(hn::Min(normalised(hn::Sub(top, centre), scale), reachable), constant(64)));
  const V fraction = hn::And(centre, constant((1 << predictionBits) - 1));
  writer.put(hn::ShiftLeft<1>(hn::Sub(fraction, constant(1 << (predictionBits - 1)))));
  writer.put(hn::Sub(hn::ShiftLeft<1>(pseudoLog2<2>(constant(maximum + 1))), constant(64)));

  // 48 log2 of how much rougher than usual these places of the grid are.
  const V usual = pseudoLog2<4>(constant(PhaseErrors::usual));
  for (const LaneValues* phase : {&pixel.phase, &pixel.leftPhase, &pixel.abovePhase}) {
    const V level = gather(planes.phases.levels(), load(phase->data() + lane));
    writer.put(hn::Mul(hn::Sub(pseudoLog2<4>(level), usual), constant(3)));
  }
  // Flat surroundings, as drawn pictures and backgrounds have them.
  const V first = load(pixel.neighbours[0].data() + lane);
  V different = hn::Zero(D());
  for (std::size_t i = 1; i < 11; ++i) {
    const V neighbour = load(pixel.neighbours[i].data() + lane);
    different = hn::Add(different, hn::IfThenElse(hn::Eq(neighbour, first), hn::Zero(D()), constant(12)));
  }
  writer.put(different);
  writer.fillUp();
}

/// Prediction of one least-squares state in 1/64 units, kept near the six nearest neighbours and in range.
HWY_INLINE V boundedPrediction(const PixelState& pixel, std::size_t lane, V sum, int coarseness,
                               std::int32_t maximum) {
  V low = load(pixel.neighbours[0].data() + lane);
  V high = low;
  for (std::size_t i = 1; i < 6; ++i) {
    const V neighbour = load(pixel.neighbours[i].data() + lane);
    low = hn::Min(low, neighbour);
    high = hn::Max(high, neighbour);
  }
  const V slack = hn::Add(hn::ShiftRight<1>(hn::Sub(high, low)), constant(1));
  const V zero = hn::Zero(D());
  low = hn::Max(hn::Sub(low, slack), zero);
  high = hn::Min(hn::Add(high, slack), constant(maximum));
  const V prediction = hn::Add(hn::ShiftLeft<predictionBits>(load(pixel.reference.data() + lane)),
                               hn::ShiftRightSame(sum, solutionBits - predictionBits - coarseness));
  return hn::Min(hn::Max(prediction, hn::ShiftLeft<predictionBits>(low)),
                 hn::ShiftLeft<predictionBits>(high));
}

}  // namespace HWY_NAMESPACE
}  // namespace trabecula::core::contextnet
HWY_AFTER_NAMESPACE();

#endif
