#pragma once

#include <array>
#include <functional>
#include <vector>

#include "core/metrics/plane.h"

namespace trabecula::core {

/// Weighted means of two pictures and of their squares and product over a sliding window, for one row of
/// window positions.
struct MomentRow {
  const double* meanA;
  const double* meanB;
  const double* squareA;  ///< mean of a^2
  const double* squareB;  ///< mean of b^2
  const double* product;  ///< mean of a b
  int columns;            ///< positions: width - window + 1

  double varianceA(int x) const { return squareA[x] - meanA[x] * meanA[x]; }
  double varianceB(int x) const { return squareB[x] - meanB[x] * meanB[x]; }
  double covariance(int x) const { return product[x] - meanA[x] * meanB[x]; }
};

/// Slides a separable symmetric window (its one-dimensional taps, of sum 1) over two pictures, wherever it
/// fits, and calls `visit(y, moments)` for each row y of positions in [begin, end). For one band of rows;
/// several threads may each run their own.
void slideMoments(const Plane& a, const Plane& b, const std::vector<double>& taps, int begin, int end,
                  const std::function<void(int y, const MomentRow&)>& visit);

}  // namespace trabecula::core
