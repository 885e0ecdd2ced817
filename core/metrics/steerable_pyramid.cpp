#include "core/metrics/steerable_pyramid.h"

#include <array>

#include "core/metrics/filters.h"
#include "core/metrics/parallel_rows.h"
#include "core/metrics/steps.h"

namespace trabecula::core {
namespace {

/// A square filter that is even or odd in each direction: its coefficients from the middle outwards,
/// [row][column].
template <int Radius>
struct QuarterFilter {
  double taps[Radius + 1][Radius + 1];
  bool isOddAcross = false;
  bool isOddDown = false;
};

constexpr QuarterFilter<2> firstLowpass = {{{0.40304148, 0.15925570, -0.03848215},
                                            {0.15925570, 0.05586982, -0.01551246},
                                            {-0.03848215, -0.01551246, 0.00341614}}};

constexpr QuarterFilter<4> lowpass = {
    {{2 * 0.10096540, 2 * 0.08169618, 2 * 0.03981393, 2 * 0.01002988, 2 * -0.00962054},
     {2 * 0.08169618, 2 * 0.06426333, 2 * 0.03277038, 2 * 0.00410600, 2 * -0.00944432},
     {2 * 0.03981393, 2 * 0.03277038, 2 * 0.01396746, 2 * -0.00661117, 2 * -0.00387812},
     {2 * 0.01002988, 2 * 0.00410600, 2 * -0.00661117, 2 * -0.00523281, 2 * -0.00244917},
     {2 * -0.00962054, 2 * -0.00944432, 2 * -0.00387812, 2 * -0.00244917, 2 * 0.00085404}}};

/// Along x; the one along y is the same turned by a quarter. Signs do not matter to VIF.
constexpr QuarterFilter<3> derivativeAcross = {{{0, 0.11732297, -0.02755155, -0.01455399},
                                                {0, 0.08226445, -0.01189859, -0.01026699},
                                                {0, 0.03075356, 0.00893064, -0.00496194},
                                                {0, 0.01021852, 0.00986904, -0.00277643}},
                                               true,
                                               false};

constexpr QuarterFilter<3> derivativeDown = {{{0, 0, 0, 0},
                                              {0.11732297, 0.08226445, 0.03075356, 0.01021852},
                                              {-0.02755155, -0.01189859, 0.00893064, 0.00986904},
                                              {-0.01455399, -0.01026699, -0.00496194, -0.00277643}},
                                             false,
                                             true};

/// A row with mirrored ends.
struct PaddedRow {
  PaddedRow(int width, int radius) : width(width), radius(radius), values(count(width + 2 * radius)) {}
  double* begin() { return values.data() + radius; }
  void mirror() {
    double* row = begin();
    for (int i = 1; i <= radius; ++i) {
      row[-i] = row[reflected(-i, width)];
      row[width - 1 + i] = row[reflected(width - 1 + i, width)];
    }
  }
  int width;
  int radius;
  std::vector<double> values;
};

/// One row of the filtered picture. Rows and columns at the same distance share their coefficient, so they
/// are added (or subtracted) first.
template <int Radius>
void filterOneRow(const Plane& in, int y, const QuarterFilter<Radius>& filter, PaddedRow& folded,
                  double* out) {
  const int width = in.width();
  std::fill_n(out, width, 0.0);
  for (int j = filter.isOddDown ? 1 : 0; j <= Radius; ++j) {
    const double* above = in.row(reflected(y - j, in.height()));
    const double* below = in.row(reflected(y + j, in.height()));
    double* row = folded.begin();
    for (int x = 0; x < width; ++x)
      row[x] = filter.isOddDown ? below[x] - above[x] : j == 0 ? above[x] : above[x] + below[x];
    folded.mirror();
    for (int k = filter.isOddAcross ? 1 : 0; k <= Radius; ++k) {
      const double tap = filter.taps[j][k];
      if (k == 0) {
        for (int x = 0; x < width; ++x) out[x] += tap * row[x];
      } else if (filter.isOddAcross) {
        for (int x = 0; x < width; ++x) out[x] += tap * (row[x + k] - row[x - k]);
      } else {
        for (int x = 0; x < width; ++x) out[x] += tap * (row[x + k] + row[x - k]);
      }
    }
  }
}

/// Every `step`-th pixel of every `step`-th row of the filtered picture.
template <int Radius>
Plane filtered(const Plane& in, const QuarterFilter<Radius>& filter, int step, JobContext& context) {
  Plane out((in.width() + step - 1) / step, (in.height() + step - 1) / step);
  parallelRows(out.height(), defaultBand, context, [&](int begin, int end) {
    PaddedRow folded(in.width(), Radius);
    std::vector<double> row(count(in.width()));
    for (int y = begin; y < end; ++y) {
      filterOneRow(in, y * step, filter, folded, row.data());
      for (int x = 0; x < out.width(); ++x) out.row(y)[x] = row[count(x * step)];
    }
  });
  return out;
}

}  // namespace

std::vector<SteerableLevel> steerablePyramid(const Plane& picture, int levels, JobContext& context) {
  Steps steps(context, {1, 5});
  Plane low = filtered(picture, firstLowpass, 1, steps.next());
  Steps ofLevels = Steps::quartering(steps.next(), levels);
  std::vector<SteerableLevel> pyramid;
  for (int level = 0; level < levels; ++level) {
    Steps parts(ofLevels.next(), {1, 1, 1});
    Plane across = filtered(low, derivativeAcross, 1, parts.next());
    Plane down = filtered(low, derivativeDown, 1, parts.next());
    pyramid.push_back({std::move(across), std::move(down)});
    if (level + 1 < levels) low = filtered(low, lowpass, 2, parts.next());
  }
  return pyramid;
}

}  // namespace trabecula::core
