#pragma once

#include <optional>

#include "core/analysis/law_fit.h"
#include "core/image/histogram.h"

namespace trabecula::app::reproduce {

/// What a residual histogram is described by.
struct ResidualFit {
  double mean = 0;
  double variance = 0;                ///< of the population
  double entropyBits = 0;             ///< order 0
  std::optional<core::LawFits> laws;  ///< none for one value alone
};

/// All zero for an empty histogram.
ResidualFit fitResiduals(const core::Histogram& histogram);

}  // namespace trabecula::app::reproduce
