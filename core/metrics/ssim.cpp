#include "core/metrics/ssim.h"

#include <array>
#include <cmath>
#include <vector>

namespace trabecula::core {
namespace {

constexpr int windowSize = 11;
constexpr double windowSigma = 1.5;

std::array<double, windowSize> gaussianWindow() {
  std::array<double, windowSize> taps{};
  double sum = 0;
  for (int i = 0; i < windowSize; ++i) {
    constexpr int middle = windowSize / 2;
    const double distance = i - middle;
    taps[static_cast<std::size_t>(i)] = std::exp(-distance * distance / (2 * windowSigma * windowSigma));
    sum += taps[static_cast<std::size_t>(i)];
  }
  for (double& tap : taps) tap /= sum;
  return taps;
}

/// The five local moments that SSIM needs, of one row of pixels.
enum Moment : std::size_t { MeanA, MeanB, SquareA, SquareB, Product, MomentCount };
using MomentRows = std::array<std::vector<double>, MomentCount>;

struct Frame {
  std::span<const std::uint16_t> a;
  std::span<const std::uint16_t> b;
  const ImageFormat& format;
};

/// Horizontal pass for image row y: every moment, filtered where the window fits.
void filterRow(const Frame& frame, int y, const std::array<double, windowSize>& taps,
               std::array<std::vector<double>, MomentCount>& scratch, MomentRows& out) {
  const auto width = static_cast<std::size_t>(frame.format.width);
  const std::size_t start = static_cast<std::size_t>(y) * width;
  for (std::size_t x = 0; x < width; ++x) {
    const double a = frame.format.storedValue(frame.a[start + x]) - frame.format.minValue();
    const double b = frame.format.storedValue(frame.b[start + x]) - frame.format.minValue();
    scratch[MeanA][x] = a;
    scratch[MeanB][x] = b;
    scratch[SquareA][x] = a * a;
    scratch[SquareB][x] = b * b;
    scratch[Product][x] = a * b;
  }
  for (std::size_t moment = 0; moment < MomentCount; ++moment) {
    auto& target = out[moment];
    std::fill(target.begin(), target.end(), 0.0);
    for (std::size_t k = 0; k < windowSize; ++k)
      for (std::size_t x = 0; x < target.size(); ++x) target[x] += taps[k] * scratch[moment][x + k];
  }
}

double ssimOf(const std::array<double, MomentCount>& m, double c1, double c2) {
  const double varianceA = m[SquareA] - m[MeanA] * m[MeanA];
  const double varianceB = m[SquareB] - m[MeanB] * m[MeanB];
  const double covariance = m[Product] - m[MeanA] * m[MeanB];
  return ((2 * m[MeanA] * m[MeanB] + c1) * (2 * covariance + c2)) /
         ((m[MeanA] * m[MeanA] + m[MeanB] * m[MeanB] + c1) * (varianceA + varianceB + c2));
}

double meanSsim(const Frame& frame, JobContext& context) {
  const auto taps = gaussianWindow();
  const double range = frame.format.dataRange();
  const double c1 = (0.01 * range) * (0.01 * range);
  const double c2 = (0.03 * range) * (0.03 * range);
  const std::size_t columns = static_cast<std::size_t>(frame.format.width) - windowSize + 1;

  std::array<std::vector<double>, MomentCount> scratch;
  for (auto& row : scratch) row.resize(static_cast<std::size_t>(frame.format.width));
  // The last eleven filtered rows, as a ring.
  std::array<MomentRows, windowSize> ring;
  for (MomentRows& rows : ring)
    for (auto& row : rows) row.resize(columns);

  double sum = 0;
  for (int y = 0; y < frame.format.height; ++y) {
    filterRow(frame, y, taps, scratch, ring[static_cast<std::size_t>(y % windowSize)]);
    if (y < windowSize - 1) continue;
    for (std::size_t x = 0; x < columns; ++x) {
      std::array<double, MomentCount> moments{};
      for (int k = 0; k < windowSize; ++k) {
        const MomentRows& rows = ring[static_cast<std::size_t>((y + 1 + k) % windowSize)];
        for (std::size_t moment = 0; moment < MomentCount; ++moment)
          moments[moment] += taps[static_cast<std::size_t>(k)] * rows[moment][x];
      }
      sum += ssimOf(moments, c1, c2);
    }
    context.report(static_cast<double>(y + 1) / frame.format.height);
  }
  return sum / (static_cast<double>(columns) * (frame.format.height - windowSize + 1));
}

}  // namespace

MetricValue structuralSimilarity(const Image& reference, const Image& test, JobContext& context) {
  requireComparable(reference, test);
  if (reference.width() < windowSize || reference.height() < windowSize)
    return Undefined{"not defined for images smaller than 11 x 11"};
  if (hasSamePixels(reference, test)) return 1.0;
  double sum = 0;
  for (int frame = 0; frame < reference.frames(); ++frame) {
    JobContext part = context.part(static_cast<double>(frame) / reference.frames(),
                                   static_cast<double>(frame + 1) / reference.frames());
    sum += meanSsim({reference.frameSamples(frame), test.frameSamples(frame), reference.format()}, part);
  }
  return sum / reference.frames();
}

}  // namespace trabecula::core
