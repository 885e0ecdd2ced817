#include "app/reproduce/residual_fit.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

namespace trabecula::app::reproduce {
namespace {

/// Below it a law has all its mass on one number, and its exponentials leave the range of a double.
constexpr double leastScale = 0.002;

using LogProbability = double (*)(const FittedLaw&, double);

double crossEntropy(const core::Histogram& histogram, const FittedLaw& law, LogProbability log2Of) {
  double bits = 0;
  for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
    if (histogram.counts[i] == 0) continue;
    bits -= static_cast<double>(histogram.counts[i]) *
            log2Of(law, static_cast<double>(histogram.minValue) + static_cast<double>(i));
  }
  return bits / static_cast<double>(histogram.total);
}

/// Where a function of one minimum is least (golden section, Kiefer 1953).
double minimum(double low, double high, const std::function<double(double)>& of) {
  constexpr double share = 1 / std::numbers::phi;
  constexpr int steps = 40;
  double left = high - share * (high - low);
  double right = low + share * (high - low);
  double atLeft = of(left);
  double atRight = of(right);
  for (int i = 0; i < steps; ++i) {
    if (atLeft < atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - share * (high - low);
      atLeft = of(left);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + share * (high - low);
      atRight = of(right);
    }
  }
  return (low + high) / 2;
}

/// The best scale within a factor of eight of a first guess.
void fitScale(const core::Histogram& histogram, LogProbability log2Of, FittedLaw& law) {
  constexpr double reach = 8;
  const double guess = std::max(law.scale, 16 * leastScale);
  const auto bitsAt = [&](double logScale) {
    return crossEntropy(histogram, {law.centre, std::exp(logScale), 0}, log2Of);
  };
  const double low = std::max(std::log(leastScale), std::log(guess / reach));
  law.scale = std::exp(minimum(low, std::log(guess * reach), bitsAt));
  law.bits = crossEntropy(histogram, law, log2Of);
}

void fitCentre(const core::Histogram& histogram, LogProbability log2Of, FittedLaw& law) {
  const double reach = std::max(1.0, law.scale);
  law.centre = minimum(law.centre - reach, law.centre + reach, [&](double centre) {
    return crossEntropy(histogram, {centre, law.scale, 0}, log2Of);
  });
}

}  // namespace

double laplaceLog2(const FittedLaw& law, double value) {
  const double distance = std::abs(value - law.centre);
  const double b = law.scale;
  if (distance < 0.5) {
    const double outside = 0.5 * (std::exp((distance - 0.5) / b) + std::exp(-(distance + 0.5) / b));
    return std::log2(1 - outside);
  }
  return (-(distance - 0.5) / b + std::log(0.5) + std::log1p(-std::exp(-1 / b))) / std::numbers::ln2;
}

double logisticLog2(const FittedLaw& law, double value) {
  const double s = law.scale;
  const double distance = std::abs(value - law.centre);
  const double near = (distance - 0.5) / s;
  const double far = (distance + 0.5) / s;
  // log(1 / (1 + e^near) - 1 / (1 + e^far)), the difference of two tails.
  const double nearPart = near > 0 ? near + std::log1p(std::exp(-near)) : std::log1p(std::exp(near));
  return (-nearPart + std::log1p(-std::exp(-1 / s)) - std::log1p(std::exp(-far))) / std::numbers::ln2;
}

ResidualFit fitResiduals(const core::Histogram& histogram) {
  ResidualFit fit;
  if (histogram.total == 0) return fit;
  const core::HistogramStatistics statistics = core::histogramStatistics(histogram);
  fit.mean = statistics.mean;
  fit.variance = statistics.standardDeviation * statistics.standardDeviation;
  fit.entropyBits = statistics.entropyBits;
  fit.laplace = {static_cast<double>(histogram.percentile(0.5)), statistics.standardDeviation / 2, 0};
  fitScale(histogram, laplaceLog2, fit.laplace);
  fit.logistic = {statistics.mean, statistics.standardDeviation / 2, 0};
  constexpr int rounds = 3;
  for (int i = 0; i < rounds; ++i) {
    fitScale(histogram, logisticLog2, fit.logistic);
    fitCentre(histogram, logisticLog2, fit.logistic);
  }
  fitScale(histogram, logisticLog2, fit.logistic);
  return fit;
}

}  // namespace trabecula::app::reproduce
