#include "core/metrics/neighbourhood.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/metrics/filters.h"
#include "core/metrics/parallel_rows.h"

namespace trabecula::core {
namespace {

constexpr int side = neighbourhoodSide;

/// Two entries at a distance of (down, across), the first of them in column `column` of the neighbourhood.
struct Lag {
  int down;
  int across;
  int column;

  /// Place in the table of one image row.
  std::size_t index() const {
    const int place = (down * (2 * side - 1) + across + side - 1) * side + column;
    return static_cast<std::size_t>(place);
  }
};
using LagTable = std::array<double, static_cast<std::size_t>(side*(2 * side - 1) * side)>;

/// Sums along a row of the products at one distance. Neighbouring pairs of entries share all products but
/// those next to the ends, so the row is walked once for all of them.
void sumRow(const double* here, const double* there, int down, int across, int count, LagTable& out) {
  const int firstColumn = std::max(0, -across);
  const int lastColumn = side - 1 - std::max(0, across);
  const double shared =
      dot(here + lastColumn, there + lastColumn + across, count - (lastColumn - firstColumn));
  for (int column = firstColumn; column <= lastColumn; ++column) {
    double sum = shared;
    for (int x = column; x < lastColumn; ++x) sum += here[x] * there[x + across];
    for (int x = firstColumn + count; x < column + count; ++x) sum += here[x] * there[x + across];
    out[Lag{down, across, column}.index()] = sum;
  }
}

LagTable sumsOfRow(const Plane& picture, int y, int height, int count) {
  LagTable table{};
  for (int down = 0; down < side && y + down < height; ++down)
    for (int across = down == 0 ? 0 : 1 - side; across < side; ++across)
      sumRow(picture.row(y), picture.row(y + down), down, across, count, table);
  return table;
}

}  // namespace

SquareMatrix neighbourhoodProducts(const Plane& picture, int width, int height, JobContext& context) {
  const int columns = width - side + 1;
  const int rows = height - side + 1;
  std::vector<LagTable> tables(static_cast<std::size_t>(height));
  parallelRows(height, defaultBand, context, [&](int begin, int end) {
    for (int y = begin; y < end; ++y)
      tables[static_cast<std::size_t>(y)] = sumsOfRow(picture, y, height, columns);
  });
  SquareMatrix means(neighbourhoodSize);
  for (int i = 0; i < neighbourhoodSize; ++i)
    for (int k = i; k < neighbourhoodSize; ++k) {
      const Lag lag{k / side - i / side, k % side - i % side, i % side};
      double sum = 0;
      const auto first = static_cast<std::size_t>(i / side);
      for (int y = 0; y < rows; ++y) sum += tables[static_cast<std::size_t>(y) + first][lag.index()];
      means.at(i, k) = means.at(k, i) = sum / (static_cast<double>(columns) * rows);
    }
  return means;
}

std::array<double, neighbourhoodSize> neighbourhoodMeans(const Plane& picture, int width, int height,
                                                         JobContext& context) {
  const int columns = width - side + 1;
  const int rows = height - side + 1;
  std::vector<std::array<double, side>> sums(static_cast<std::size_t>(height));
  parallelRows(height, defaultBand, context, [&](int begin, int end) {
    for (int y = begin; y < end; ++y)
      for (std::size_t column = 0; column < side; ++column)
        sums[static_cast<std::size_t>(y)][column] = sum(picture.row(y) + column, columns);
  });
  std::array<double, neighbourhoodSize> means{};
  for (std::size_t i = 0; i < means.size(); ++i) {
    for (std::size_t y = 0; y < static_cast<std::size_t>(rows); ++y) means[i] += sums[y + i / side][i % side];
    means[i] /= static_cast<double>(columns) * rows;
  }
  return means;
}

}  // namespace trabecula::core
