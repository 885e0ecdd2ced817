#pragma once

#include <cmath>

namespace trabecula::core {

/// Sum of natural logarithms of numbers from 1 to 1e150, with one logarithm for many of them: they are
/// multiplied first.
class LogSum {
 public:
  void add(double factor) {
    product_ *= factor;
    if (product_ > limit) {
      sum_ += std::log(product_);
      product_ = 1;
    }
  }
  double value() const { return sum_ + std::log(product_); }

 private:
  static constexpr double limit = 1e100;
  double product_ = 1;
  double sum_ = 0;
};

}  // namespace trabecula::core
