#include "models/contextnet/context_samples.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "core/fixedpoint/model_file.h"

namespace trabecula::models {

std::optional<CodedSize> ContextSource::codedSize(const core::fixedpoint::ModelFile& /*model*/,
                                                  int /*threads*/) const {
  return std::nullopt;
}

std::vector<core::fixedpoint::IntegerTable> ContextSource::tables() const {
  return {};
}

void shuffle(ContextSamples& samples, std::uint64_t seed) {
  const std::size_t count = samples.size();
  const auto features = static_cast<std::size_t>(samples.features);
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::mt19937_64 random(seed);
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random() % i]);

  ContextSamples result;
  result.features = samples.features;
  result.values.resize(samples.values.size());
  result.lower.resize(count);
  result.upper.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t from = order[i];
    std::copy_n(samples.values.begin() + static_cast<std::ptrdiff_t>(from * features), features,
                result.values.begin() + static_cast<std::ptrdiff_t>(i * features));
    result.lower[i] = samples.lower[from];
    result.upper[i] = samples.upper[from];
  }
  samples = std::move(result);
}

}  // namespace trabecula::models
