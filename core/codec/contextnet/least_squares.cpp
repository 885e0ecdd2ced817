#include "core/codec/contextnet/least_squares.h"

#include <algorithm>

namespace trabecula::core::contextnet {
namespace {

std::size_t sizeOf(int count) {
  return static_cast<std::size_t>(count);
}

}  // namespace

LeastSquaresState::LeastSquaresState(int neighbours, int delay)
    : order(neighbours),
      products(neighbours * (neighbours + 1) / 2 + neighbours),
      columnSums(slots * sizeOf(products) * stride),
      first(sizeOf(products) * lanes),
      second(sizeOf(products) * lanes),
      row(sizeOf(products) * lanes),
      solution(sizeOf(order) * lanes),
      waiting(sizeOf(products) * sizeOf(std::max(delay, 0))),
      alone(delay < 0) {
  if (order == 0) return;
  // A plane through the three nearest, softened: a fair guess before anything was learnt.
  constexpr std::int32_t towards = 3072;
  constexpr std::int32_t away = -2048;
  std::fill_n(solution.begin(), 2 * lanes, towards);
  std::fill_n(solution.begin() + 2 * lanes, lanes, away);
}

void LeastSquaresState::finishStep(std::int64_t step) {
  if (alone) return;
  const std::size_t count = sizeOf(products);
  std::int32_t* sums = columns(step, 0);
  if (waiting.empty()) {
    for (std::size_t k = 0; k < count; ++k) sums[k * stride - 1] = sums[k * stride + lanes - 1];
    return;
  }
  std::int32_t* oldest = waiting.data() + next;
  for (std::size_t k = 0; k < count; ++k) {
    sums[k * stride - 1] = oldest[k];
    oldest[k] = sums[k * stride + lanes - 1];
  }
  next += count;
  if (next == waiting.size()) next = 0;
}

void LeastSquaresState::startRow(int lane) {
  const auto l = sizeOf(lane);
  const std::size_t above = (l + lanes - 1) % lanes;
  for (std::size_t k = 0; k < sizeOf(products); ++k) {
    first[k * lanes + l] = second[k * lanes + l] = row[k * lanes + l] = 0;
  }
  for (std::size_t i = 0; i < sizeOf(order); ++i) {
    solution[i * lanes + l] = solution[i * lanes + above];
  }
}

}  // namespace trabecula::core::contextnet
