#include "core/image/viewport.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdlib>

namespace trabecula::core {
namespace {

/// Where a screen pixel's left (or top) edge lies in the image.
double imagePosition(double origin, double zoom, int screen) {
  return origin + screen / zoom;
}

/// One axis of nearest-neighbour sampling: image index of every screen index of [from, to).
std::vector<int> nearestIndices(double origin, double zoom, int from, int to, int size) {
  std::vector<int> indices;
  indices.reserve(static_cast<std::size_t>(to - from));
  for (int screen = from; screen < to; ++screen) {
    const double centre = imagePosition(origin, zoom, screen) + 0.5 / zoom;
    indices.push_back(std::clamp(static_cast<int>(std::floor(centre)), 0, size - 1));
  }
  return indices;
}

/// One axis of bilinear sampling: the two neighbours and the weight of the second, of 256.
struct LinearTap {
  int first;
  int second;
  std::uint32_t weight;
};

std::vector<LinearTap> linearTaps(double origin, double zoom, int from, int to, int size) {
  std::vector<LinearTap> taps;
  taps.reserve(static_cast<std::size_t>(to - from));
  for (int screen = from; screen < to; ++screen) {
    const double centre = imagePosition(origin, zoom, screen) + 0.5 / zoom - 0.5;
    const double base = std::floor(centre);
    const int first = static_cast<int>(base);
    taps.push_back({std::clamp(first, 0, size - 1), std::clamp(first + 1, 0, size - 1),
                    static_cast<std::uint32_t>(std::lround((centre - base) * 256))});
  }
  return taps;
}

/// One axis of area averaging: the interval of the image under each screen pixel, clipped to the image.
struct Interval {
  double begin;
  double end;

  int firstIndex() const { return static_cast<int>(begin); }
  int endIndex(int size) const { return std::min(size, static_cast<int>(std::ceil(end))); }
};

std::vector<Interval> areaIntervals(double origin, double zoom, int from, int to, int size) {
  std::vector<Interval> intervals;
  intervals.reserve(static_cast<std::size_t>(to - from));
  for (int screen = from; screen < to; ++screen) {
    // The last pixel may overlap the image by a rounding error only; it still shows the last column.
    const double begin = std::clamp(imagePosition(origin, zoom, screen), 0.0, size - 1e-3);
    const double end =
        std::clamp(imagePosition(origin, zoom, screen + 1), begin + 1e-3, static_cast<double>(size));
    intervals.push_back({begin, end});
  }
  return intervals;
}

/// A plane of samples with a distance between neighbours (3 for one channel of interleaved colour).
template <typename Sample>
struct SourcePlane {
  const Sample* samples;
  int width;
  int height;
  int step;

  const Sample* row(int y) const {
    return samples +
           static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * static_cast<std::size_t>(step);
  }
};

/// sums[x] += weight * row[x * step]. Both factors are 16 bits wide, which compilers turn into vector
/// multiplications where the samples lie side by side.
template <typename Sample>
void addWeightedRow(std::vector<std::uint32_t>& sums, const Sample* row, int step, std::uint16_t weight) {
  const std::size_t count = sums.size();
  if (step == 1) {
    for (std::size_t x = 0; x < count; ++x) sums[x] += std::uint32_t{weight} * std::uint32_t{row[x]};
    return;
  }
  for (std::size_t x = 0; x < count; ++x) sums[x] += weight * row[x * static_cast<std::size_t>(step)];
}

/// Adds the rows under one screen row, each weighted by how much of it lies there; returns the weights' sum,
/// which is never 0.
template <typename Sample>
double sumRows(const SourcePlane<Sample>& source, int left, const Interval& interval,
               std::vector<std::uint32_t>& sums) {
  std::fill(sums.begin(), sums.end(), 0U);
  const auto rowAt = [&](int y) { return source.row(y) + static_cast<std::ptrdiff_t>(left) * source.step; };
  const int top = interval.firstIndex();
  const int bottom = interval.endIndex(source.height);
  // Weights are scaled so that 16-bit samples times all weights stay below 2^32.
  const double scale = std::min(256.0, 65535.0 / (bottom - top));
  double total = 0;
  for (int y = top; y < bottom; ++y) {
    const double overlap = std::min<double>(y + 1, interval.end) - std::max<double>(y, interval.begin);
    const auto weight = static_cast<std::uint16_t>(std::lround(std::clamp(overlap, 0.0, 1.0) * scale));
    if (weight == 0) continue;
    total += weight;
    addWeightedRow(sums, rowAt(y), source.step, weight);
  }
  if (total > 0) return total;
  addWeightedRow(sums, rowAt(top), source.step, 1);
  return 1;
}

/// Where an interval's edge falls among columns counted from the first one summed.
struct ColumnEdge {
  std::size_t index;
  double fraction;
};

/// Exact area average. Rows under one screen row are summed with their weights first; a running sum along the
/// row then gives every screen pixel by two interpolated look-ups.
template <typename Sample, typename Store>
void averageAreas(const SourcePlane<Sample>& source, const std::vector<Interval>& columns,
                  const std::vector<Interval>& rows, Store store) {
  const int left = columns.front().firstIndex();
  const auto count = static_cast<std::size_t>(columns.back().endIndex(source.width) - left);
  const auto edgeAt = [&](double position) {
    const double local = position - left;
    const auto index = std::min(static_cast<std::size_t>(local), count - 1);
    return ColumnEdge{index, local - static_cast<double>(index)};
  };
  struct ColumnSpan {
    ColumnEdge begin;
    ColumnEdge end;
    double width;
  };
  std::vector<ColumnSpan> spans;
  spans.reserve(columns.size());
  for (const Interval& column : columns)
    spans.push_back({edgeAt(column.begin), edgeAt(column.end), column.end - column.begin});

  std::vector<std::uint32_t> sums(count);
  std::vector<std::int64_t> running(count + 1);
  const auto integralTo = [&](const ColumnEdge& edge) {
    return static_cast<double>(running[edge.index]) + edge.fraction * sums[edge.index];
  };
  for (std::size_t screenY = 0; screenY < rows.size(); ++screenY) {
    const double weight = sumRows(source, left, rows[screenY], sums);
    for (std::size_t x = 0; x < count; ++x) running[x + 1] = running[x] + sums[x];
    for (std::size_t screenX = 0; screenX < spans.size(); ++screenX) {
      const ColumnSpan& span = spans[screenX];
      // Rounds to nearest: means are never negative.
      const double rounded = (integralTo(span.end) - integralTo(span.begin)) / (span.width * weight) + 0.5;
      store(screenX, screenY, static_cast<std::uint32_t>(rounded));
    }
  }
}

/// Resamples one plane; `store(screenX, screenY, value)` gets every pixel of `rect`, relative to it.
template <typename Sample, typename Store>
void resamplePlane(const SourcePlane<Sample>& source, const Viewport& view, const ScreenRect& rect,
                   Store store) {
  if (view.zoom < 1) {
    averageAreas(source, areaIntervals(view.originX, view.zoom, rect.left, rect.right, source.width),
                 areaIntervals(view.originY, view.zoom, rect.top, rect.bottom, source.height), store);
    return;
  }
  if (view.zoom == 1 || view.zoom >= nearestNeighbourZoom) {
    const auto columns = nearestIndices(view.originX, view.zoom, rect.left, rect.right, source.width);
    const auto rows = nearestIndices(view.originY, view.zoom, rect.top, rect.bottom, source.height);
    for (std::size_t y = 0; y < rows.size(); ++y) {
      const Sample* row = source.row(rows[y]);
      for (std::size_t x = 0; x < columns.size(); ++x)
        store(x, y, static_cast<std::uint32_t>(row[static_cast<std::ptrdiff_t>(columns[x]) * source.step]));
    }
    return;
  }
  const auto columns = linearTaps(view.originX, view.zoom, rect.left, rect.right, source.width);
  const auto rows = linearTaps(view.originY, view.zoom, rect.top, rect.bottom, source.height);
  for (std::size_t y = 0; y < rows.size(); ++y) {
    const Sample* upper = source.row(rows[y].first);
    const Sample* lower = source.row(rows[y].second);
    const std::uint32_t wy = rows[y].weight;
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const LinearTap& tap = columns[x];
      const auto at = [&](const Sample* row) {
        const std::uint32_t a = row[static_cast<std::ptrdiff_t>(tap.first) * source.step];
        const std::uint32_t b = row[static_cast<std::ptrdiff_t>(tap.second) * source.step];
        return a * (256 - tap.weight) + b * tap.weight;
      };
      const std::uint64_t sum = std::uint64_t{at(upper)} * (256 - wy) + std::uint64_t{at(lower)} * wy;
      store(x, y, static_cast<std::uint32_t>((sum + 32768) >> 16U));
    }
  }
}

/// Screen pixels whose centre lies outside the image are not painted; what lies under the inner part of such
/// a pixel is given to its neighbour, so that no image pixel is left out.
void coverBorders(std::vector<Interval>& intervals, double zoom, int size) {
  const double screenPixel = 1 / zoom;
  if (intervals.front().begin < screenPixel) intervals.front().begin = 0;
  if (size - intervals.back().end < screenPixel) intervals.back().end = size;
}

std::int32_t largerMagnitude(std::int32_t a, std::int32_t b) {
  return std::abs(b) > std::abs(a) ? b : a;
}

}  // namespace

ScreenRect coveredPixels(const Viewport& view, int imageWidth, int imageHeight) {
  const auto toScreen = [&](double image, double origin) { return (image - origin) * view.zoom; };
  // A screen pixel belongs to the image if its centre lies inside; an image thinner than a pixel keeps one.
  const auto span = [&](double origin, int size, int extent) {
    const int begin =
        static_cast<int>(std::clamp(std::ceil(toScreen(0, origin) - 0.5), 0.0, static_cast<double>(extent)));
    const int end = static_cast<int>(
        std::clamp(std::ceil(toScreen(size, origin) - 0.5), 0.0, static_cast<double>(extent)));
    return std::pair(begin,
                     end == begin && begin < extent && toScreen(size, origin) > 0 && toScreen(0, origin) >= 0
                         ? begin + 1
                         : end);
  };
  const auto [left, right] = span(view.originX, imageWidth, view.width);
  const auto [top, bottom] = span(view.originY, imageHeight, view.height);
  return {.left = left, .top = top, .right = right, .bottom = bottom};
}

ScreenPlane<std::uint16_t> resampleGrey(const Image& image, int frame, const Viewport& view) {
  ScreenPlane<std::uint16_t> plane{.rect = coveredPixels(view, image.width(), image.height()), .values = {}};
  if (plane.rect.isEmpty()) return plane;
  const auto stride = static_cast<std::size_t>(plane.rect.width());
  plane.values.resize(stride * static_cast<std::size_t>(plane.rect.height()));
  std::uint16_t* values = plane.values.data();

  // Signed samples become displacements first, so that averages are those of the values.
  std::vector<std::uint16_t> displaced;
  const std::uint16_t* samples = image.frameSamples(frame).data();
  if (image.isSigned()) {
    const auto signBit = static_cast<std::uint16_t>(1U << static_cast<unsigned>(image.bitsStored() - 1));
    displaced.assign(samples, samples + image.format().pixelsPerFrame());
    for (std::uint16_t& sample : displaced) sample ^= signBit;
    samples = displaced.data();
  }
  resamplePlane(SourcePlane<std::uint16_t>{samples, image.width(), image.height(), 1}, view, plane.rect,
                [&](std::size_t x, std::size_t y, std::uint32_t value) {
                  values[y * stride + x] = static_cast<std::uint16_t>(value);
                });
  return plane;
}

ScreenPlane<std::uint32_t> resampleColour(const Image& image, int frame, const Viewport& view) {
  assert(!image.colour().empty());
  ScreenPlane<std::uint32_t> plane{.rect = coveredPixels(view, image.width(), image.height()), .values = {}};
  if (plane.rect.isEmpty()) return plane;
  const auto stride = static_cast<std::size_t>(plane.rect.width());
  plane.values.assign(stride * static_cast<std::size_t>(plane.rect.height()), 0xFF000000U);
  const std::uint8_t* rgb =
      image.colour().data() + image.format().pixelsPerFrame() * 3 * static_cast<std::size_t>(frame);
  for (unsigned channel = 0; channel < 3; ++channel) {
    resamplePlane(SourcePlane<std::uint8_t>{rgb + channel, image.width(), image.height(), 3}, view,
                  plane.rect, [&](std::size_t x, std::size_t y, std::uint32_t value) {
                    plane.values[y * stride + x] |= value << (16 - 8 * channel);
                  });
  }
  return plane;
}

ScreenPlane<std::int32_t> resampleByMagnitude(std::span<const std::int32_t> values, int width, int height,
                                              const Viewport& view) {
  ScreenPlane<std::int32_t> plane{.rect = coveredPixels(view, width, height), .values = {}};
  if (plane.rect.isEmpty()) return plane;
  const auto stride = static_cast<std::size_t>(plane.rect.width());
  plane.values.resize(stride * static_cast<std::size_t>(plane.rect.height()));
  const SourcePlane<std::int32_t> source{values.data(), width, height, 1};

  if (view.zoom >= 1) {
    const auto columns = nearestIndices(view.originX, view.zoom, plane.rect.left, plane.rect.right, width);
    const auto rows = nearestIndices(view.originY, view.zoom, plane.rect.top, plane.rect.bottom, height);
    for (std::size_t y = 0; y < rows.size(); ++y)
      for (std::size_t x = 0; x < columns.size(); ++x)
        plane.values[y * stride + x] = source.row(rows[y])[columns[x]];
    return plane;
  }
  auto columns = areaIntervals(view.originX, view.zoom, plane.rect.left, plane.rect.right, width);
  auto rows = areaIntervals(view.originY, view.zoom, plane.rect.top, plane.rect.bottom, height);
  coverBorders(columns, view.zoom, width);
  coverBorders(rows, view.zoom, height);
  std::vector<std::int32_t> extremes(static_cast<std::size_t>(width));
  std::vector<std::pair<int, int>> spans;
  spans.reserve(columns.size());
  for (const Interval& column : columns) spans.emplace_back(column.firstIndex(), column.endIndex(width));
  for (std::size_t y = 0; y < rows.size(); ++y) {
    const int top = rows[y].firstIndex();
    const int from = spans.front().first;
    const int to = spans.back().second;
    std::copy(source.row(top) + from, source.row(top) + to, extremes.begin() + from);
    for (int row = top + 1; row < rows[y].endIndex(height); ++row)
      std::transform(extremes.begin() + from, extremes.begin() + to, source.row(row) + from,
                     extremes.begin() + from, largerMagnitude);
    for (std::size_t x = 0; x < spans.size(); ++x) {
      std::int32_t extreme = 0;
      for (int column = spans[x].first; column < spans[x].second; ++column)
        extreme = largerMagnitude(extreme, extremes[static_cast<std::size_t>(column)]);
      plane.values[y * stride + x] = extreme;
    }
  }
  return plane;
}

}  // namespace trabecula::core
