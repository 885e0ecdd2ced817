#include "models/training/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace trabecula::models {

double LearningRate::at(double progress) const {
  const double now = std::clamp(progress, 0.0, 1.0);
  if (now < warmUp) return peak * now / warmUp;
  const double rest = warmUp < 1 ? (now - warmUp) / (1 - warmUp) : 1;
  const double falling = 0.5 * (1 + std::cos(std::numbers::pi * rest));
  return peak * (finalFraction + (1 - finalFraction) * falling);
}

}  // namespace trabecula::models
