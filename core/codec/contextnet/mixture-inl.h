// Probabilities of the pixels of a step. Included once for every instruction set; see tile_pass.cpp.
#if defined(TRABECULA_CONTEXTNET_MIXTURE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TRABECULA_CONTEXTNET_MIXTURE_INL_H
#undef TRABECULA_CONTEXTNET_MIXTURE_INL_H
#else
#define TRABECULA_CONTEXTNET_MIXTURE_INL_H
#endif

#include <algorithm>
#include <cmath>

#include "core/codec/contextnet/mixture_tables.h"
#include "core/codec/contextnet/pixel_state.h"
#include "core/codec/contextnet/secondary_estimation.h"
#include "core/codec/contextnet/settings.h"
#include "core/codec/contextnet/vectors-inl.h"

HWY_BEFORE_NAMESPACE();
namespace trabecula::core::contextnet {
namespace HWY_NAMESPACE {

/// What the network says of the pixels of a step, ready to be evaluated.
struct Mixtures {
  alignas(64) std::array<LaneValues, Settings::maxComponents> means;   ///< 1/256 units
  alignas(64) std::array<LaneValues, Settings::maxComponents> limits;  ///< 12 scales and more, 1/256 units
  alignas(64) std::array<LaneValues, Settings::maxComponents> shifts;  ///< exponent that precedes
  alignas(64) std::array<LaneValues, Settings::maxComponents> multipliers;  ///< this, for a table index
  alignas(64) std::array<LaneValues, Settings::maxComponents> weights;      ///< sum to 4096
  alignas(64) LaneValues first;        ///< first value of the window, may be out of range
  alignas(64) LaneValues buckets;      ///< in the window
  alignas(64) LaneValues bucketShift;  ///< log2 of a bucket's values
  alignas(64) LaneValues mapClass;     ///< of secondary estimation
};

/// What the coder needs of a symbol's ends.
struct Boundary {
  V cumulative;  ///< 16-bit cumulative probability
  V raw;         ///< before secondary estimation
};

HWY_INLINE void setWindow(const PixelState& pixel, std::size_t lane, std::int32_t maximum, Mixtures& m) {
  const V octave = hn::ShiftRight<2>(load(pixel.scale.data() + lane));
  const V centre = clampTo(hn::ShiftRight<predictionBits>(hn::Add(load(pixel.primary.data() + lane),
                                                                  constant(1 << (predictionBits - 1)))),
                           0, maximum);
  // Buckets are an eighth to a sixteenth of the expected error; the window reaches eight times it at least.
  const V bucketShift = hn::Max(hn::Sub(octave, constant(11)), hn::Zero(D()));
  const V half = constant(1) << clampTo(hn::Sub(octave, constant(4)), 3, 7);
  store(bucketShift, m.bucketShift.data() + lane);
  store(hn::ShiftLeft<1>(half), m.buckets.data() + lane);
  store(hn::Sub(centre, half << bucketShift), m.first.data() + lane);
}

HWY_INLINE void setWeights(const MixtureTables& tables, const std::int16_t* outputs, int components,
                           std::size_t lane, Mixtures& m) {
  const hn::Rebind<std::int16_t, D> d16;
  V logits[Settings::maxComponents];
  V largest = constant(-32768);
  for (int k = 0; k < components; ++k) {
    const V output = hn::PromoteTo(D(), hn::LoadU(d16, outputs + (2 * components + k) * lanes + lane));
    logits[k] = hn::ShiftRight<4>(hn::Add(output, constant(8)));
    largest = hn::Max(largest, logits[k]);
  }
  V total = hn::Zero(D());
  V likeliest = constant(components);
  for (int k = components - 1; k >= 0; --k) {
    const V below = hn::Min(hn::Sub(largest, logits[k]), constant(255));
    likeliest = hn::IfThenElse(hn::Eq(below, hn::Zero(D())), constant(k), likeliest);
    logits[k] = gather(tables.powers.data(), hn::And(below, constant(15))) >> hn::ShiftRight<4>(below);
    total = hn::Add(total, logits[k]);
  }
  const V reciprocal = gather(
      tables.reciprocals.data(),
      hn::ShiftRight<MixtureTables::reciprocalStepBits>(hn::Sub(total, constant(MixtureTables::powerOne))));
  V rest = constant(4096);
  for (int k = 0; k < components; ++k) {
    logits[k] = hn::ShiftRight<14>(hn::Mul(logits[k], reciprocal));
    rest = hn::Sub(rest, logits[k]);
  }
  // What rounding down left goes to the likeliest, which feels it least.
  for (int k = 0; k < components; ++k) {
    const V extra = hn::IfThenElse(hn::Eq(likeliest, constant(k)), rest, hn::Zero(D()));
    store(hn::Add(logits[k], extra), m.weights[static_cast<std::size_t>(k)].data() + lane);
  }
}

/// `outputs`: of the network, [output][lane], all in 1/256: means relative to the centre in local scales,
/// log2 of widths in local scales, log2 of weights.
HWY_INLINE void setMixtures(const MixtureTables& tables, const PixelState& pixel, const std::int16_t* outputs,
                            int components, std::size_t lane, std::int32_t maximum, Mixtures& m) {
  const hn::Rebind<std::int16_t, D> d16;
  setWindow(pixel, lane, maximum, m);
  setWeights(tables, outputs, components, lane, m);
  const V index = load(pixel.scale.data() + lane);
  const V quarter = hn::And(index, constant(3));
  const V octave = hn::ShiftRight<2>(index);
  const V centre = hn::ShiftLeft<8 - predictionBits>(load(pixel.primary.data() + lane));
  const V logScale = hn::Add(hn::ShiftLeft<4>(octave), gather(tables.quarterLogs.data(), quarter));
  V meanLog = hn::Zero(D());
  for (int k = 0; k < components; ++k) {
    const auto i = static_cast<std::size_t>(k);
    const V offset = clampTo(hn::PromoteTo(D(), hn::LoadU(d16, outputs + k * lanes + lane)), -2047, 2047);
    const V output = hn::PromoteTo(D(), hn::LoadU(d16, outputs + (components + k) * lanes + lane));
    const V width = clampTo(hn::ShiftRight<4>(hn::Add(output, constant(8))), -128, 127);
    const V scaled = scaleBy(hn::Mul(offset, hn::Add(quarter, constant(4))), hn::Sub(octave, constant(10)));
    store(hn::Add(centre, scaled), m.means[i].data() + lane);
    const V log = clampTo(hn::Add(logScale, width), 32, 16 * 25 + 15);
    meanLog = hn::Add(meanLog, hn::Mul(log, load(m.weights[i].data() + lane)));
    const V exponent = hn::ShiftRight<4>(log);
    store(constant(24) << exponent, m.limits[i].data() + lane);
    store(hn::Sub(constant(9), exponent), m.shifts[i].data() + lane);
    store(gather(tables.inversePowers.data(), hn::And(log, constant(15))), m.multipliers[i].data() + lane);
  }
  store(hn::Min(hn::ShiftRight<15>(meanLog), constant(SecondaryEstimation::classes - 1)),
        m.mapClass.data() + lane);
}

/// Standard deviation of a lane's mixture in stored units; for the viewer, not for decoders.
inline double deviationOf(const Mixtures& m, int components, std::size_t lane) {
  constexpr double varianceOfLogistic = 3.289868133696453;  // pi^2 / 3 of scale 1
  double mean = 0;
  double square = 0;
  for (int k = 0; k < components; ++k) {
    const auto i = static_cast<std::size_t>(k);
    const double weight = m.weights[i][lane] / 4096.0;
    const double centre = m.means[i][lane] / 256.0 - m.first[lane];
    // The table has 4096 entries over 24 scales.
    const double entriesPerUnit = 256 * std::ldexp(m.multipliers[i][lane] / 65536.0, m.shifts[i][lane]);
    const double scale = 4096.0 / 24 / entriesPerUnit;
    mean += weight * centre;
    square += weight * (centre * centre + varianceOfLogistic * scale * scale);
  }
  return std::sqrt(std::max(square - mean * mean, 0.0));
}

/// Everything that evaluating the distributions of some lanes takes.
class Evaluator {
 public:
  Evaluator(const MixtureTables& tables, const SecondaryEstimation& secondary, const Mixtures& m,
            int components, std::size_t lane, std::int32_t maximum)
      : tables_(tables),
        mixtures_(m),
        components_(components),
        lane_(lane),
        maximum_(constant(maximum)),
        knots_(secondary.knots()),
        map_(hn::Mul(load(m.mapClass.data() + lane), constant(SecondaryEstimation::stride))),
        first_(load(m.first.data() + lane)),
        buckets_(load(m.buckets.data() + lane)),
        bucketShift_(load(m.bucketShift.data() + lane)),
        free_(hn::Sub(constant(65536 - 2), buckets_)) {}

  V buckets() const { return buckets_; }

  /// Lower end of bucket `bucket`, 0..buckets(); the upper end of the last for buckets().
  Boundary at(V bucket) const {
    const V value = hn::Add(first_, bucket << bucketShift_);
    const V boundary = hn::Sub(hn::ShiftLeft<8>(value), constant(128));
    V sum = hn::Zero(D());
    for (int k = 0; k < components_; ++k) {
      const auto i = static_cast<std::size_t>(k);
      const V limit = load(mixtures_.limits[i].data() + lane_);
      const V distance = hn::Min(
          hn::Max(hn::Sub(boundary, load(mixtures_.means[i].data() + lane_)), hn::Sub(hn::Zero(D()), limit)),
          limit);
      const V scaled = scaleBy(distance, load(mixtures_.shifts[i].data() + lane_));
      const V index = hn::ShiftRight<16>(hn::Mul(scaled, load(mixtures_.multipliers[i].data() + lane_)));
      const V entry = gather(tables_.logistic.data(), clampTo(hn::Add(index, constant(2048)), 0, 4095));
      sum = hn::Add(sum, hn::Mul(entry, load(mixtures_.weights[i].data() + lane_)));
    }
    V raw = hn::ShiftRight<12>(sum);
    raw = hn::IfThenElse(hn::Gt(value, hn::Zero(D())), raw, hn::Zero(D()));
    raw = hn::IfThenElse(hn::Gt(value, maximum_), constant(SecondaryEstimation::one), raw);
    return {cumulative(bucket, raw), raw};
  }

 private:
  V cumulative(V bucket, V raw) const {
    const V knot = hn::Add(map_, hn::ShiftRight<SecondaryEstimation::intervalBits>(raw));
    const V low = gather(knots_, knot);
    const V high = gather(knots_ + 1, knot);
    const V within = hn::And(raw, constant((1 << SecondaryEstimation::intervalBits) - 1));
    const V step = hn::ShiftRight<SecondaryEstimation::intervalBits>(hn::Mul(hn::Sub(high, low), within));
    const V mapped = hn::Add(low, step);
    const hn::RebindToUnsigned<D> du;
    const V scaled = hn::BitCast(D(), hn::ShiftRight<16>(hn::BitCast(du, hn::Mul(mapped, free_))));
    return hn::Add(hn::Add(bucket, constant(1)), scaled);
  }

  const MixtureTables& tables_;
  const Mixtures& mixtures_;
  int components_;
  std::size_t lane_;
  V maximum_;
  const std::int32_t* knots_;
  V map_;
  V first_;
  V buckets_;
  V bucketShift_;
  V free_;
};

/// A symbol: a bucket, -1 for the escape below the window, buckets() for the one above; and its ends.
struct Symbol {
  V bucket;
  Boundary low;
  Boundary high;
};

HWY_INLINE Symbol belowAll() {
  return {
      constant(-1), {hn::Zero(D()), hn::Zero(D())}, {constant(65536), constant(SecondaryEstimation::one)}};
}

/// The symbol that contains `slot`, by bisection: its ends are the last candidates that were not beyond it
/// and that were. `widest`: most buckets of a lane, a power of two.
HWY_INLINE Symbol findSymbol(const Evaluator& evaluator, V slot, std::int32_t widest) {
  Symbol found = belowAll();
  const auto choose = [](const auto& mask, const Boundary& yes, const Boundary& no) -> Boundary {
    return {hn::IfThenElse(mask, yes.cumulative, no.cumulative), hn::IfThenElse(mask, yes.raw, no.raw)};
  };
  for (std::int32_t step = widest; step > 0; step >>= 1) {
    const V candidate = hn::Add(found.bucket, constant(step));
    const Boundary boundary = evaluator.at(candidate);
    const auto exists = hn::Not(hn::Gt(candidate, evaluator.buckets()));
    const auto above = hn::Gt(boundary.cumulative, slot);
    const auto reached = hn::AndNot(above, exists);
    found.bucket = hn::IfThenElse(reached, candidate, found.bucket);
    found.low = choose(reached, boundary, found.low);
    found.high = choose(hn::And(above, exists), boundary, found.high);
  }
  return found;
}

/// The symbol of a bucket, -1..buckets().
HWY_INLINE Symbol symbolOf(const Evaluator& evaluator, V bucket) {
  const V zero = hn::Zero(D());
  const Boundary low = evaluator.at(hn::Max(bucket, zero));
  const Boundary high = evaluator.at(hn::Min(hn::Add(bucket, constant(1)), evaluator.buckets()));
  const auto below = hn::Lt(bucket, zero);
  const auto above = hn::Eq(bucket, evaluator.buckets());
  return {bucket,
          {hn::IfThenElse(below, zero, low.cumulative), hn::IfThenElse(below, zero, low.raw)},
          {hn::IfThenElse(above, constant(65536), high.cumulative),
           hn::IfThenElse(above, constant(SecondaryEstimation::one), high.raw)}};
}

}  // namespace HWY_NAMESPACE
}  // namespace trabecula::core::contextnet
HWY_AFTER_NAMESPACE();

#endif
