#include "core/metrics/haar_psi.h"

#include <array>
#include <cmath>

#include "core/metrics/filters.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/steps.h"

namespace trabecula::core {
namespace {

constexpr double alpha = 4.2;
constexpr double c = 30;
constexpr int scales = 3;
/// Pixels that the largest filter (8 x 8) reaches to the left and up, and to the right and down.
constexpr int reachBefore = 3;
constexpr int reachAfter = 4;

double logistic(double x) {
  return 1 / (1 + std::exp(-alpha * x));
}
double inverseLogistic(double x) {
  return std::log(x / (1 - x)) / alpha;
}

/// Haar coefficients of one row of pixels at all scales: differences of the halves of a 2^k x 2^k window,
/// times 2^-k, zero outside of the image.
struct HaarRow {
  explicit HaarRow(int width) {
    for (auto& scale : upDown) scale.resize(static_cast<std::size_t>(width));
    for (auto& scale : leftRight) scale.resize(static_cast<std::size_t>(width));
  }
  std::array<std::vector<double>, scales> upDown;
  std::array<std::vector<double>, scales> leftRight;
};

class HaarFilter {
 public:
  explicit HaarFilter(const Plane& plane)
      : plane_(plane),
        upper_(static_cast<std::size_t>(plane.width() + reachBefore + reachAfter)),
        lower_(upper_.size()) {}

  void run(int y, HaarRow& out) {
    for (int scale = 0; scale < scales; ++scale) runScale(y, scale, out);
  }

 private:
  void runScale(int y, int scale, HaarRow& out) {
    const int half = 1 << scale;
    // The window of a pixel reaches half - 1 pixels back and half pixels forward.
    sumRows(y - half + 1, half, upper_);
    sumRows(y + 1, half, lower_);
    const double gain = 0.5 / half;
    double* upDown = out.upDown[static_cast<std::size_t>(scale)].data();
    double* leftRight = out.leftRight[static_cast<std::size_t>(scale)].data();
    const double* upper = upper_.data() + reachBefore - half + 1;
    const double* lower = lower_.data() + reachBefore - half + 1;
    for (int x = 0; x < plane_.width(); ++x) {
      double left[2] = {0, 0};
      double right[2] = {0, 0};
      for (int k = 0; k < half; ++k) {
        left[0] += upper[x + k];
        left[1] += lower[x + k];
        right[0] += upper[x + half + k];
        right[1] += lower[x + half + k];
      }
      upDown[x] = gain * ((left[0] + right[0]) - (left[1] + right[1]));
      leftRight[x] = gain * ((left[0] + left[1]) - (right[0] + right[1]));
    }
  }
  void sumRows(int first, int rows, std::vector<double>& sums) const {
    std::fill(sums.begin(), sums.end(), 0.0);
    for (int y = std::max(first, 0); y < std::min(first + rows, plane_.height()); ++y)
      for (int x = 0; x < plane_.width(); ++x)
        sums[static_cast<std::size_t>(reachBefore) + static_cast<std::size_t>(x)] += plane_.row(y)[x];
  }

  const Plane& plane_;
  std::vector<double> upper_;
  std::vector<double> lower_;
};

struct WeightedSum {
  double similarity = 0;
  double weight = 0;

  /// One orientation of a row.
  void add(const std::array<std::vector<double>, scales>& a,
           const std::array<std::vector<double>, scales>& b) {
    const auto similar = [](double first, double second) {
      return (2 * std::abs(first * second) + c) / (first * first + second * second + c);
    };
    for (std::size_t x = 0; x < a[0].size(); ++x) {
      const double local = (similar(a[0][x], b[0][x]) + similar(a[1][x], b[1][x])) / 2;
      const double here = std::max(std::abs(a[2][x]), std::abs(b[2][x]));
      similarity += logistic(local) * here;
      weight += here;
    }
  }
};

MetricValue similarityOfFrame(const FramePair& pair, JobContext& context) {
  Steps steps(context, {1, 1, 4});
  const Plane reference =
      boxDownsample(pair, Role::Reference, Range::EightBit, 2, Border::Zero, steps.next());
  const Plane test = boxDownsample(pair, Role::Test, Range::EightBit, 2, Border::Zero, steps.next());
  std::vector<WeightedSum> rows(static_cast<std::size_t>(reference.height()));
  parallelRows(reference.height(), defaultBand, steps.next(), [&](int begin, int end) {
    HaarFilter filterA(reference);
    HaarFilter filterB(test);
    HaarRow a(reference.width());
    HaarRow b(reference.width());
    for (int y = begin; y < end; ++y) {
      filterA.run(y, a);
      filterB.run(y, b);
      WeightedSum sum;
      sum.add(a.upDown, b.upDown);
      sum.add(a.leftRight, b.leftRight);
      rows[static_cast<std::size_t>(y)] = sum;
    }
  });
  WeightedSum total;
  for (const WeightedSum& row : rows) {
    total.similarity += row.similarity;
    total.weight += row.weight;
  }
  const double similarity = inverseLogistic(total.similarity / total.weight);
  return similarity * similarity;
}

}  // namespace

MetricValue haarPerceptualSimilarity(const Image& reference, const Image& test, JobContext& context) {
  return meanOverFrames(reference, test, {.smallestSide = 16, .ideal = 1.0, .compute = similarityOfFrame},
                        context);
}

}  // namespace trabecula::core
