#include "models/contextnet/mixture_bits.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numbers>
#include <span>

#include "core/support/error.h"
#include "core/support/vector_targets.h"

// Highway compiles the rest once for each instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/contextnet/mixture_bits.cpp"
#include <hwy/foreach_target.h>
// must come after foreach_target.h
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace trabecula::models::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::CappedTag<float, 16>;
using Vf = hn::Vec<Floats>;

constexpr std::size_t blockSize = 64;  // samples whose outputs are transposed at a time
constexpr float ln2 = std::numbers::ln2_v<float>;
/// Beyond this a sigmoid is 0 or 1 as far as 2^-16 can tell; keeps exp() finite and replaces infinite ends.
constexpr float farAway = 50;

/// [3 * logistics][blockSize].
using Block = std::array<float, 3 * static_cast<std::size_t>(maxLogistics) * blockSize>;

HWY_INLINE Vf sigmoid(Floats f, Vf x) {
  const auto one = hn::Set(f, 1.0F);
  return hn::Div(one, hn::Add(one, hn::Exp(f, hn::Neg(x))));
}

/// One logistic's mass in the interval and the mass's derivatives by the mean and by log2 of the scale.
struct Component {
  Vf mass;
  Vf byMean;
  Vf byLogScale;
};

/// sigmoid(b) - sigmoid(a) = sigmoid(b) * sigmoid(-a) * (1 - exp(a - b)) has no cancellation in the tails.
HWY_INLINE Component component(Floats f, Vf mean, Vf logScale, Vf lower, Vf upper) {
  const auto one = hn::Set(f, 1.0F);
  const auto edge = hn::Set(f, farAway);
  const auto inverseScale = hn::Exp(f, hn::Mul(logScale, hn::Set(f, -ln2)));
  const auto clamped = [&](Vf x) HWY_ATTR { return hn::Min(hn::Max(x, hn::Neg(edge)), edge); };
  const auto a = clamped(hn::Mul(hn::Sub(lower, mean), inverseScale));
  const auto b = clamped(hn::Mul(hn::Sub(upper, mean), inverseScale));
  const auto width = hn::Min(hn::Mul(hn::Sub(upper, lower), inverseScale), edge);
  const auto belowB = sigmoid(f, b);
  const auto aboveB = sigmoid(f, hn::Neg(b));
  const auto belowA = sigmoid(f, a);
  const auto aboveA = sigmoid(f, hn::Neg(a));
  const auto mass = hn::Neg(hn::Mul(hn::Mul(belowB, aboveA), hn::Expm1(f, hn::Neg(width))));
  const auto slopeA = hn::Mul(belowA, aboveA);
  const auto slopeB = hn::Mul(belowB, aboveB);
  // slopeB - slopeA = mass * (1 - sigmoid(a) - sigmoid(b))
  const auto byMean = hn::Neg(hn::Mul(hn::Mul(mass, inverseScale), hn::Sub(hn::Sub(one, belowA), belowB)));
  const auto byLogScale = hn::Mul(hn::Set(f, -ln2), hn::Sub(hn::Mul(b, slopeB), hn::Mul(a, slopeA)));
  return {mass, byMean, byLogScale};
}

/// Bits of Lanes(f) samples; replaces the outputs in `block` by the derivatives.
HWY_INLINE Vf bitsOfLanes(Floats f, int logistics, const MixtureUnits& units, Vf lower, Vf upper,
                          float* block) {
  const auto k = static_cast<std::size_t>(logistics);
  const auto meanUnit = hn::Set(f, units.mean);
  const auto scaleUnit = hn::Set(f, units.logScale);
  const auto weightUnit = hn::Set(f, units.logWeight * ln2);
  const auto minScale = hn::Set(f, units.minLogScale);
  const auto maxScale = hn::Set(f, units.maxLogScale);
  float* const means = block;
  float* const scales = block + k * blockSize;
  float* const weights = block + 2 * k * blockSize;

  auto largest = hn::LoadU(f, weights);
  for (std::size_t i = 1; i < k; ++i) largest = hn::Max(largest, hn::LoadU(f, weights + i * blockSize));
  HWY_ALIGN std::array<float, maxLogistics * 16> masses;
  auto total = hn::Zero(f);
  auto mixed = hn::Zero(f);
  for (std::size_t i = 0; i < k; ++i) {
    const auto rawScale = hn::Mul(hn::LoadU(f, scales + i * blockSize), scaleUnit);
    const auto logScale = hn::Min(hn::Max(rawScale, minScale), maxScale);
    const auto mean = hn::Mul(hn::LoadU(f, means + i * blockSize), meanUnit);
    const Component part = component(f, mean, logScale, lower, upper);
    const auto weight =
        hn::Exp(f, hn::Mul(hn::Sub(hn::LoadU(f, weights + i * blockSize), largest), weightUnit));
    total = hn::Add(total, weight);
    mixed = hn::MulAdd(weight, part.mass, mixed);
    const auto inside = hn::Eq(rawScale, logScale);
    hn::StoreU(hn::Mul(part.byMean, hn::Mul(weight, meanUnit)), f, means + i * blockSize);
    hn::StoreU(hn::IfThenElseZero(inside, hn::Mul(part.byLogScale, hn::Mul(weight, scaleUnit))), f,
               scales + i * blockSize);
    hn::StoreU(weight, f, weights + i * blockSize);
    hn::StoreU(part.mass, f, masses.data() + i * 16);
  }
  const auto mass = hn::Div(mixed, total);
  const auto floored = hn::Add(mass, hn::Set(f, massFloor));
  // d(bits)/d(mass), divided by the sum of the weights
  const auto slope = hn::Div(hn::Set(f, -1.0F / ln2), hn::Mul(floored, total));
  for (std::size_t i = 0; i < k; ++i) {
    for (float* values : {means, scales}) {
      hn::StoreU(hn::Mul(hn::LoadU(f, values + i * blockSize), slope), f, values + i * blockSize);
    }
    const auto above = hn::Sub(hn::LoadU(f, masses.data() + i * 16), mass);
    const auto byWeight = hn::Mul(hn::Mul(hn::LoadU(f, weights + i * blockSize), above), weightUnit);
    hn::StoreU(hn::Mul(byWeight, slope), f, weights + i * blockSize);
  }
  return hn::Mul(hn::Log(f, floored), hn::Set(f, -1.0F / ln2));
}

double mixtureBits(int logistics, const MixtureUnits& units, std::size_t samples, const float* outputs,
                   const float* lower, const float* upper, float* gradient) {
  const Floats f;
  const std::size_t lanes = hn::Lanes(f);
  const std::size_t row = 3 * static_cast<std::size_t>(logistics);
  Block block{};
  double sum = 0;
  for (std::size_t first = 0; first < samples; first += blockSize) {
    const std::size_t count = std::min(blockSize, samples - first);
    // What lies beyond the last sample is computed with it and left out.
    std::array<float, blockSize> low{};
    std::array<float, blockSize> high{};
    std::array<float, blockSize> bits{};
    std::copy_n(lower + first, count, low.begin());
    std::copy_n(upper + first, count, high.begin());
    for (std::size_t s = 0; s < count; ++s) {
      const float* source = outputs + (first + s) * row;
      for (std::size_t j = 0; j < row; ++j) block[j * blockSize + s] = source[j];
    }
    for (std::size_t s = 0; s < count; s += lanes) {
      const auto b = bitsOfLanes(f, logistics, units, hn::LoadU(f, low.data() + s),
                                 hn::LoadU(f, high.data() + s), block.data() + s);
      hn::StoreU(b, f, bits.data() + s);
    }
    for (std::size_t s = 0; s < count; ++s) sum += bits[s];
    if (gradient == nullptr) continue;
    for (std::size_t s = 0; s < count; ++s) {
      float* target = gradient + (first + s) * row;
      for (std::size_t j = 0; j < row; ++j) target[j] = block[j * blockSize + s];
    }
  }
  return sum;
}

}  // namespace trabecula::models::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace trabecula::models {

HWY_EXPORT(mixtureBits);

double mixtureBits(int logistics, const MixtureUnits& units, std::span<const float> outputs,
                   const Intervals& intervals, std::span<float> gradient) {
  const std::size_t samples = intervals.lower.size();
  if (logistics < 1 || logistics > maxLogistics ||
      outputs.size() != samples * 3 * static_cast<std::size_t>(logistics) ||
      intervals.upper.size() != samples || (!gradient.empty() && gradient.size() != outputs.size())) {
    throw core::Error(core::ErrorCategory::InvalidArgument, "The mixture's arrays do not fit each other");
  }
  return HWY_DYNAMIC_DISPATCH(mixtureBits)(logistics, units, samples, outputs.data(), intervals.lower.data(),
                                           intervals.upper.data(),
                                           gradient.empty() ? nullptr : gradient.data());
}

}  // namespace trabecula::models
#endif
