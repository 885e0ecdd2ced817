#pragma once

#include <optional>

#include "core/image/histogram.h"

namespace trabecula::core {

/// A law of two parameters, fitted to integers by maximum likelihood. The law is the continuous one summed
/// over [k - 1/2, k + 1/2] for each integer k, which is how entropy coders use it.
struct LawFit {
  double location = 0;
  double scale = 0;  ///< Laplace: mean absolute deviation; logistic: standard deviation * sqrt(3) / pi
  /// Bits a value that an ideal coder with this law needs: the cross entropy. What it has more than the
  /// histogram's entropy is what the law does not know about the values.
  double bits = 0;
};

/// How well two usual laws of residuals describe what was counted. Sources: Laplace's for image prediction
/// errors O'Neal 1966 ("Predictive quantizing systems"), the logistic Salimans, Karpathy, Chen, Kingma 2017
/// ("PixelCNN++").
struct LawFits {
  LawFit laplace;
  LawFit logistic;
};

/// Nothing where fewer than two different values were counted: any narrow law fits one.
std::optional<LawFits> fitLaws(const Histogram& histogram);

/// The share of the values that a law expects to be the integer `value`.
double laplaceShare(const LawFit& law, double value);
double logisticShare(const LawFit& law, double value);

}  // namespace trabecula::core
