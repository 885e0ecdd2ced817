#include "models/network/requantisation.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Highway compiles the rest once for each instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/network/requantisation.cpp"
#include <hwy/foreach_target.h>
// must come after foreach_target.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace trabecula::models::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// As many doubles as a register holds, and as many floats.
using Doubles = hn::ScalableTag<double>;
using Floats = hn::Rebind<float, Doubles>;

/// One value a channel beside it where channels lie side by side, the same for the whole run where not.
template <bool PerValue, class V, class D, typename T>
HWY_INLINE V channelValue(D d, const T* values, std::size_t index) {
  if constexpr (PerValue) {
    return hn::LoadU(d, values + index);
  } else {
    return hn::Set(d, *values);
  }
}

template <bool PerValue>
HWY_INLINE void requantiseRun(const float* bias, const double* multiplier, float low, float high,
                              std::size_t count, const float* sums, float* out) {
  const Doubles d;
  const Floats f;
  using Vd = hn::Vec<Doubles>;
  using Vf = hn::Vec<Floats>;
  const auto half = hn::Set(d, 0.5);
  const auto vLow = hn::Set(f, low);
  const auto vHigh = hn::Set(f, high);
  const auto whole = [&](std::size_t i) HWY_ATTR {
    // Sums of layers that are not wide are below 2^24, bias included: exact in float as well.
    const auto b = hn::PromoteTo(d, channelValue<PerValue, Vf>(f, bias, i));
    const auto acc = hn::Add(hn::PromoteTo(d, hn::LoadU(f, sums + i)), b);
    const auto scaled = hn::MulAdd(acc, channelValue<PerValue, Vd>(d, multiplier, i), half);
    const auto value = hn::DemoteTo(f, hn::Floor(scaled));
    hn::StoreU(hn::Min(hn::Max(value, vLow), vHigh), f, out + i);
  };
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) whole(i);
  for (; i < count; ++i) {
    const std::size_t c = PerValue ? i : 0;
    const double scaled = (static_cast<double>(sums[i]) + bias[c]) * multiplier[c] + 0.5;
    const auto floor = static_cast<double>(static_cast<std::int64_t>(scaled));
    const auto value = static_cast<float>(floor > scaled ? floor - 1 : floor);
    out[i] = std::min(std::max(value, low), high);
  }
}

void requantise(const ValueLayout& layout, const Requantisation& how, const float* sums, float* out) {
  const float* bias = how.bias.data();
  const double* multiplier = how.multiplier.data();
  if (layout.run == 1) {
    for (std::size_t p = 0; p < layout.planes; ++p, sums += layout.channels, out += layout.channels) {
      requantiseRun<true>(bias, multiplier, how.low, how.high, layout.channels, sums, out);
    }
    return;
  }
  for (std::size_t p = 0; p < layout.planes; ++p) {
    for (std::size_t c = 0; c < layout.channels; ++c, sums += layout.run, out += layout.run) {
      requantiseRun<false>(bias + c, multiplier + c, how.low, how.high, layout.run, sums, out);
    }
  }
}

/// Returns or adds the sum of what it writes: into biasGradient[i] if PerValue, else into biasGradient[0].
template <bool PerValue>
HWY_INLINE void backwardRun(const float* multiplier, bool clipped, float low, float high, std::size_t count,
                            const float* out, const float* gradient, float* sumsGradient,
                            float* biasGradient) {
  const hn::ScalableTag<float> f;
  using Vf = hn::Vec<hn::ScalableTag<float>>;
  const auto vLow = hn::Set(f, low);
  const auto vHigh = hn::Set(f, high);
  const std::size_t lanes = hn::Lanes(f);
  auto sum = hn::Zero(f);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    auto g = hn::Mul(hn::LoadU(f, gradient + i), channelValue<PerValue, Vf>(f, multiplier, i));
    if (clipped) {
      const auto y = hn::LoadU(f, out + i);
      g = hn::IfThenElseZero(hn::And(hn::Gt(y, vLow), hn::Lt(y, vHigh)), g);
    }
    hn::StoreU(g, f, sumsGradient + i);
    if constexpr (PerValue) {
      hn::StoreU(hn::Add(hn::LoadU(f, biasGradient + i), g), f, biasGradient + i);
    } else {
      sum = hn::Add(sum, g);
    }
  }
  if constexpr (!PerValue) *biasGradient += hn::GetLane(hn::SumOfLanes(f, sum));
  for (; i < count; ++i) {
    const bool passes = !clipped || (out[i] > low && out[i] < high);
    sumsGradient[i] = passes ? gradient[i] * multiplier[PerValue ? i : 0] : 0.0F;
    biasGradient[PerValue ? i : 0] += sumsGradient[i];
  }
}

void requantiseBackward(const ValueLayout& layout, const Requantisation& how, bool clipped, const float* out,
                        const float* gradient, float* sumsGradient, float* biasGradient) {
  const std::vector<float> multiplier(how.multiplier.begin(), how.multiplier.end());
  if (layout.run == 1) {
    for (std::size_t p = 0; p < layout.planes; ++p) {
      const std::size_t at = p * layout.channels;
      backwardRun<true>(multiplier.data(), clipped, how.low, how.high, layout.channels, out + at,
                        gradient + at, sumsGradient + at, biasGradient);
    }
    return;
  }
  for (std::size_t p = 0; p < layout.planes; ++p) {
    for (std::size_t c = 0; c < layout.channels; ++c) {
      const std::size_t at = (p * layout.channels + c) * layout.run;
      backwardRun<false>(multiplier.data() + c, clipped, how.low, how.high, layout.run, out + at,
                         gradient + at, sumsGradient + at, biasGradient + c);
    }
  }
}

}  // namespace trabecula::models::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace trabecula::models {

HWY_EXPORT(requantise);
HWY_EXPORT(requantiseBackward);

void requantise(const ValueLayout& layout, const Requantisation& how, const float* sums, float* out) {
  HWY_DYNAMIC_DISPATCH(requantise)(layout, how, sums, out);
}

void requantiseBackward(const ValueLayout& layout, const Requantisation& how, bool clipped, const float* out,
                        const float* gradient, float* sumsGradient, std::span<float> biasGradient) {
  HWY_DYNAMIC_DISPATCH(requantiseBackward)
  (layout, how, clipped, out, gradient, sumsGradient, biasGradient.data());
}

}  // namespace trabecula::models
#endif
