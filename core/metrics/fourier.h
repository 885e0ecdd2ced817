#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <vector>

namespace trabecula::core {

using Complex = std::complex<double>;

/// Discrete Fourier transforms of one length, of any size (FFTW, no padding). The inverse is not divided by
/// the length. One object may run on several threads at once.
class ComplexFourier {
 public:
  enum class Direction { Forward, Inverse };
  /// Of `length` numbers that lie side by side.
  ComplexFourier(int length, Direction direction);
  /// Of rows x columns numbers, row-major.
  ComplexFourier(int rows, int columns, Direction direction);
  ~ComplexFourier();
  ComplexFourier(const ComplexFourier&) = delete;
  ComplexFourier& operator=(const ComplexFourier&) = delete;

  /// In place.
  void run(Complex* values) const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

/// The transform of `length` real numbers: the length / 2 + 1 frequencies from 0 on, and back (not divided by
/// the length; `frequencies` is overwritten).
class RealFourier {
 public:
  explicit RealFourier(int length);
  ~RealFourier();
  RealFourier(const RealFourier&) = delete;
  RealFourier& operator=(const RealFourier&) = delete;

  void forward(double* values, Complex* frequencies) const;
  void inverse(Complex* frequencies, double* values) const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace trabecula::core
