#include "core/analysis/display_range.h"

#include <cmath>

namespace trabecula::core {

double displayLimit(double largest, double common, std::uint64_t count) {
  constexpr std::uint64_t enoughToJudge = 1000;
  constexpr double farAbove = 6;
  constexpr double room = 1.5;
  if (count < enoughToJudge || largest <= farAbove * common) return largest;
  return std::ceil(room * common);
}

}  // namespace trabecula::core
