#include "core/metrics/laplacian_pyramid.h"

#include <array>
#include <cmath>

#include "core/metrics/filters.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/steps.h"

namespace trabecula::core {
namespace {

// The binomial taps times sqrt 2, from the middle outwards.
const std::array<double, 3> taps = {std::sqrt(2.0) * 6 / 16, std::sqrt(2.0) * 4 / 16, std::sqrt(2.0) / 16};

/// Filters and keeps every second pixel of every second row, from the first one on.
Plane reduce(const Plane& in, JobContext& context) {
  const int width = in.width();
  const int height = in.height();
  Plane out((width + 1) / 2, (height + 1) / 2);
  parallelRows(out.height(), defaultBand, context, [&](int begin, int end) {
    std::vector<double> column(count(width));
    for (int y = begin; y < end; ++y) {
      const double* rows[5];
      for (int k = -2; k <= 2; ++k) rows[k + 2] = in.row(reflected(2 * y + k, height));
      for (int x = 0; x < width; ++x)
        column[count(x)] =
            taps[0] * rows[2][x] + taps[1] * (rows[1][x] + rows[3][x]) + taps[2] * (rows[0][x] + rows[4][x]);
      const auto at = [&](int x) { return column[count(reflected(x, width))]; };
      for (int x = 0; x < out.width(); ++x)
        out.row(y)[x] = taps[0] * at(2 * x) + taps[1] * (at(2 * x - 1) + at(2 * x + 1)) +
                        taps[2] * (at(2 * x - 2) + at(2 * x + 2));
    }
  });
  return out;
}

/// Value at `i` of a row of n values that has `small` at its even places and zeros between, filtered.
template <class Small>
double enlargedValue(int i, int n, const Small& small) {
  if (i % 2 == 1) return taps[1] * (small((i - 1) / 2) + small(reflected(i + 1, n) / 2));
  return taps[0] * small(i / 2) + taps[2] * (small(reflected(i - 2, n) / 2) + small(reflected(i + 2, n) / 2));
}

/// in - enlarged small, in place.
void subtractEnlarged(Plane& in, const Plane& small, JobContext& context) {
  parallelRows(in.height(), defaultBand, context, [&](int begin, int end) {
    std::vector<double> column(count(small.width()));
    for (int y = begin; y < end; ++y) {
      for (int x = 0; x < small.width(); ++x)
        column[count(x)] = enlargedValue(y, in.height(), [&](int i) { return small.row(i)[x]; });
      for (int x = 0; x < in.width(); ++x)
        in.row(y)[x] -= enlargedValue(x, in.width(), [&](int i) { return column[count(i)]; });
    }
  });
}

}  // namespace

std::vector<Plane> laplacianPyramid(Plane picture, int bands, JobContext& context) {
  std::vector<Plane> pyramid;
  Steps levels = Steps::quartering(context, bands);
  for (int band = 0; band + 1 < bands; ++band) {
    Steps steps(levels.next(), {1, 2});
    Plane small = reduce(picture, steps.next());
    subtractEnlarged(picture, small, steps.next());
    pyramid.push_back(std::move(picture));
    picture = std::move(small);
  }
  pyramid.push_back(std::move(picture));
  return pyramid;
}

}  // namespace trabecula::core
