#include "core/metrics/vif_wavelet.h"

#include <algorithm>

#include "core/metrics/filters.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/log_sum.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/steerable_pyramid.h"
#include "core/metrics/steps.h"
#include "core/metrics/symmetric_eigen.h"

namespace trabecula::core {
namespace {

constexpr double noiseVariance = 0.4;
constexpr double tolerance = 1e-15;
constexpr int block = 3;
constexpr int dimensions = block * block;
constexpr int levels = 4;

std::size_t count(int n) {
  return static_cast<std::size_t>(n);
}

/// A band cut to whole blocks.
struct Band {
  const Plane& plane;
  int blocksAcross() const { return plane.width() / block; }
  int blocksDown() const { return plane.height() / block; }
  /// Positions of overlapping blocks.
  int columns() const { return blocksAcross() * block - block + 1; }
  int rows() const { return blocksDown() * block - block + 1; }
  /// Entry `i` of the overlapping blocks whose first row is y.
  const double* entry(int i, int y) const { return plane.row(y + i / block) + i % block; }
};

/// Sums over a row of blocks: of their entries, and of the products of two of them.
struct BlockSums {
  std::vector<double> entries = std::vector<double>(dimensions);
  SquareMatrix products = SquareMatrix(dimensions);
};

/// Covariance of the entries of all overlapping blocks.
SquareMatrix blockCovariance(const Band& band, JobContext& context) {
  std::vector<BlockSums> rows(count(band.rows()));
  const std::vector<double> ones(count(band.columns()), 1.0);
  parallelRows(band.rows(), defaultBand, context, [&](int begin, int end) {
    for (int y = begin; y < end; ++y)
      for (int i = 0; i < dimensions; ++i) {
        rows[count(y)].entries[count(i)] = dot(band.entry(i, y), ones.data(), band.columns());
        for (int k = i; k < dimensions; ++k)
          rows[count(y)].products.at(i, k) = dot(band.entry(i, y), band.entry(k, y), band.columns());
      }
  });
  BlockSums sum;
  for (const BlockSums& row : rows) {
    for (std::size_t i = 0; i < row.entries.size(); ++i) sum.entries[i] += row.entries[i];
    for (std::size_t i = 0; i < row.products.values.size(); ++i)
      sum.products.values[i] += row.products.values[i];
  }
  const double blocks = static_cast<double>(band.rows()) * band.columns();
  SquareMatrix covariance(dimensions);
  for (int i = 0; i < dimensions; ++i)
    for (int k = i; k < dimensions; ++k)
      covariance.at(i, k) = covariance.at(k, i) =
          sum.products.at(i, k) / blocks -
          (sum.entries[count(i)] / blocks) * (sum.entries[count(k)] / blocks);
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
  RowWindows(const Plane& a, const Plane& b, int radius)
      : a_(a), b_(b), radius_(radius), columns_(count(a.width())) {}

  /// Sums down the columns around row `centre`.
  void sumColumns(int centre) {
    std::fill(columns_.begin(), columns_.end(), WindowSums{});
    for (int y = centre - radius_; y <= centre + radius_; ++y) {
      const double* a = a_.row(y);
      const double* b = b_.row(y);
      for (std::size_t x = 0; x < columns_.size(); ++x) {
        WindowSums& sums = columns_[x];
        sums.a += a[x];
        sums.b += b[x];
        sums.squaresA += a[x] * a[x];
        sums.squaresB += b[x] * b[x];
        sums.products += a[x] * b[x];
      }
    }
  }
  WindowSums around(int centre) const {
    WindowSums sums;
    for (int x = centre - radius_; x <= centre + radius_; ++x) {
      const WindowSums& column = columns_[count(x)];
      sums.a += column.a;
      sums.b += column.b;
      sums.squaresA += column.squaresA;
      sums.squaresB += column.squaresB;
      sums.products += column.products;
    }
    return sums;
  }

 private:
  const Plane& a_;
  const Plane& b_;
  int radius_;
  std::vector<WindowSums> columns_;
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
