#pragma once

#include <cassert>
#include <cstddef>
#include <span>
#include <vector>

namespace trabecula::core {

/// A size or an index, which ints are throughout the metrics, for the standard containers.
inline std::size_t count(int n) {
  return static_cast<std::size_t>(n);
}

/// A picture in double precision, row-major: what the metrics compute on.
class Plane {
 public:
  Plane() = default;
  /// All zero.
  Plane(int width, int height) : width_(width), height_(height), values_(count(width) * count(height)) {}

  int width() const { return width_; }
  int height() const { return height_; }
  std::size_t size() const { return values_.size(); }

  double* row(int y) {
    assert(y >= 0 && y < height_);
    return values_.data() + count(y) * count(width_);
  }
  const double* row(int y) const {
    assert(y >= 0 && y < height_);
    return values_.data() + count(y) * count(width_);
  }
  double& at(int x, int y) { return row(y)[x]; }
  double at(int x, int y) const { return row(y)[x]; }

  std::span<double> values() { return values_; }
  std::span<const double> values() const { return values_; }

 private:
  int width_ = 0;
  int height_ = 0;
  std::vector<double> values_;
};

/// The same picture of the reference and of the test image.
struct PlanePair {
  Plane reference;
  Plane test;
};

}  // namespace trabecula::core
