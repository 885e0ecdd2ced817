#include "core/metrics/filters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "core/metrics/parallel_rows.h"

namespace trabecula::core {
namespace {

double total8(const std::array<double, 8>& sums) {
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

/// Mirrored with the edge pixel repeated.
int symmetric(int i, int n) {
  if (i < 0) i = -1 - i;
  return i >= n ? 2 * n - 1 - i : i;
}

using RowReader = std::function<void(int y, double* out)>;

struct BoxSource {
  int width;
  int height;
  RowReader read;
};

/// Sums of `factor` neighbours, of every factor-th position. `in` has the windows' overhang on both sides.
void boxRow(const double* in, int factor, int outWidth, double* out) {
  for (int x = 0; x < outWidth; ++x) {
    double sum = 0;
    for (int k = 0; k < factor; ++k) sum += in[x * factor + k];
    out[x] = sum;
  }
}

/// Puts what lies left and right of a row around it: `before` values and `after` ones.
void extendRow(double* padded, int width, int before, int after, Border border) {
  double* row = padded + before;
  for (int i = 1; i <= before; ++i) row[-i] = border == Border::Zero ? 0 : row[symmetric(-i, width)];
  for (int i = 0; i < after; ++i)
    row[width + i] = border == Border::Zero ? 0 : row[symmetric(width + i, width)];
}

Plane boxDownsample(const BoxSource& in, int factor, Border border, JobContext& context) {
  const int outWidth = (in.width + factor - 1) / factor;
  const int outHeight = (in.height + factor - 1) / factor;
  const int before = (factor - 1) / 2;
  const double area = static_cast<double>(factor) * factor;
  Plane out(outWidth, outHeight);
  parallelRows(outHeight, std::max(1, defaultBand / factor), context, [&](int begin, int end) {
    std::vector<double> row(count(in.width));
    std::vector<double> sums(count(before + outWidth * factor + factor));
    for (int y = begin; y < end; ++y) {
      std::fill(sums.begin(), sums.end(), 0.0);
      for (int k = 0; k < factor; ++k) {
        const int source = y * factor + k - before;
        const bool outside = source < 0 || source >= in.height;
        if (outside && border == Border::Zero) continue;
        in.read(symmetric(source, in.height), row.data());
        for (int x = 0; x < in.width; ++x) sums[count(before + x)] += row[count(x)];
      }
      extendRow(sums.data(), in.width, before, factor, border);
      boxRow(sums.data(), factor, outWidth, out.row(y));
      for (int x = 0; x < outWidth; ++x) out.row(y)[x] /= area;
    }
  });
  return out;
}

}  // namespace

std::vector<double> gaussianTaps(int size, double sigma) {
  std::vector<double> taps(count(size));
  double sum = 0;
  const int middle = size / 2;
  for (int i = 0; i < size; ++i) {
    const double distance = i - middle;
    taps[count(i)] = std::exp(-distance * distance / (2 * sigma * sigma));
    sum += taps[count(i)];
  }
  for (double& tap : taps) tap /= sum;
  return taps;
}

void filterRow(const double* in, int width, std::span<const double> taps, double* out) {
  const int size = static_cast<int>(taps.size());
  const int middle = size / 2;
  const int outWidth = width - size + 1;
  for (int x = 0; x < outWidth; ++x) out[x] = taps[count(middle)] * in[x + middle];
  for (int k = 0; k < middle; ++k) {
    const double tap = taps[count(k)];
    const double* left = in + k;
    const double* right = in + size - 1 - k;
    for (int x = 0; x < outWidth; ++x) out[x] += tap * (left[x] + right[x]);
  }
}

void filterColumns(std::span<const double* const> rows, int width, std::span<const double> taps,
                   double* out) {
  const std::size_t middle = taps.size() / 2;
  for (int x = 0; x < width; ++x) out[x] = taps[middle] * rows[middle][x];
  for (std::size_t k = 0; k < middle; ++k) {
    const double* above = rows[k];
    const double* below = rows[taps.size() - 1 - k];
    for (int x = 0; x < width; ++x) out[x] += taps[k] * (above[x] + below[x]);
  }
}

Plane filterValid(const Plane& in, std::span<const double> taps, int step, JobContext& context) {
  const int size = static_cast<int>(taps.size());
  const int validWidth = in.width() - size + 1;
  const int validHeight = in.height() - size + 1;
  Plane out((validWidth + step - 1) / step, (validHeight + step - 1) / step);
  parallelRows(out.height(), defaultBand, context, [&](int begin, int end) {
    std::vector<double> column(count(in.width()));
    std::vector<double> filtered(count(validWidth));
    std::vector<const double*> rows(taps.size());
    for (int y = begin; y < end; ++y) {
      for (int k = 0; k < size; ++k) rows[count(k)] = in.row(step * y + k);
      filterColumns(rows, in.width(), taps, column.data());
      filterRow(column.data(), in.width(), taps, filtered.data());
      for (int x = 0; x < out.width(); ++x) out.row(y)[x] = filtered[count(step * x)];
    }
  });
  return out;
}

Plane boxDownsample(const FramePair& pair, Role role, Range range, int factor, Border border,
                    JobContext& context) {
  const auto read = [&](int y, double* out) { readRow(pair, role, y, range, out); };
  return boxDownsample({pair.width(), pair.height(), read}, factor, border, context);
}

Plane boxDownsample(const Plane& in, int factor, Border border, JobContext& context) {
  const auto read = [&](int y, double* out) { std::copy_n(in.row(y), in.width(), out); };
  return boxDownsample({in.width(), in.height(), read}, factor, border, context);
}

Plane gradientMagnitude(const Plane& in, double side, double middle, JobContext& context) {
  const int width = in.width();
  Plane out(width, in.height());
  parallelRows(in.height(), defaultBand, context, [&](int begin, int end) {
    const std::vector<double> outside(count(width), 0.0);
    // One column of zeros on either side.
    std::vector<double> smooth(count(width) + 2, 0.0);
    std::vector<double> difference(count(width) + 2, 0.0);
    for (int y = begin; y < end; ++y) {
      const double* above = y > 0 ? in.row(y - 1) : outside.data();
      const double* here = in.row(y);
      const double* below = y + 1 < in.height() ? in.row(y + 1) : outside.data();
      for (int x = 0; x < width; ++x) {
        smooth[count(x) + 1] = side * (above[x] + below[x]) + middle * here[x];
        difference[count(x) + 1] = below[x] - above[x];
      }
      double* magnitude = out.row(y);
      for (int x = 0; x < width; ++x) {
        const std::size_t i = count(x) + 1;
        const double across = smooth[i + 1] - smooth[i - 1];
        const double down = side * (difference[i - 1] + difference[i + 1]) + middle * difference[i];
        magnitude[x] = std::sqrt(across * across + down * down);
      }
    }
  });
  return out;
}

int viewingFactor(int width, int height) {
  return std::max(1, static_cast<int>(std::lround(std::min(width, height) / 256.0)));
}

double dot(const double* a, const double* b, int n) {
  // Several sums at once: one alone would wait for each addition to finish.
  std::array<double, 8> sums{};
  int i = 0;
  for (; i + 8 <= n; i += 8)
    for (int k = 0; k < 8; ++k) sums[count(k)] += a[i + k] * b[i + k];
  double total = total8(sums);
  for (; i < n; ++i) total += a[i] * b[i];
  return total;
}

double sum(const double* a, int n) {
  std::array<double, 8> sums{};
  int i = 0;
  for (; i + 8 <= n; i += 8)
    for (int k = 0; k < 8; ++k) sums[count(k)] += a[i + k];
  double total = total8(sums);
  for (; i < n; ++i) total += a[i];
  return total;
}

}  // namespace trabecula::core
