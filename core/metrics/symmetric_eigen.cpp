#include "core/metrics/symmetric_eigen.h"

#include <algorithm>
#include <cmath>

namespace trabecula::core {
namespace {

double offDiagonal(const SquareMatrix& m) {
  double sum = 0;
  for (int row = 0; row < m.n; ++row)
    for (int column = row + 1; column < m.n; ++column) sum += m.at(row, column) * m.at(row, column);
  return sum;
}

/// Turns the plane of axes p and q so that m(p, q) becomes 0.
void rotate(SquareMatrix& m, SquareMatrix& vectors, int p, int q) {
  if (m.at(p, q) == 0) return;
  const double theta = (m.at(q, q) - m.at(p, p)) / (2 * m.at(p, q));
  const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
  const double cosine = 1 / std::sqrt(t * t + 1);
  const double sine = t * cosine;
  for (int k = 0; k < m.n; ++k) {
    const double kp = m.at(k, p);
    const double kq = m.at(k, q);
    m.at(k, p) = cosine * kp - sine * kq;
    m.at(k, q) = sine * kp + cosine * kq;
  }
  for (int k = 0; k < m.n; ++k) {
    const double pk = m.at(p, k);
    const double qk = m.at(q, k);
    m.at(p, k) = cosine * pk - sine * qk;
    m.at(q, k) = sine * pk + cosine * qk;
    const double vp = vectors.at(k, p);
    const double vq = vectors.at(k, q);
    vectors.at(k, p) = cosine * vp - sine * vq;
    vectors.at(k, q) = sine * vp + cosine * vq;
  }
}

}  // namespace

EigenSystem symmetricEigenSystem(SquareMatrix matrix) {
  const int n = matrix.n;
  EigenSystem system{std::vector<double>(static_cast<std::size_t>(n)), SquareMatrix(n)};
  for (int i = 0; i < n; ++i) system.vectors.at(i, i) = 1;
  constexpr int mostSweeps = 60;
  for (int sweep = 0; sweep < mostSweeps && offDiagonal(matrix) > 0; ++sweep)
    for (int p = 0; p < n; ++p)
      for (int q = p + 1; q < n; ++q) rotate(matrix, system.vectors, p, q);
  for (int i = 0; i < n; ++i) system.values[static_cast<std::size_t>(i)] = matrix.at(i, i);
  return system;
}

SquareMatrix recompose(const EigenSystem& system, const std::vector<double>& values) {
  const int n = system.vectors.n;
  SquareMatrix result(n);
  for (int row = 0; row < n; ++row)
    for (int column = 0; column < n; ++column)
      for (int k = 0; k < n; ++k)
        result.at(row, column) +=
            system.vectors.at(row, k) * values[static_cast<std::size_t>(k)] * system.vectors.at(column, k);
  return result;
}

SquareMatrix inverseCovariance(const EigenSystem& system) {
  std::vector<double> inverse = system.values;
  for (double& value : inverse) value = value > 0 ? 1 / value : 0;
  return recompose(system, inverse);
}

}  // namespace trabecula::core
