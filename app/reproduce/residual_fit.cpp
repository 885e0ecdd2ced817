#include "app/reproduce/residual_fit.h"

namespace trabecula::app::reproduce {

ResidualFit fitResiduals(const core::Histogram& histogram) {
  if (histogram.total == 0) return {};
  const core::HistogramStatistics statistics = core::histogramStatistics(histogram);
  return {.mean = statistics.mean,
          .variance = statistics.standardDeviation * statistics.standardDeviation,
          .entropyBits = statistics.entropyBits,
          .laws = core::fitLaws(histogram)};
}

}  // namespace trabecula::app::reproduce
