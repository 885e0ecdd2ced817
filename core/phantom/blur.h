#pragma once

#include <cstdint>
#include <vector>

#include "core/phantom/geometry.h"

namespace trabecula::core::phantom {

/// A separable low-pass with binomial weights: the integers' stand-in for a Gaussian. Variance order/4
/// pixels^2.
class BinomialKernel {
 public:
  /// `order` is even, 0..36; the kernel has order + 1 weights.
  explicit BinomialKernel(int order);

  int radius() const { return static_cast<int>(weights_.size() / 2); }

  /// Blurs rows of `width` non-negative values < 2^31. The first and last radius() rows serve as surroundings
  /// only and are missing from the result; left and right of the rows their end values go on.
  std::vector<std::int32_t> blurRows(const std::vector<std::int32_t>& rows, int width) const;

 private:
  std::vector<std::int64_t> weights_;  ///< sum 2^16
};

/// The order whose standard deviation comes next to `sigma` on the detector, 0..36.
int binomialOrder(const Geometry& geometry, Fixed sigma);

}  // namespace trabecula::core::phantom
