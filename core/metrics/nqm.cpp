#include "core/metrics/nqm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/metrics/fourier.h"
#include "core/metrics/frame_pair.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/steps.h"

namespace trabecula::core {
namespace {

constexpr int bands = 5;
constexpr int bandsAndMean = bands + 1;
/// The finest band ends at 64 cycles per image; one index more for the half-integer grids.
constexpr int highestIndex = 65;
/// 180 / (3.5 pi) degrees.
constexpr double viewingAngle = 180 / (3.5 * std::numbers::pi);

/// Contrast that is just seen at `f` cycles per degree.
double contrastThreshold(double f) {
  return 1 / (200 * (2.6 * (0.0192 + 0.114 * f) * std::exp(-std::pow(0.114 * f, 1.1))));
}

/// Cycles per image that the authors' program gives to index i of n: its grid runs from -n/2 in steps of one
/// and is turned by half of n rounded up, so that it is half a cycle off for odd n.
double cycles(int i, int n) {
  return (i + (n + 1) / 2) % n - n / 2.0;
}

/// Gain of a band at radius r: 0 is the lowpass that holds the mean.
double bandGain(int band, double r) {
  if (band == 0) return r > 2 ? 0 : 0.5 * (1 + std::cos(std::numbers::pi * (std::log2(r + 2) - 1)));
  const double centre = 1 << band;
  if (r < centre / 2 || r > centre * 2) return 0;
  return 0.5 * (1 + std::cos(std::numbers::pi * (std::log2(r) - band)));
}

/// Gain at frequency index (x, y). Only the real part of the filtered picture counts, which has the mean of
/// the gains at opposite indices; on odd grids the two differ.
double evenGain(int band, int x, int y, int width, int height) {
  const auto gain = [&](int i, int k) {
    return bandGain(band, std::hypot(cycles(i, width), cycles(k, height)));
  };
  return (gain(x, y) + gain((width - x) % width, (height - y) % height)) / 2;
}

/// One frame pair's geometry and transforms.
class BandPictures {
 public:
  explicit BandPictures(const FramePair& pair)
      : pair_(pair),
        width_(pair.width()),
        height_(pair.height()),
        columns_(std::min(width_ / 2, highestIndex) + 1),
        rows_(width_),
        forward_(height_, ComplexFourier::Direction::Forward),
        inverse_(height_, ComplexFourier::Direction::Inverse) {}

  int columns() const { return columns_; }

  /// The low frequencies of one image.
  std::vector<Complex> spectrum(Role role, JobContext& context) const {
    std::vector<Complex> columns(count(columns_) * count(height_));
    Steps steps(context, {9, 1});
    parallelRows(height_, defaultBand, steps.next(), [&](int begin, int end) {
      std::vector<double> row(count(width_));
      std::vector<Complex> frequencies(count(width_ / 2 + 1));
      for (int y = begin; y < end; ++y) {
        readRow(pair_, role, y, Range::Native, row.data());
        rows_.forward(row.data(), frequencies.data());
        for (int x = 0; x < columns_; ++x)
          columns[count(x) * count(height_) + count(y)] = frequencies[count(x)];
      }
    });
    parallelRows(columns_, 4, steps.next(), [&](int begin, int end) {
      for (int x = begin; x < end; ++x) forward_.run(columns.data() + count(x) * count(height_));
    });
    return columns;
  }

  /// A band with its columns transformed back and its rows not yet: row after row of columns() frequencies.
  std::vector<Complex> band(const std::vector<Complex>& spectrum, int band, JobContext& context) const {
    std::vector<Complex> rows(spectrum.size());
    const double pixels = static_cast<double>(width_) * height_;
    parallelRows(columns_, 4, context, [&](int begin, int end) {
      std::vector<Complex> column(count(height_));
      for (int x = begin; x < end; ++x) {
        for (int y = 0; y < height_; ++y) {
          const bool isLow = std::min(y, height_ - y) <= highestIndex;
          const double gain = isLow ? evenGain(band, x, y, width_, height_) / pixels : 0;
          column[count(y)] = spectrum[count(x) * count(height_) + count(y)] * gain;
        }
        inverse_.run(column.data());
        for (int y = 0; y < height_; ++y) rows[count(y) * count(columns_) + count(x)] = column[count(y)];
      }
    });
    return rows;
  }

  /// Row y of a band's picture; `frequencies` is working space of width / 2 + 1.
  void row(const std::vector<Complex>& band, int y, std::vector<Complex>& frequencies, double* out) const {
    const auto begin = band.begin() + static_cast<std::ptrdiff_t>(count(y) * count(columns_));
    std::fill(std::copy_n(begin, columns_, frequencies.begin()), frequencies.end(), Complex());
    rows_.inverse(frequencies.data(), out);
  }

 private:
  FramePair pair_;
  int width_;
  int height_;
  int columns_;
  RealFourier rows_;
  ComplexFourier forward_;
  ComplexFourier inverse_;
};

using BandRows = std::array<std::vector<double>, bandsAndMean>;

/// Contrast thresholds of the bands: for masking and for being seen.
struct Thresholds {
  std::array<double, bandsAndMean> masking{};
  std::array<double, bandsAndMean> seen{};
  Thresholds() {
    for (int band = 1; band <= bands; ++band) {
      masking[count(band)] = contrastThreshold(band);
      seen[count(band)] = contrastThreshold((1 << band) / viewingAngle);
    }
  }
};

struct Energies {
  double signal = 0;
  double noise = 0;
};

/// What is seen of one pixel of both images.
Energies seenAt(const BandRows& reference, const BandRows& test, const Thresholds& thresholds,
                std::size_t x) {
  double localReference = reference[0][x];
  double localTest = test[0][x];
  double seenReference = 0;
  double seenTest = 0;
  for (std::size_t band = 1; band < bandsAndMean; ++band) {
    const double a = reference[band][x];
    const double b = test[band][x];
    const double contrastA = a / localReference;
    const double contrastB = b / localTest;
    const double limit = thresholds.masking[band];
    const double masked = limit * (0.86 * (contrastA / limit - 1) + 0.3);
    // A difference that the reference's own contrast hides is none.
    const bool isMasked = std::abs((std::abs(contrastB) > 1 ? 1 : contrastB) - contrastA) < masked;
    if (!(std::abs(contrastA) < thresholds.seen[band])) seenReference += a;
    if (!(std::abs(contrastB) < thresholds.seen[band])) seenTest += isMasked ? a : b;
    localReference += a;
    localTest += b;
  }
  const double error = seenReference - seenTest;
  return {seenReference * seenReference, error * error};
}

Energies seenEnergies(const BandPictures& pictures, const std::vector<std::vector<Complex>>& reference,
                      const std::vector<std::vector<Complex>>& test, const FramePair& pair,
                      JobContext& context) {
  const Thresholds thresholds;
  std::vector<Energies> rows(count(pair.height()));
  parallelRows(pair.height(), defaultBand, context, [&](int begin, int end) {
    std::vector<Complex> frequencies(count(pair.width() / 2 + 1));
    BandRows a;
    BandRows b;
    for (auto& row : a) row.resize(count(pair.width()));
    for (auto& row : b) row.resize(count(pair.width()));
    for (int y = begin; y < end; ++y) {
      for (std::size_t band = 0; band < bandsAndMean; ++band) {
        pictures.row(reference[band], y, frequencies, a[band].data());
        pictures.row(test[band], y, frequencies, b[band].data());
      }
      for (std::size_t x = 0; x < a[0].size(); ++x) {
        const Energies here = seenAt(a, b, thresholds, x);
        rows[count(y)].signal += here.signal;
        rows[count(y)].noise += here.noise;
      }
    }
  });
  Energies sum;
  for (const Energies& row : rows) {
    sum.signal += row.signal;
    sum.noise += row.noise;
  }
  return sum;
}

MetricValue qualityOfFrame(const FramePair& pair, JobContext& context) {
  const BandPictures pictures(pair);
  Steps steps(context, {1, 1, 1, 1, 6});
  const auto bandsOf = [&](Role role) {
    const std::vector<Complex> spectrum = pictures.spectrum(role, steps.next());
    Steps ofBands(steps.next(), std::vector<double>(bandsAndMean, 1));
    std::vector<std::vector<Complex>> result;
    result.reserve(bandsAndMean);
    for (int band = 0; band < bandsAndMean; ++band)
      result.push_back(pictures.band(spectrum, band, ofBands.next()));
    return result;
  };
  const auto reference = bandsOf(Role::Reference);
  const auto test = bandsOf(Role::Test);
  const Energies energies = seenEnergies(pictures, reference, test, pair, steps.next());
  // First: where nothing is seen of the reference, not seeing a difference says nothing.
  if (energies.signal == 0) return Undefined{"not defined: nothing of the reference is above the thresholds"};
  if (energies.noise == 0) return Infinite{"no difference is seen below 64 cycles per image"};
  return 10 * std::log10(energies.signal / energies.noise);
}

}  // namespace

MetricValue noiseQualityMeasure(const Image& reference, const Image& test, JobContext& context) {
  return meanOverFrames(reference, test,
                        {.smallestSide = 64,
                         .ideal = Infinite{"identical images"},
                         .needsStructure = true,
                         .compute = qualityOfFrame},
                        context);
}

}  // namespace trabecula::core
