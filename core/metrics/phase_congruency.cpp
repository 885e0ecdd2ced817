#include "core/metrics/phase_congruency.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/metrics/fourier.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/steps.h"

namespace trabecula::core {
namespace {

constexpr int scales = wavelengths;
constexpr int orientations = 4;
constexpr double bandwidth = 0.55;
constexpr double angularInterval = 1.2;
constexpr double epsilon = 1e-4;

/// Frequency of index i of n, as the reference counts it: multiples of 1 / n from -1/2 on, but of 1 / (n - 1)
/// from -1/2 to 1/2 for odd n.
double frequency(int i, int n) {
  const int signedIndex = i <= (n - 1) / 2 ? i : i - n;
  return static_cast<double>(signedIndex) / (n % 2 == 1 ? n - 1 : n);
}

/// The filters' angular part: a Gaussian of the angle to the orientation, from that angle's sine and cosine
/// (times the radius).
Plane angularFilter(int width, int height, int orientation, JobContext& context) {
  constexpr double sigma = std::numbers::pi / orientations / angularInterval;
  const double angle = orientation * std::numbers::pi / orientations;
  const double along = std::cos(angle);
  const double aside = std::sin(angle);
  Plane filter(width, height);
  parallelRows(height, defaultBand, context, [&](int begin, int end) {
    for (int y = begin; y < end; ++y)
      for (int x = 0; x < width; ++x) {
        const double across = frequency(x, width);
        const double up = -frequency(y, height);
        const double turn = std::abs(std::atan2(up * along - across * aside, across * along + up * aside));
        filter.at(x, y) = std::exp(-turn * turn / (2 * sigma * sigma));
      }
  });
  return filter;
}

/// The picture seen through the filters of one orientation: even parts real, odd parts imaginary.
using Responses = std::array<std::vector<Complex>, scales>;

void respond(const std::vector<Complex>& spectrum, const RadialFilters& radial, const Plane& angular,
             const ComplexFourier& inverse, Responses& out, JobContext& context) {
  const auto pixels = static_cast<double>(spectrum.size());
  parallelRows(scales, 1, context, [&](int scale, int) {
    std::vector<Complex>& response = out[count(scale)];
    const auto filter = radial[count(scale)].values();
    for (std::size_t i = 0; i < spectrum.size(); ++i)
      response[i] = spectrum[i] * (filter[i] * angular.values()[i] / pixels);
    inverse.run(response.data());
  });
}

/// Half the sum of squares of the filters' impulse responses plus their products, and the finest filter's
/// power: what noise becomes in them. By Parseval's theorem, from the filters' even parts.
struct FilterPower {
  double finest = 0;
  double squares = 0;
  double products = 0;
};

FilterPower powerOf(const RadialFilters& radial, const Plane& angular) {
  const int width = angular.width();
  const int height = angular.height();
  FilterPower power;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const int oppositeX = (width - x) % width;
      const int oppositeY = (height - y) % height;
      std::array<double, scales> even;
      for (int scale = 0; scale < scales; ++scale) {
        const Plane& filter = radial[count(scale)];
        const double here = filter.at(x, y) * angular.at(x, y);
        even[count(scale)] = (here + filter.at(oppositeX, oppositeY) * angular.at(oppositeX, oppositeY)) / 2;
        if (scale == 0) power.finest += here * here;
      }
      for (int i = 0; i < scales; ++i) {
        power.squares += even[count(i)] * even[count(i)];
        for (int k = i + 1; k < scales; ++k) power.products += even[count(i)] * even[count(k)];
      }
    }
  return power;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// Energy that noise alone would have: its mean and two standard deviations (Rayleigh), from the median of
/// the finest response.
double noiseThreshold(const std::vector<Complex>& finest, const FilterPower& power) {
  std::vector<double> energies(finest.size());
  std::ranges::transform(finest, energies.begin(), [](const Complex& z) { return std::norm(z); });
  const double meanEnergy = -median(std::move(energies)) / std::log(0.5);
  const double noisePower = meanEnergy / power.finest;
  const double noiseEnergy = 2 * noisePower * power.squares + 4 * noisePower * power.products;
  const double tau = std::sqrt(noiseEnergy / 2);
  constexpr double k = 2;
  const double mean = tau * std::sqrt(std::numbers::pi / 2);
  const double deviation = tau * std::sqrt(2 - std::numbers::pi / 2);
  return (mean + k * deviation) / 1.7;
}

/// Adds one orientation's energy above the noise, and its amplitudes.
void accumulate(const Responses& responses, double threshold, Plane& energies, Plane& amplitudes,
                JobContext& context) {
  parallelRows(energies.height(), defaultBand, context, [&](int begin, int end) {
    const std::size_t width = count(energies.width());
    for (std::size_t i = count(begin) * width; i < count(end) * width; ++i) {
      Complex sum;
      double amplitude = 0;
      for (const auto& response : responses) {
        sum += response[i];
        amplitude += std::sqrt(std::norm(response[i]));
      }
      const Complex direction = sum / (std::sqrt(std::norm(sum)) + epsilon);
      double energy = 0;
      for (const auto& response : responses) {
        const double even = response[i].real();
        const double odd = response[i].imag();
        energy += even * direction.real() + odd * direction.imag() -
                  std::abs(even * direction.imag() - odd * direction.real());
      }
      energies.values()[i] += std::max(energy - threshold, 0.0);
      amplitudes.values()[i] += amplitude;
    }
  });
}

}  // namespace

RadialFilters radialFilters(int width, int height, JobContext& context) {
  RadialFilters filters;
  for (Plane& filter : filters) filter = Plane(width, height);
  const double spread = 2 * std::log(bandwidth) * std::log(bandwidth);
  // Frequencies and their negatives have the same radius: a quarter of them is computed.
  parallelRows(height / 2 + 1, defaultBand, context, [&](int begin, int end) {
    for (int y = begin; y < end; ++y)
      for (int x = 0; x <= width / 2; ++x) {
        if (x == 0 && y == 0) continue;  // the mean has no phase
        const double radius = std::hypot(frequency(x, width), frequency(y, height));
        const double lowpass = 1 / (1 + std::pow(radius / 0.45, 2 * 15));
        for (int scale = 0; scale < scales; ++scale) {
          const double octaves = std::log(radius * finestWavelength * (1 << scale));
          Plane& filter = filters[count(scale)];
          const double gain = std::exp(-octaves * octaves / spread) * lowpass;
          for (const int row : {y, (height - y) % height}) {
            filter.at(x, row) = gain;
            filter.at((width - x) % width, row) = gain;
          }
        }
      }
  });
  return filters;
}

Plane phaseCongruency(const Plane& picture, const RadialFilters& radial, JobContext& context) {
  const int width = picture.width();
  const int height = picture.height();
  Steps steps(context, {1, 1, 1, 1});
  std::vector<Complex> spectrum(picture.values().begin(), picture.values().end());
  ComplexFourier(height, width, ComplexFourier::Direction::Forward).run(spectrum.data());
  const ComplexFourier inverse(height, width, ComplexFourier::Direction::Inverse);

  Responses responses;
  for (auto& response : responses) response.resize(spectrum.size());
  Plane energies(width, height);
  Plane amplitudes(width, height);
  for (int orientation = 0; orientation < orientations; ++orientation) {
    Steps parts(steps.next(), {1, 2, 1});
    const Plane angular = angularFilter(width, height, orientation, parts.next());
    respond(spectrum, radial, angular, inverse, responses, parts.next());
    const double threshold = noiseThreshold(responses[0], powerOf(radial, angular));
    accumulate(responses, threshold, energies, amplitudes, parts.next());
  }
  for (std::size_t i = 0; i < energies.size(); ++i)
    if (amplitudes.values()[i] > 0) energies.values()[i] /= amplitudes.values()[i];
  return energies;
}

}  // namespace trabecula::core
