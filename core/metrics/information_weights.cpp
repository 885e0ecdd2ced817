#include "core/metrics/information_weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/metrics/filters.h"
#include "core/metrics/log_sum.h"
#include "core/metrics/neighbourhood.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/steps.h"
#include "core/metrics/symmetric_eigen.h"

namespace trabecula::core {
namespace {

constexpr double noiseVariance = 0.4;
constexpr double tolerance = 1e-15;
constexpr int neighbours = neighbourhoodSize;

/// Bilinear enlargement of a row of n values to 4 n - 3 (positions of pixel centres, edges held), with one
/// value more at each end in line with the two before: every second of these 4 n - 1, so 2 n.
class RowEnlarger {
 public:
  explicit RowEnlarger(int n) : n_(n) {
    const int fine = 4 * n - 3;
    const double step = static_cast<double>(n) / fine;
    for (int i = 0; i < fine; ++i) {
      const double position = (i + 0.5) * step - 0.5;
      const int left = static_cast<int>(std::floor(position));
      places_.push_back({std::clamp(left, 0, n - 1), std::clamp(left + 1, 0, n - 1), position - left});
    }
  }
  /// Value `i` of 2 n; `small(k)` is value k of n.
  template <class Small>
  double value(int i, const Small& small) const {
    const int last = 4 * n_ - 4;
    if (i == 0) return 2 * fine(0, small) - fine(1, small);
    if (i == 2 * n_ - 1) return 2 * fine(last, small) - fine(last - 1, small);
    return fine(2 * i - 1, small);
  }

 private:
  struct Place {
    int left;
    int right;
    double share;
  };
  template <class Small>
  double fine(int i, const Small& small) const {
    const Place& place = places_[count(i)];
    return (1 - place.share) * small(place.left) + place.share * small(place.right);
  }

  int n_;
  std::vector<Place> places_;
};

/// Twice as large, cropped to width x height.
Plane enlarge(const Plane& small, int width, int height, JobContext& context) {
  const RowEnlarger across(small.width());
  const RowEnlarger down(small.height());
  Plane out(width, height);
  parallelRows(height, defaultBand, context, [&](int begin, int end) {
    std::vector<double> column(count(small.width()));
    for (int y = begin; y < end; ++y) {
      for (int x = 0; x < small.width(); ++x)
        column[count(x)] = down.value(y, [&](int i) { return small.row(i)[x]; });
      for (int x = 0; x < width; ++x)
        out.row(y)[x] = across.value(x, [&](int i) { return column[count(i)]; });
    }
  });
  return out;
}

/// The vector of each inner pixel: its 3 x 3 neighbourhood and the enlarged parent's value, one row at a
/// time.
class Neighbourhoods {
 public:
  Neighbourhoods(const Plane& band, const Plane* parent) : band_(band), parent_(parent) {}
  int dimensions() const { return parent_ ? neighbours + 1 : neighbours; }
  int columns() const { return band_.width() - 2; }
  int rows() const { return band_.height() - 2; }
  /// Entry `i` of the vectors of row `y` of inner pixels.
  const double* entry(int i, int y) const {
    return i < neighbours ? band_.row(y + i / 3) + i % 3 : parent_->row(y + 1) + 1;
  }

 private:
  const Plane& band_;
  const Plane* parent_;
};

/// Mean of the vectors' outer products.
SquareMatrix covarianceOf(const Plane& band, const Neighbourhoods& vectors, JobContext& context) {
  const int n = vectors.dimensions();
  Steps steps(context, std::vector<double>(count(n + 1), 1));
  const SquareMatrix products = neighbourhoodProducts(band, band.width(), band.height(), steps.next());
  SquareMatrix covariance(n);
  for (int i = 0; i < neighbours; ++i)
    for (int k = 0; k < neighbours; ++k) covariance.at(i, k) = products.at(i, k);
  const double pixels = static_cast<double>(vectors.rows()) * vectors.columns();
  // The parent's row and column, where there is one.
  for (int k = neighbours; k < n; ++k)
    for (int i = 0; i < n; ++i) {
      const double sum = parallelSum(vectors.rows(), defaultBand, steps.next(), [&](int begin, int end) {
        double part = 0;
        for (int y = begin; y < end; ++y)
          part += dot(vectors.entry(i, y), vectors.entry(k, y), vectors.columns());
        return part;
      });
      covariance.at(i, k) = covariance.at(k, i) = sum / pixels;
    }
  return covariance;
}

/// Negative eigenvalues become 0 and the others grow so that the sum stays: what rounding broke is repaired.
void repair(std::vector<double>& eigenvalues) {
  double sum = 0;
  double positive = 0;
  for (const double value : eigenvalues) {
    sum += value;
    positive += std::max(value, 0.0);
  }
  for (double& value : eigenvalues) value = std::max(value, 0.0) * sum / (positive == 0 ? 1 : positive);
}

/// How the test band follows the reference around each pixel of a row: test = gain * reference + noise.
class GainModel {
 public:
  explicit GainModel(int columns) : gain(count(columns)), noise(count(columns)) {
    for (auto& row : columnSums_) row.resize(gain.size() + 2);
  }

  /// For the inner pixels of row y.
  void fit(const PlanePair& band, int y) {
    const double* a[] = {band.reference.row(y), band.reference.row(y + 1), band.reference.row(y + 2)};
    const double* b[] = {band.test.row(y), band.test.row(y + 1), band.test.row(y + 2)};
    for (std::size_t x = 0; x < columnSums_[0].size(); ++x) {
      columnSums_[0][x] = a[0][x] + a[1][x] + a[2][x];
      columnSums_[1][x] = b[0][x] + b[1][x] + b[2][x];
      columnSums_[2][x] = a[0][x] * a[0][x] + a[1][x] * a[1][x] + a[2][x] * a[2][x];
      columnSums_[3][x] = b[0][x] * b[0][x] + b[1][x] * b[1][x] + b[2][x] * b[2][x];
      columnSums_[4][x] = a[0][x] * b[0][x] + a[1][x] * b[1][x] + a[2][x] * b[2][x];
    }
    for (std::size_t x = 0; x < gain.size(); ++x) fitPixel(x);
  }

  std::vector<double> gain;
  std::vector<double> noise;

 private:
  void fitPixel(std::size_t x) {
    const auto mean = [&](std::size_t quantity) {
      const auto& sums = columnSums_[quantity];
      return (sums[x] + sums[x + 1] + sums[x + 2]) / neighbours;
    };
    const double meanA = mean(0);
    const double meanB = mean(1);
    const double varianceA = std::max(0.0, mean(2) - meanA * meanA);
    const double varianceB = std::max(0.0, mean(3) - meanB * meanB);
    const double covariance = mean(4) - meanA * meanB;
    double g = covariance / (varianceA + tolerance);
    double v = varianceB - g * covariance;
    if (varianceA < tolerance) {
      g = 0;
      v = varianceB;
    }
    if (varianceB < tolerance) g = v = 0;
    gain[x] = g;
    noise[x] = v;
  }

  /// Of three rows: values, squares and products.
  std::array<std::vector<double>, 5> columnSums_;
};

/// Strength of the reference at each pixel of a row: y^T C^-1 y / dimensions.
void signalStrength(const Neighbourhoods& vectors, const SquareMatrix& inverse, int y,
                    std::vector<double>& out) {
  const int n = vectors.dimensions();
  std::vector<double> inner(out.size());
  std::fill(out.begin(), out.end(), 0.0);
  for (int i = 0; i < n; ++i) {
    const double* here = vectors.entry(i, y);
    for (std::size_t x = 0; x < inner.size(); ++x) inner[x] = inverse.at(i, i) * here[x];
    for (int k = i + 1; k < n; ++k) {
      const double* other = vectors.entry(k, y);
      const double factor = 2 * inverse.at(i, k);
      for (std::size_t x = 0; x < inner.size(); ++x) inner[x] += factor * other[x];
    }
    for (std::size_t x = 0; x < inner.size(); ++x) out[x] += inner[x] * here[x];
  }
  for (double& value : out) value /= n;
}

/// Mutual information of what is seen of the reference and of the test image, in bits.
double weightOf(double gain, double noise, double strength, const std::vector<double>& eigenvalues) {
  constexpr double squaredNoise = noiseVariance * noiseVariance;
  const double factor = (noise + (1 + gain * gain) * noiseVariance) * strength;
  const double rest = noiseVariance * noise;
  LogSum nats;
  for (const double value : eigenvalues) nats.add(1 + (factor * value + rest) / squaredNoise);
  const double bits = nats.value() / std::numbers::ln2;
  return bits < tolerance ? 0 : bits;
}

}  // namespace

std::optional<Plane> informationWeights(const PlanePair& band, const Plane* parent, JobContext& context) {
  const int width = band.reference.width();
  const int height = band.reference.height();
  Steps steps(context, {1, 2, 5});
  Plane enlarged;
  JobContext& enlarging = steps.next();
  if (parent) enlarged = enlarge(*parent, width, height, enlarging);
  const Neighbourhoods vectors(band.reference, parent ? &enlarged : nullptr);
  EigenSystem system = symmetricEigenSystem(covarianceOf(band.reference, vectors, steps.next()));
  repair(system.values);
  if (*std::ranges::max_element(system.values) <= 0) return std::nullopt;
  const SquareMatrix inverse = inverseCovariance(system);

  Plane weights(vectors.columns(), vectors.rows());
  parallelRows(vectors.rows(), defaultBand, steps.next(), [&](int begin, int end) {
    GainModel model(vectors.columns());
    std::vector<double> strength(count(vectors.columns()));
    for (int y = begin; y < end; ++y) {
      model.fit(band, y);
      signalStrength(vectors, inverse, y, strength);
      for (std::size_t x = 0; x < strength.size(); ++x)
        weights.row(y)[x] = weightOf(model.gain[x], model.noise[x], strength[x], system.values);
    }
  });
  return weights;
}

}  // namespace trabecula::core
