#pragma once

#include <vector>

namespace trabecula::core {

/// A small square matrix, row-major.
struct SquareMatrix {
  explicit SquareMatrix(int side)
      : n(side), values(static_cast<std::size_t>(side) * static_cast<std::size_t>(side)) {}
  double& at(int row, int column) { return values[index(row, column)]; }
  double at(int row, int column) const { return values[index(row, column)]; }

  int n;
  std::vector<double> values;

 private:
  std::size_t index(int row, int column) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(n) + static_cast<std::size_t>(column);
  }
};

/// Eigenvalues, in no order, and the unit eigenvectors as columns.
struct EigenSystem {
  std::vector<double> values;
  SquareMatrix vectors;
};

/// Of a symmetric matrix, by cyclic Jacobi rotations (Golub, Van Loan, Matrix Computations, 8.5): slow for
/// large matrices, accurate to the last digits for the 10 x 10 ones of the metrics.
EigenSystem symmetricEigenSystem(SquareMatrix matrix);

/// vectors * diag(f(values)) * vectors^T.
SquareMatrix recompose(const EigenSystem& system, const std::vector<double>& values);

/// The inverse of a covariance matrix; directions without variance are left out (Moore, Penrose).
SquareMatrix inverseCovariance(const EigenSystem& system);

}  // namespace trabecula::core
