#include "core/metrics/vif_wavelet.h"

#include <algorithm>
#include <array>

#include "core/metrics/filters.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/log_sum.h"
#include "core/metrics/neighbourhood.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/steerable_pyramid.h"
#include "core/metrics/steps.h"
#include "core/metrics/symmetric_eigen.h"

namespace trabecula::core {
namespace {

constexpr double noiseVariance = 0.4;
constexpr double tolerance = 1e-15;
constexpr int block = neighbourhoodSide;
constexpr int dimensions = neighbourhoodSize;
constexpr int levels = 4;

/// A band cut to whole blocks.
struct Band {
  const Plane& plane;
  int blocksAcross() const { return plane.width() / block; }
  int blocksDown() const { return plane.height() / block; }
  int width() const { return blocksAcross() * block; }
  int height() const { return blocksDown() * block; }
  /// Entry `i` of the overlapping blocks whose first row is y.
  const double* entry(int i, int y) const { return plane.row(y + i / block) + i % block; }
};

/// Covariance of the entries of all overlapping blocks.
SquareMatrix blockCovariance(const Band& band, JobContext& context) {
  Steps steps(context, {4, 1});
  SquareMatrix covariance = neighbourhoodProducts(band.plane, band.width(), band.height(), steps.next());
  const auto means = neighbourhoodMeans(band.plane, band.width(), band.height(), steps.next());
  for (int i = 0; i < dimensions; ++i)
    for (int k = 0; k < dimensions; ++k) covariance.at(i, k) -= means[count(i)] * means[count(k)];
  return covariance;
}

/// What the reference's band looks like: a Gaussian scale mixture.
struct Mixture {
  std::vector<double> eigenvalues;
  SquareMatrix inverse;

  /// Squared scale of the block at (bx, by).
  double strength(const Band& band, int bx, int by) const {
    double values[dimensions];
    for (int i = 0; i < dimensions; ++i) values[i] = band.entry(i, by * block)[bx * block];
    double sum = 0;
    for (int i = 0; i < dimensions; ++i) {
      double inner = 0;
      for (int k = 0; k < dimensions; ++k) inner += inverse.at(i, k) * values[k];
      sum += inner * values[i];
    }
    return sum / dimensions;
  }
};

/// Sums of a window's values, squares and products.
struct WindowSums {
  double a = 0;
  double b = 0;
  double squaresA = 0;
  double squaresB = 0;
  double products = 0;
};

/// test = gain * reference + noise around a block.
struct Channel {
  double gain = 0;
  double noise = 0;
};

Channel channelOf(const WindowSums& sums, double pixels) {
  const double meanA = sums.a / pixels;
  const double meanB = sums.b / pixels;
  // Sums, not means, as in the authors' program.
  const double covariance = sums.products - pixels * meanA * meanB;
  const double squaresA = std::max(0.0, sums.squaresA - pixels * meanA * meanA);
  const double squaresB = std::max(0.0, sums.squaresB - pixels * meanB * meanB);
  double gain = covariance / (squaresA + tolerance);
  double noise = (squaresB - gain * covariance) / pixels;
  if (squaresA < tolerance) {
    gain = 0;
    noise = squaresB;
  }
  if (squaresB < tolerance) gain = noise = 0;
  if (gain < 0) {
    gain = 0;
    noise = squaresB;
  }
  return {gain, std::max(noise, tolerance)};
}

/// Window sums of blocks in one row of blocks.
class RowWindows {
 public:
  RowWindows(const Plane& a, const Plane& b, int radius) : a_(a), b_(b), radius_(radius) {
    for (auto& columns : columns_) columns.resize(count(a.width()));
  }

  /// Sums down the columns around row `centre`.
  void sumColumns(int centre) {
    for (auto& columns : columns_) std::fill(columns.begin(), columns.end(), 0.0);
    for (int y = centre - radius_; y <= centre + radius_; ++y) addRow(a_.row(y), b_.row(y));
  }
  WindowSums around(int centre) const {
    double sums[quantities] = {};
    for (std::size_t i = 0; i < quantities; ++i)
      for (int x = centre - radius_; x <= centre + radius_; ++x) sums[i] += columns_[i][count(x)];
    return {sums[0], sums[1], sums[2], sums[3], sums[4]};
  }

 private:
  static constexpr std::size_t quantities = 5;

  void addRow(const double* a, const double* b) {
    double* sumsA = columns_[0].data();
    double* sumsB = columns_[1].data();
    double* squaresA = columns_[2].data();
    double* squaresB = columns_[3].data();
    double* products = columns_[4].data();
    const std::size_t width = columns_[0].size();
    for (std::size_t x = 0; x < width; ++x) {
      sumsA[x] += a[x];
      sumsB[x] += b[x];
    }
    for (std::size_t x = 0; x < width; ++x) {
      squaresA[x] += a[x] * a[x];
      squaresB[x] += b[x] * b[x];
      products[x] += a[x] * b[x];
    }
  }

  const Plane& a_;
  const Plane& b_;
  int radius_;
  std::array<std::vector<double>, quantities> columns_;
};

/// In nats.
struct Information {
  double kept = 0;
  double whole = 0;
};

/// Of one row of blocks, `inset` blocks from either end left out.
Information informationOfRow(const Band& band, RowWindows& windows, const Mixture& mixture, int by, int inset,
                             double windowPixels) {
  LogSum kept;
  LogSum whole;
  windows.sumColumns(by * block + block / 2);
  for (int bx = inset; bx < band.blocksAcross() - inset; ++bx) {
    const Channel channel = channelOf(windows.around(bx * block + block / 2), windowPixels);
    const double strength = mixture.strength(band, bx, by);
    for (const double eigenvalue : mixture.eigenvalues) {
      const double signal = strength * eigenvalue;
      kept.add(1 + channel.gain * channel.gain * signal / (channel.noise + noiseVariance));
      whole.add(1 + signal / noiseVariance);
    }
  }
  return {kept.value(), whole.value()};
}

Information informationOfBand(const Plane& reference, const Plane& test, int level, JobContext& context) {
  const Band band{reference};
  // 17 x 17 pixels at the finest level, 3 x 3 at the coarsest.
  const int radius = 1 << (levels - 1 - level);
  const int inset = (radius + block - 1) / block;
  const double windowPixels = (2.0 * radius + 1) * (2.0 * radius + 1);
  Steps steps(context, {1, 1});
  const EigenSystem system = symmetricEigenSystem(blockCovariance(band, steps.next()));
  const Mixture mixture{system.values, inverseCovariance(system)};

  const int rows = std::max(0, band.blocksDown() - 2 * inset);
  std::vector<Information> ofRows(count(rows));
  parallelRows(rows, defaultBand / block, steps.next(), [&](int begin, int end) {
    RowWindows windows(reference, test, radius);
    for (int y = begin; y < end; ++y)
      ofRows[count(y)] = informationOfRow(band, windows, mixture, y + inset, inset, windowPixels);
  });
  Information sum;
  for (const Information& row : ofRows) {
    sum.kept += row.kept;
    sum.whole += row.whole;
  }
  return sum;
}

MetricValue fidelityOfFrame(const FramePair& pair, JobContext& context) {
  Steps steps(context, {1, 4, 4, 10});
  const PlanePair planes = toPlanes(pair, Range::EightBit, steps.next());
  const auto reference = steerablePyramid(planes.reference, levels, steps.next());
  const auto test = steerablePyramid(planes.test, levels, steps.next());
  Steps ofLevels = Steps::quartering(steps.next(), levels);
  Information sum;
  for (int level = 0; level < levels; ++level) {
    Steps parts(ofLevels.next(), {1, 1});
    const auto add = [&](const Plane& a, const Plane& b) {
      const Information band = informationOfBand(a, b, level, parts.next());
      sum.kept += band.kept;
      sum.whole += band.whole;
    };
    add(reference[count(level)].across, test[count(level)].across);
    add(reference[count(level)].down, test[count(level)].down);
  }
  return sum.kept / sum.whole;
}

}  // namespace

MetricValue visualInformationFidelity(const Image& reference, const Image& test, JobContext& context) {
  return meanOverFrames(
      reference, test, {.smallestSide = 72, .ideal = 1.0, .needsStructure = true, .compute = fidelityOfFrame},
      context);
}

}  // namespace trabecula::core
