#pragma once

#include "core/image/histogram.h"

namespace trabecula::app::reproduce {

/// A law fitted to whole numbers. Value k has the probability of [k - 1/2, k + 1/2].
struct FittedLaw {
  double centre = 0;
  double scale = 1;
  double bits = 0;  ///< cross entropy: bits a value when coded with this law; never below the entropy
};

/// What a residual histogram is described by.
struct ResidualFit {
  double mean = 0;
  double variance = 0;     ///< of the population
  double entropyBits = 0;  ///< order 0
  FittedLaw laplace;       ///< density exp(-|x - centre| / scale) / (2 scale)
  FittedLaw logistic;      ///< density e^-z / (scale (1 + e^-z)^2), z = (x - centre) / scale
};

/// Maximum likelihood, of the laws as whole numbers see them; the centre of the Laplace law is the median.
/// All zero for an empty histogram.
ResidualFit fitResiduals(const core::Histogram& histogram);

/// Probability of the whole number `value`, as base-2 logarithm.
double laplaceLog2(const FittedLaw& law, double value);
double logisticLog2(const FittedLaw& law, double value);

}  // namespace trabecula::app::reproduce
