#include "core/analysis/law_fit.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace trabecula::core {
namespace {

/// A value that occurs, and its share.
struct Share {
  double value;
  double share;
};

std::vector<Share> sharesOf(const Histogram& histogram) {
  std::vector<Share> shares;
  const auto total = static_cast<double>(histogram.total);
  for (std::size_t i = 0; i < histogram.counts.size(); ++i)
    if (histogram.counts[i] > 0)
      shares.push_back({static_cast<double>(histogram.minValue) + static_cast<double>(i),
                        static_cast<double>(histogram.counts[i]) / total});
  return shares;
}

/// Natural logarithm of the integral of a law over [distance - 1/2, distance + 1/2]; in logarithms
/// throughout, since far tails are smaller than the smallest double.
using LogMass = double (*)(double distance, double scale);

double laplaceLogMass(double distance, double scale) {
  const double far = std::abs(distance);
  if (far >= 0.5) return -(far - 0.5) / scale + std::log1p(-std::exp(-1 / scale)) - std::numbers::ln2;
  return std::log1p(-(std::exp(-(0.5 - far) / scale) + std::exp(-(0.5 + far) / scale)) / 2);
}

double logisticLogMass(double distance, double scale) {
  const double outer = (std::abs(distance) + 0.5) / scale;
  const double inner = (std::abs(distance) - 0.5) / scale;
  const double ofInner = inner > 0 ? inner + std::log1p(std::exp(-inner)) : std::log1p(std::exp(inner));
  return std::log1p(-std::exp(-1 / scale)) - std::log1p(std::exp(-outer)) - ofInner;
}

double crossEntropy(const std::vector<Share>& shares, LogMass logMass, double location, double scale) {
  double nats = 0;
  for (const Share& entry : shares) nats -= entry.share * logMass(entry.value - location, scale);
  return nats / std::numbers::ln2;
}

/// Where a function with one valley has its bottom (golden section; Kiefer 1953).
template <class Function>
double minimiser(double low, double high, const Function& function) {
  constexpr double ratio = 1 / std::numbers::phi;
  constexpr int steps = 32;
  double left = high - (high - low) * ratio;
  double right = low + (high - low) * ratio;
  double atLeft = function(left);
  double atRight = function(right);
  for (int i = 0; i < steps; ++i) {
    if (atLeft < atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - (high - low) * ratio;
      atLeft = function(left);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + (high - low) * ratio;
      atRight = function(right);
    }
  }
  return (low + high) / 2;
}

/// From the moments' scale on, one parameter at a time: the likelihood has one top in each of them.
LawFit fit(const std::vector<Share>& shares, LogMass logMass, double median, double scale) {
  constexpr int rounds = 3;
  constexpr double widest = 3;  // in e-folds of the scale
  LawFit result{.location = median, .scale = std::max(scale, 0.05), .bits = 0};
  for (int round = 0; round < rounds; ++round) {
    const double logScale = std::log(result.scale);
    result.scale = std::exp(minimiser(logScale - widest, logScale + widest, [&](double tried) {
      return crossEntropy(shares, logMass, result.location, std::exp(tried));
    }));
    const double reach = 0.5 + result.scale;
    result.location = minimiser(result.location - reach, result.location + reach, [&](double tried) {
      return crossEntropy(shares, logMass, tried, result.scale);
    });
  }
  result.bits = crossEntropy(shares, logMass, result.location, result.scale);
  return result;
}

}  // namespace

std::optional<LawFits> fitLaws(const Histogram& histogram) {
  const std::vector<Share> shares = sharesOf(histogram);
  if (shares.size() < 2) return std::nullopt;
  const double median = histogram.percentile(0.5);
  double deviation = 0;
  for (const Share& entry : shares) deviation += entry.share * std::abs(entry.value - median);
  return LawFits{.laplace = fit(shares, laplaceLogMass, median, deviation),
                 .logistic = fit(shares, logisticLogMass, median, deviation / (2 * std::numbers::ln2))};
}

double laplaceShare(const LawFit& law, double value) {
  return std::exp(laplaceLogMass(value - law.location, law.scale));
}

double logisticShare(const LawFit& law, double value) {
  return std::exp(logisticLogMass(value - law.location, law.scale));
}

}  // namespace trabecula::core
