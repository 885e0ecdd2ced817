#pragma once

#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "core/job/job_context.h"

namespace trabecula::core {

/// The steps of a computation, one after the other, each with its share of the progress.
class Steps {
 public:
  /// One step for each weight, as long as that says.
  Steps(const JobContext& whole, std::vector<double> weights)
      : whole_(whole),
        weights_(std::move(weights)),
        sum_(std::accumulate(weights_.begin(), weights_.end(), 0.0)) {}
  /// Steps that each need a quarter of the time of the one before: an image that is halved again and again.
  static Steps quartering(const JobContext& whole, int count) {
    std::vector<double> weights(static_cast<std::size_t>(count), 1.0);
    for (std::size_t i = 1; i < weights.size(); ++i) weights[i] = weights[i - 1] / 4;
    return {whole, std::move(weights)};
  }

  /// The context of the next step; valid until the one after it.
  JobContext& next() {
    const double begin = done_;
    done_ += weights_.at(step_++);
    current_ = whole_.part(begin / sum_, done_ / sum_);
    return current_;
  }

 private:
  JobContext whole_;
  std::vector<double> weights_;
  double sum_;
  std::size_t step_ = 0;
  double done_ = 0;
  JobContext current_;
};

}  // namespace trabecula::core
