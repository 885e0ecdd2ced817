// The pass over a tile's pixels. Included once for every instruction set; see tile_pass.cpp.
#if defined(TRABECULA_CONTEXTNET_TILE_PASS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TRABECULA_CONTEXTNET_TILE_PASS_INL_H
#undef TRABECULA_CONTEXTNET_TILE_PASS_INL_H
#else
#define TRABECULA_CONTEXTNET_TILE_PASS_INL_H
#endif

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "core/codec/contextnet/features-inl.h"
#include "core/codec/contextnet/mixture-inl.h"
#include "core/codec/contextnet/tile_pass.h"
#include "core/codec/contextnet/tile_state.h"
#include "core/entropy/elias_gamma.h"

HWY_BEFORE_NAMESPACE();
namespace trabecula::core::contextnet {
namespace HWY_NAMESPACE {

constexpr std::size_t vectorLanes = hn::MaxLanes(D());

/// difference / 2^coarseness, rounded: to 13 bits and a sign at most.
HWY_INLINE V coarsened(V difference, int coarseness) {
  return hn::ShiftRightSame(hn::Add(difference, constant((1 << coarseness) >> 1)), coarseness);
}

/// Reference and neighbours' differences from it, of all lanes.
inline void takeDifferences(TileState& state, int count) {
  PixelState& pixel = state.pixel;
  for (std::size_t lane = 0; lane < lanes; lane += vectorLanes) {
    const auto neighbour = [&](int i) {
      return load(pixel.neighbours[static_cast<std::size_t>(i)].data() + lane);
    };
    const V nearest = hn::Add(hn::Add(neighbour(0), neighbour(1)), hn::Add(neighbour(2), neighbour(3)));
    const V reference = hn::ShiftRight<2>(hn::Add(nearest, constant(2)));
    store(reference, pixel.reference.data() + lane);
    for (int i = 0; i < count; ++i) {
      store(coarsened(hn::Sub(neighbour(i), reference), state.coarseness),
            pixel.differences[static_cast<std::size_t>(i)].data() + lane);
    }
  }
}

/// Predictions of all lanes.
inline void predictWith(LeastSquaresState& squares, TileState& state, LaneValues& predictions) {
  const PixelState& pixel = state.pixel;
  for (std::size_t lane = 0; lane < lanes; lane += lanesAtOnce) {
    solveLanes(squares, state.step, lane, state.settings.sweeps);
  }
  for (std::size_t lane = 0; lane < lanes; lane += vectorLanes) {
    const V sum = predict(squares, lane, pixel.differences.data());
    store(boundedPrediction(pixel, lane, sum, state.coarseness, state.maximum), predictions.data() + lane);
  }
}

/// Predictions, local scale and network input of all lanes.
inline void describePixels(TileState& state, std::int16_t* input) {
  PixelState& pixel = state.pixel;
  takeDifferences(state, std::max(state.settings.primaryOrder, state.settings.secondaryOrder));
  predictWith(state.primary, state, pixel.primary);
  if (state.settings.secondaryOrder > 0) predictWith(state.secondary, state, pixel.secondary);
  const Planes planes{state.errors, state.magnitudes, state.secondaryErrors, state.phases};
  for (std::size_t lane = 0; lane < lanes; lane += vectorLanes) {
    const LocalScale scale = localScale(state.magnitudes, state.step, lane);
    store(scale.index, pixel.scale.data() + lane);
    putFeatures(state.settings, planes, pixel, state.maximum, state.step, lane, scale, input);
  }
}

/// Errors of the step by their place in the grid.
inline void observePhases(TileState& state) {
  LaneValues ratios;
  const PixelState& pixel = state.pixel;
  for (std::size_t lane = 0; lane < lanes; lane += vectorLanes) {
    const V index = load(pixel.scale.data() + lane);
    const V error = hn::Sub(hn::ShiftLeft<predictionBits>(load(pixel.value.data() + lane)),
                            load(pixel.primary.data() + lane));
    store(hn::Min(normalised(hn::Abs(error), index), constant(255)), ratios.data() + lane);
  }
  for (std::size_t l = 0; l < lanes; ++l) {
    if (state.isActive(l)) state.phases.observe(pixel.phase[l], ratios[l]);
  }
}

/// After the values of the active lanes are known.
inline void learnPixels(TileState& state) {
  const PixelState& pixel = state.pixel;
  const int count = std::max(state.settings.primaryOrder, state.settings.secondaryOrder);
  for (std::size_t lane = 0; lane < lanes; lane += vectorLanes) {
    V weighted[causalNeighbours.size()];
    const V active = load(pixel.active.data() + lane);
    const V difference = hn::Sub(load(pixel.value.data() + lane), load(pixel.reference.data() + lane));
    V target = hn::And(coarsened(difference, state.coarseness), active);
    V largest = hn::Max(hn::Abs(target), constant(1));
    for (int i = 0; i < count; ++i) {
      weighted[i] = hn::And(load(pixel.differences[static_cast<std::size_t>(i)].data() + lane), active);
      largest = hn::Max(largest, hn::Abs(weighted[i]));
    }
    // Products weigh as one over the largest difference: half of its bits go from either factor.
    const V bits = hn::Add(pseudoLog2<0>(largest), constant(1));
    const V shift =
        hn::Add(hn::ShiftRight<1>(hn::Add(bits, constant(1))), constant(state.differenceBits / 2));
    for (int i = 0; i < count; ++i) weighted[i] = hn::ShiftLeft<10>(weighted[i]) >> shift;
    target = hn::ShiftLeft<10>(target) >> shift;
    learn(state.primary, state.step, lane, weighted, target);
    if (state.settings.secondaryOrder > 0) learn(state.secondary, state.step, lane, weighted, target);
  }
  observePhases(state);
  state.primary.finishStep(state.step);
  if (state.settings.secondaryOrder > 0) state.secondary.finishStep(state.step);
  state.finishStep();
}

/// Ends of the symbols of some lanes, and of what they cover of the network's distribution.
struct SymbolEnds {
  LaneValues bucket;  ///< -1: below the window
  LaneValues start;
  LaneValues end;
  LaneValues rawLow;
  LaneValues rawHigh;
};

inline void storeEnds(const Symbol& symbol, std::size_t lane, SymbolEnds& ends) {
  store(symbol.bucket, ends.bucket.data() + lane);
  store(symbol.low.cumulative, ends.start.data() + lane);
  store(symbol.high.cumulative, ends.end.data() + lane);
  store(symbol.low.raw, ends.rawLow.data() + lane);
  store(symbol.high.raw, ends.rawHigh.data() + lane);
}

/// A pass: the part that encoder and decoder share.
class Pass {
 public:
  Pass(const Expert& expert, const TileShape& shape, std::int32_t maximum)
      : expert_(expert),
        state_(expert.settings, shape, maximum),
        scratch_(expert.network.makeScratch()),
        input_(expert.network.inputSize()),
        output_(expert.network.outputSize()) {}

  TileState& state() { return state_; }
  const Mixtures& mixtures() const { return mixtures_; }
  SymbolEnds& ends() { return ends_; }

  void describe() {
    state_.beginStep();
    state_.loadNeighbours();
    describePixels(state_, input_.data());
    expert_.network.run(input_.data(), output_.data(), scratch_);
    for (std::size_t lane = 0; lane < lanes; lane += vectorLanes) {
      setMixtures(expert_.tables, state_.pixel, output_.data(), expert_.settings.components, lane,
                  state_.maximum, mixtures_);
    }
  }
  Evaluator evaluator(std::size_t lane) const {
    return Evaluator(expert_.tables, secondary_, mixtures_, expert_.settings.components, lane,
                     state_.maximum);
  }
  int components() const { return expert_.settings.components; }
  void learn() {
    for (std::size_t l = 0; l < lanes; ++l) {
      if (state_.isActive(l)) secondary_.observe(mixtures_.mapClass[l], ends_.rawLow[l], ends_.rawHigh[l]);
    }
    learnPixels(state_);
  }

 private:
  const Expert& expert_;
  TileState state_;
  SecondaryEstimation secondary_{mapClasses};
  Mixtures mixtures_{};
  SymbolEnds ends_{};
  fixedpoint::DenseStack::Scratch scratch_;
  std::vector<std::int16_t> input_;
  std::vector<std::int16_t> output_;
};

/// Calls `each` for all steps, until it returns false, and `progress` every now and then.
template <typename Each>
void forAllSteps(TileState& state, const RowProgress& progress, Each each) {
  const std::int64_t steps = state.shape.steps();
  for (std::int64_t step = 0; step < steps; ++step) {
    if (progress && step % 256 == 0) progress(static_cast<int>(step * state.shape.height / steps));
    if (!each()) return;
  }
}

class Encoding : public Pass {
 public:
  Encoding(const Expert& expert, const TileShape& shape, std::int32_t maximum, unsigned states,
           std::span<const std::uint16_t> values)
      : Pass(expert, shape, maximum), rans_(states), states_(states), values_(values) {
    // Where buckets are wide, their low bits are a symbol of their own.
    constexpr std::int32_t mostOneSymbolValues = 1 << 10;
    rans_.reserve(maximum < mostOneSymbolValues ? values.size() + values.size() / 8 : 2 * values.size());
  }

  void step(TileAnalysis* analysis) {
    describe();
    for (std::size_t l = 0; l < lanes; ++l) {
      state().pixel.value[l] = state().isActive(l) ? values_[state().indexOf(l)] : 0;
    }
    for (std::size_t lane = 0; lane < lanes; lane += vectorLanes) {
      const V offset = hn::Sub(load(state().pixel.value.data() + lane), load(mixtures().first.data() + lane));
      const Evaluator lanesHere = evaluator(lane);
      const V bucket = offset >> load(mixtures().bucketShift.data() + lane);
      const V known = hn::Min(hn::Max(bucket, constant(-1)), lanesHere.buckets());
      storeEnds(symbolOf(lanesHere, known), lane, ends());
    }
    for (std::size_t l = 0; l < lanes; ++l) {
      if (state().isActive(l)) code(l, analysis);
    }
    learn();
  }

  ByteVector finish(std::uint64_t check) { return rans_.finish(check); }

 private:
  void code(std::size_t l, TileAnalysis* analysis) {
    const auto owner = static_cast<unsigned>(l) % states_;
    const auto start = static_cast<std::uint32_t>(ends().start[l]);
    const auto frequency = static_cast<std::uint32_t>(ends().end[l]) - start;
    rans_.put(owner, start, frequency);
    const std::int32_t bucket = ends().bucket[l];
    const std::int32_t shift = mixtures().bucketShift[l];
    const std::int32_t buckets = mixtures().buckets[l];
    const std::int32_t offset = state().pixel.value[l] - mixtures().first[l];
    unsigned raw = static_cast<unsigned>(shift);
    if (bucket < 0 || bucket == buckets) {
      // Beyond the window: how many buckets, then the rest.
      const auto distance =
          static_cast<std::uint32_t>(bucket < 0 ? -1 - offset : offset - buckets * (1 << shift));
      const unsigned gammaBits = putGamma(rans_, owner, (distance >> raw) + 1);
      rans_.putBits(owner, distance & ((1U << raw) - 1), raw);
      raw += gammaBits;
    } else {
      rans_.putBits(owner, static_cast<std::uint32_t>(offset) & ((1U << raw) - 1), raw);
    }
    if (analysis != nullptr) record(l, frequency, raw, *analysis);
  }
  void record(std::size_t l, std::uint32_t frequency, unsigned raw, TileAnalysis& analysis) {
    const std::size_t index = state().indexOf(l);
    const std::int32_t predicted = (state().pixel.primary[l] + (1 << (predictionBits - 1))) >> predictionBits;
    analysis.residuals[index] =
        static_cast<std::int16_t>(std::clamp(state().pixel.value[l] - predicted, -32768, 32767));
    analysis.bits[index] = static_cast<float>(raw) + 16.0F - std::log2(static_cast<float>(frequency));
    analysis.deviations[index] = static_cast<float>(deviationOf(mixtures(), components(), l));
  }

  RansEncoder rans_;
  unsigned states_;
  std::span<const std::uint16_t> values_;
};

class Decoding : public Pass {
 public:
  Decoding(const Expert& expert, const TileShape& shape, std::int32_t maximum, ByteSpan stream,
           unsigned states, std::span<std::uint16_t> values)
      : Pass(expert, shape, maximum), rans_(stream, states), states_(states), values_(values) {}

  void step() {
    describe();
    // As many lanes at once as have a state of their own.
    for (std::size_t lane = 0; lane < lanes; lane += states_) decodeGroup(lane);
    learn();
  }

  /// Damaged streams may ask for far more pixels than they have bytes for.
  bool cutOff() const { return rans_.truncated(); }
  RansDecoder finish() { return rans_; }

 private:
  void decodeGroup(std::size_t first) {
    LaneValues slots{};
    const std::size_t end = std::min<std::size_t>(first + states_, lanes);
    for (std::size_t l = first; l < end; ++l) {
      if (state().isActive(l)) {
        slots[l] = static_cast<std::int32_t>(rans_.slot(static_cast<unsigned>(l - first)));
      }
    }
    for (std::size_t lane = first / vectorLanes * vectorLanes; lane < end; lane += vectorLanes) {
      findSymbols(slots, std::max(lane, first), std::min(lane + vectorLanes, end));
    }
    for (std::size_t l = first; l < end; ++l) {
      state().pixel.value[l] = 0;
      if (state().isActive(l)) decode(l, static_cast<unsigned>(l - first));
    }
  }

  /// Of the lanes from..to - 1 of one vector; those beside them keep theirs.
  void findSymbols(const LaneValues& slots, std::size_t from, std::size_t to) {
    std::int32_t widest = 0;
    for (std::size_t l = from; l < to; ++l) {
      if (state().isActive(l)) widest = std::max(widest, mixtures().buckets[l]);
    }
    if (widest == 0) return;
    const std::size_t lane = from / vectorLanes * vectorLanes;
    const Symbol symbol = findSymbol(evaluator(lane), load(slots.data() + lane), widest);
    if (to - from == vectorLanes) {
      storeEnds(symbol, lane, ends());
      return;
    }
    SymbolEnds found;
    storeEnds(symbol, lane, found);
    for (std::size_t l = from; l < to; ++l) {
      ends().bucket[l] = found.bucket[l];
      ends().start[l] = found.start[l];
      ends().end[l] = found.end[l];
      ends().rawLow[l] = found.rawLow[l];
      ends().rawHigh[l] = found.rawHigh[l];
    }
  }

  void decode(std::size_t l, unsigned owner) {
    const auto start = static_cast<std::uint32_t>(ends().start[l]);
    rans_.advance(owner, start, static_cast<std::uint32_t>(ends().end[l]) - start);
    const std::int32_t bucket = ends().bucket[l];
    const std::int32_t buckets = mixtures().buckets[l];
    const std::int32_t shift = mixtures().bucketShift[l];
    std::int64_t offset = 0;
    if (bucket < 0) {
      offset = -1 - distance(owner, shift);
    } else if (bucket == buckets) {
      offset = std::int64_t{buckets} * (1 << shift) + distance(owner, shift);
    } else {
      offset = std::int64_t{bucket} * (1 << shift) + rans_.bits(owner, static_cast<unsigned>(shift));
    }
    // Damaged streams name values that do not exist.
    const std::int64_t value = std::clamp<std::int64_t>(mixtures().first[l] + offset, 0, state().maximum);
    state().pixel.value[l] = static_cast<std::int32_t>(value);
    values_[state().indexOf(l)] = static_cast<std::uint16_t>(value);
  }
  std::int64_t distance(unsigned owner, std::int32_t shift) {
    const std::int64_t gamma = takeGamma(rans_, owner);
    return ((gamma - 1) << shift) + rans_.bits(owner, static_cast<unsigned>(shift));
  }

  RansDecoder rans_;
  unsigned states_;
  std::span<std::uint16_t> values_;
};

static ByteVector encodeTileHere(const Expert& expert, const TileShape& shape, std::int32_t maximum,
                                 std::span<const std::uint16_t> values, unsigned states, std::uint64_t check,
                                 const RowProgress& progress, TileAnalysis* analysis) {
  Encoding encoding(expert, shape, maximum, states, values);
  if (analysis != nullptr) {
    analysis->residuals.resize(shape.pixels());
    analysis->bits.resize(shape.pixels());
    analysis->deviations.resize(shape.pixels());
  }
  forAllSteps(encoding.state(), progress, [&] {
    encoding.step(analysis);
    return true;
  });
  return encoding.finish(check);
}

static RansDecoder decodeTileHere(const Expert& expert, const TileShape& shape, std::int32_t maximum,
                                  ByteSpan stream, unsigned states, std::span<std::uint16_t> values,
                                  const RowProgress& progress) {
  Decoding decoding(expert, shape, maximum, stream, states, values);
  forAllSteps(decoding.state(), progress, [&] {
    decoding.step();
    return !decoding.cutOff();
  });
  return decoding.finish();
}

static void collectSamplesHere(const Settings& settings, const TileShape& shape, std::int32_t maximum,
                               std::span<const std::uint16_t> values,
                               const std::function<void(const Sample&)>& sink) {
  TileState state(settings, shape, maximum);
  const auto features = static_cast<std::size_t>(settings.features());
  std::vector<std::int16_t> input(features * lanes);
  std::vector<std::int8_t> own(features);
  forAllSteps(state, nullptr, [&] {
    state.beginStep();
    state.loadNeighbours();
    describePixels(state, input.data());
    for (std::size_t l = 0; l < lanes; ++l) {
      state.pixel.value[l] = state.isActive(l) ? values[state.indexOf(l)] : 0;
      if (!state.isActive(l)) continue;
      for (std::size_t f = 0; f < features; ++f) {
        own[f] = static_cast<std::int8_t>(input[(f / 2) * 2 * lanes + 2 * l + f % 2]);
      }
      const std::int32_t index = state.pixel.scale[l];
      const float scale = std::ldexp(1.0F + static_cast<float>(index & 3) / 4.0F, (index >> 2) - 8);
      const float distance = static_cast<float>(state.pixel.value[l]) -
                             static_cast<float>(state.pixel.primary[l]) / (1 << predictionBits);
      const float infinity = std::numeric_limits<float>::infinity();
      sink({own, state.pixel.value[l] == 0 ? -infinity : (distance - 0.5F) / scale,
            state.pixel.value[l] == maximum ? infinity : (distance + 0.5F) / scale, scale});
    }
    learnPixels(state);
    return true;
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace trabecula::core::contextnet
HWY_AFTER_NAMESPACE();

#endif
