#pragma once

namespace trabecula::models {

/// Warm-up from zero in a straight line, then half a cosine (Loshchilov and Hutter 2017) down to
/// `finalFraction` of the peak.
struct LearningRate {
  double peak = 2e-3;
  double finalFraction = 0.01;
  double warmUp = 0.02;  ///< fraction of the training

  /// `progress` is 0..1 of the training.
  double at(double progress) const;
};

}  // namespace trabecula::models
