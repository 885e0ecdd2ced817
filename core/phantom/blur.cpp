#include "core/phantom/blur.h"

#include <algorithm>
#include <numeric>

namespace trabecula::core::phantom {

namespace {

constexpr int weightBits = 16;
constexpr std::int64_t half = std::int64_t{1} << (weightBits - 1);

}  // namespace

BinomialKernel::BinomialKernel(int order) {
  // Pascal's triangle, halved in each line, with 40 bits of fraction.
  std::vector<std::int64_t> line{std::int64_t{1} << 40};
  for (int i = 0; i < order; ++i) {
    line.push_back(0);
    for (std::size_t k = line.size() - 1; k > 0; --k) line[k] = (line[k] + line[k - 1]) / 2;
    line[0] /= 2;
  }
  for (const std::int64_t value : line) weights_.push_back((value + (std::int64_t{1} << 23)) >> 24);
  weights_[weights_.size() / 2] +=
      (std::int64_t{1} << weightBits) - std::accumulate(weights_.begin(), weights_.end(), std::int64_t{0});
  // Far ends that round to nothing would only cost time.
  while (weights_.size() > 1 && weights_.front() == 0 && weights_.back() == 0) {
    weights_.erase(weights_.begin());
    weights_.pop_back();
  }
}

std::vector<std::int32_t> BinomialKernel::blurRows(const std::vector<std::int32_t>& rows, int width) const {
  const auto columns = static_cast<std::size_t>(width);
  const auto reach = static_cast<std::size_t>(radius());
  const std::size_t rowsOut = rows.size() / columns - 2 * reach;
  std::vector<std::int32_t> result(rowsOut * columns);
  std::vector<std::int64_t> sums(columns + 2 * reach);
  for (std::size_t row = 0; row < rowsOut; ++row) {
    std::fill(sums.begin(), sums.end(), half);
    for (std::size_t k = 0; k < weights_.size(); ++k) {
      const std::int32_t* source = rows.data() + (row + k) * columns;
      for (std::size_t x = 0; x < columns; ++x) sums[x + reach] += weights_[k] * source[x];
    }
    for (std::size_t x = 0; x < columns; ++x) sums[x + reach] >>= weightBits;
    std::fill_n(sums.begin(), reach, sums[reach]);
    std::fill_n(sums.end() - static_cast<std::ptrdiff_t>(reach), reach, sums[columns + reach - 1]);
    std::int32_t* target = result.data() + row * columns;
    for (std::size_t x = 0; x < columns; ++x) {
      std::int64_t sum = half;
      for (std::size_t k = 0; k < weights_.size(); ++k) sum += weights_[k] * sums[x + k];
      target[x] = static_cast<std::int32_t>(sum >> weightBits);
    }
  }
  return result;
}

int binomialOrder(const Geometry& geometry, Fixed sigma) {
  const Fixed pixels = std::min(geometry.inPixels(sigma), 3 * fixedOne);
  return static_cast<int>(2 * ((2 * pixels * pixels + fixedOne * fixedOne / 2) >> (2 * fixedBits)));
}

}  // namespace trabecula::core::phantom
