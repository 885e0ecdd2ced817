#include "core/metrics/uqi.h"

#include <array>

#include "core/metrics/frame_pair.h"
#include "core/metrics/parallel_rows.h"

namespace trabecula::core {
namespace {

constexpr int windowSize = 8;
constexpr std::int64_t windowPixels = windowSize * windowSize;

/// Sums over the eight rows of a window, for each column of the image.
struct ColumnSums {
  explicit ColumnSums(int width)
      : a(static_cast<std::size_t>(width)), b(a.size()), squares(a.size()), product(a.size()) {}

  /// Adds (sign 1) or takes away (sign -1) a row of each image.
  void add(const double* rowA, const double* rowB, std::int64_t sign) {
    for (std::size_t x = 0; x < a.size(); ++x) {
      const auto valueA = static_cast<std::int64_t>(rowA[x]);
      const auto valueB = static_cast<std::int64_t>(rowB[x]);
      a[x] += sign * valueA;
      b[x] += sign * valueB;
      squares[x] += sign * (valueA * valueA + valueB * valueB);
      product[x] += sign * valueA * valueB;
    }
  }

  std::vector<std::int64_t> a;
  std::vector<std::int64_t> b;
  std::vector<std::int64_t> squares;  ///< of both images
  std::vector<std::int64_t> product;
};

double windowQuality(std::int64_t a, std::int64_t b, std::int64_t squares, std::int64_t product) {
  const std::int64_t means = a * b;
  const std::int64_t squaredMeans = a * a + b * b;
  const std::int64_t variances = windowPixels * squares - squaredMeans;
  if (squaredMeans == 0) return 1;
  const double luminance = 2 * static_cast<double>(means) / static_cast<double>(squaredMeans);
  if (variances == 0) return luminance;
  const std::int64_t covariance = windowPixels * product - means;
  return luminance * (2 * static_cast<double>(covariance) / static_cast<double>(variances));
}

double sumOfRow(const ColumnSums& columns) {
  std::int64_t a = 0;
  std::int64_t b = 0;
  std::int64_t squares = 0;
  std::int64_t product = 0;
  double sum = 0;
  for (std::size_t x = 0; x < columns.a.size(); ++x) {
    a += columns.a[x];
    b += columns.b[x];
    squares += columns.squares[x];
    product += columns.product[x];
    if (x + 1 < windowSize) continue;
    sum += windowQuality(a, b, squares, product);
    const std::size_t first = x + 1 - windowSize;
    a -= columns.a[first];
    b -= columns.b[first];
    squares -= columns.squares[first];
    product -= columns.product[first];
  }
  return sum;
}

/// Sum over the window positions of rows [begin, end).
double sumOfBand(const FramePair& pair, int begin, int end) {
  ColumnSums columns(pair.width());
  std::vector<double> a(static_cast<std::size_t>(pair.width()));
  std::vector<double> b(a.size());
  const auto add = [&](int y, std::int64_t sign) {
    readRow(pair, Role::Reference, y, Range::Native, a.data());
    readRow(pair, Role::Test, y, Range::Native, b.data());
    columns.add(a.data(), b.data(), sign);
  };
  for (int y = begin; y < begin + windowSize - 1; ++y) add(y, 1);
  double sum = 0;
  for (int y = begin; y < end; ++y) {
    add(y + windowSize - 1, 1);
    sum += sumOfRow(columns);
    add(y, -1);
  }
  return sum;
}

MetricValue qualityOfFrame(const FramePair& pair, JobContext& context) {
  const int rows = pair.height() - windowSize + 1;
  const double sum = parallelSum(rows, defaultBand, context,
                                 [&](int begin, int end) { return sumOfBand(pair, begin, end); });
  return sum / (static_cast<double>(rows) * (pair.width() - windowSize + 1));
}

}  // namespace

MetricValue universalQualityIndex(const Image& reference, const Image& test, JobContext& context) {
  return meanOverFrames(reference, test,
                        {.smallestSide = windowSize, .ideal = 1.0, .compute = qualityOfFrame}, context);
}

}  // namespace trabecula::core
