#include "core/phantom/body_field.h"

#include <algorithm>
#include <limits>

namespace trabecula::core::phantom {

namespace {

/// Distance between the nodes of the grid: coarser than pixels, finer than any feature of an outline.
constexpr Fixed gridPitch = tenths(8);

std::uint64_t squaredDistance(Point a, Point b) {
  const Fixed dx = a.x - b.x;
  const Fixed dy = a.y - b.y;
  return static_cast<std::uint64_t>(dx * dx + dy * dy);
}

/// Squared distance of `p` from the segment a-b.
std::uint64_t squaredDistance(Point p, Point a, Point b) {
  const Point along{b.x - a.x, b.y - a.y};
  const Fixed length2 = along.x * along.x + along.y * along.y;
  if (length2 == 0) return squaredDistance(p, a);
  const Fixed projected = (p.x - a.x) * along.x + (p.y - a.y) * along.y;
  const Fixed t = clampFixed(projected / std::max<Fixed>(1, length2 >> fixedBits), 0, fixedOne);
  return squaredDistance(p, {a.x + multiply(along.x, t), a.y + multiply(along.y, t)});
}

/// Distance from a dense polygon (at least 3 corners): the nearest corner first, then exactly on the two
/// sides that meet there.
Fixed distanceFromPolygon(const std::vector<Point>& polygon, Point p) {
  std::size_t nearest = 0;
  std::uint64_t best = std::numeric_limits<std::uint64_t>::max();
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const std::uint64_t distance = squaredDistance(polygon[i], p);
    if (distance < best) {
      best = distance;
      nearest = i;
    }
  }
  const Point& corner = polygon[nearest];
  const Point& before = polygon[(nearest + polygon.size() - 1) % polygon.size()];
  const Point& after = polygon[(nearest + 1) % polygon.size()];
  best = std::min({best, squaredDistance(p, before, corner), squaredDistance(p, corner, after)});
  return squareRoot(best);
}

/// Adds where the horizontal line at y crosses the polygon.
void addCrossings(const std::vector<Point>& polygon, Fixed y, std::vector<Fixed>& result) {
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point& a = polygon[i];
    const Point& b = polygon[(i + 1) % polygon.size()];
    if ((a.y <= y) == (b.y <= y)) continue;
    result.push_back(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
  }
}

/// The cross-section at `p`: the mean of all, each weighted by the inverse fourth power of its distance
/// (Shepard, 1968).
BodyField::Sample crossSectionAt(const std::vector<CrossSection>& sections, Point p) {
  std::int64_t total = 0;
  std::int64_t radius = 0;
  std::int64_t depth = 0;
  std::int64_t cortex = 0;
  std::int64_t fill = 0;
  for (const CrossSection& section : sections) {
    const auto nearness =
        static_cast<std::int64_t>(squaredDistance(section.place, p) >> (2 * fixedBits - 2)) + 64;
    const std::int64_t weight = 1 + ((std::int64_t{1} << 40U) / nearness) / nearness;
    total += weight;
    radius += weight * section.radius;
    depth += weight * section.depth;
    cortex += weight * section.cortex;
    fill += weight * section.fill;
  }
  const auto mean = [total](std::int64_t sum) { return static_cast<std::int32_t>(sum / total); };
  return {0, mean(radius), mean(depth), mean(cortex), mean(fill)};
}

/// Adds what no outline shows: resorption on the inside of the cortex, patches in the trabecular bone,
/// fibres in the soft tissue.
void addIrregularity(BodyField::Sample& sample, Material material, Point p, std::uint64_t seed,
                     int densityPermille) {
  const Fixed coarse = smoothNoise(seed, p, tenths(170));
  const Fixed middle = smoothNoise(seed + 1, p, tenths(62));
  if (material != Material::Bone) {
    const Fixed broad = smoothNoise(seed + 2, p, tenths(390));
    sample.fill =
        static_cast<std::int32_t>(multiply(sample.fill, fixedOne + broad / 24 + coarse / 48 + middle / 160));
    return;
  }
  const Fixed fine = smoothNoise(seed + 2, p, tenths(23));
  const Fixed resorption = byDensity(densityPermille, 1500, 600);
  sample.cortex = static_cast<std::int32_t>(
      multiply(sample.cortex, fixedOne + multiply(resorption, middle / 4 + fine / 3)));
  const Fixed patchiness = byDensity(densityPermille, 2400, 900);
  sample.fill = static_cast<std::int32_t>(std::max<Fixed>(
      0, multiply(sample.fill, fixedOne + multiply(patchiness, coarse / 3 + middle / 3 + fine / 4))));
}

}  // namespace

BodyField::BodyField(const Body& body, const Geometry& geometry, std::uint64_t seed, int densityPermille)
    : material_(body.material) {
  const auto [left, right] = std::minmax_element(body.outline.begin(), body.outline.end(),
                                                 [](const Point& a, const Point& b) { return a.x < b.x; });
  const auto [top, bottom] = std::minmax_element(body.outline.begin(), body.outline.end(),
                                                 [](const Point& a, const Point& b) { return a.y < b.y; });
  firstColumn_ = std::max<std::int64_t>(geometry.column(left->x) - 1, 0);
  endColumn_ = std::min<std::int64_t>(geometry.column(right->x) + 2, geometry.width);
  firstRow_ = std::max<std::int64_t>(geometry.row(top->y) - 1, 0);
  endRow_ = std::min<std::int64_t>(geometry.row(bottom->y) + 2, geometry.height);
  if (firstColumn_ >= endColumn_ || firstRow_ >= endRow_) {
    endRow_ = firstRow_;
    return;
  }
  step_ = std::max<std::int64_t>(1, geometry.inPixels(gridPitch) >> fixedBits);
  gridColumn_ = floorDivide(firstColumn_, step_);
  gridRow_ = floorDivide(firstRow_, step_);
  gridColumns_ = floorDivide(endColumn_, step_) + 2 - gridColumn_;
  gridRows_ = floorDivide(endRow_, step_) + 2 - gridRow_;
  nodes_.resize(static_cast<std::size_t>(gridColumns_ * gridRows_));
  for (std::int64_t row = 0; row < gridRows_; ++row) computeRow(body, geometry, row, seed, densityPermille);
}

void BodyField::computeRow(const Body& body, const Geometry& geometry, std::int64_t gridRow,
                           std::uint64_t seed, int densityPermille) {
  const Fixed y = geometry.y((gridRow_ + gridRow) * step_);
  std::vector<Fixed> edges;
  addCrossings(body.outline, y, edges);
  addCrossings(body.hole, y, edges);
  std::sort(edges.begin(), edges.end());
  for (std::int64_t column = 0; column < gridColumns_; ++column) {
    const Point p{geometry.x((gridColumn_ + column) * step_), y};
    const auto passed = std::lower_bound(edges.begin(), edges.end(), p.x) - edges.begin();
    const bool inside = passed % 2 == 1;
    Fixed distance = distanceFromPolygon(body.outline, p);
    if (!body.hole.empty()) distance = std::min(distance, distanceFromPolygon(body.hole, p));
    // Outside, only the nodes next to the outline are ever interpolated with.
    const bool matters = inside || distance < 2 * geometry.fieldWidth * step_ / geometry.width;
    Sample sample{};
    if (matters) {
      sample = crossSectionAt(body.sections, p);
      addIrregularity(sample, material_, p, seed, densityPermille);
    }
    sample.distance = static_cast<std::int32_t>(inside ? distance : -distance);
    nodes_[static_cast<std::size_t>(gridRow * gridColumns_ + column)] = sample;
  }
}

void BodyField::sampleRow(std::int64_t row, std::vector<Sample>& samples) const {
  samples.resize(static_cast<std::size_t>(endColumn_ - firstColumn_));
  const std::int64_t nodeRow = floorDivide(row, step_);
  const Fixed v = (row - nodeRow * step_) * fixedOne / step_;
  const Sample* above = nodes_.data() + (nodeRow - gridRow_) * gridColumns_;
  const Sample* below = above + gridColumns_;
  const auto mix = [](std::int32_t a, std::int32_t b, Fixed t) {
    return static_cast<std::int32_t>(interpolate(a, b, t));
  };
  const auto vertical = [&](std::int64_t node) {
    const Sample& a = above[node];
    const Sample& b = below[node];
    return Sample{mix(a.distance, b.distance, v), mix(a.radius, b.radius, v), mix(a.depth, b.depth, v),
                  mix(a.cortex, b.cortex, v), mix(a.fill, b.fill, v)};
  };
  std::int64_t node = floorDivide(firstColumn_, step_);
  std::int64_t phase = firstColumn_ - node * step_;
  Sample left = vertical(node - gridColumn_);
  Sample right = vertical(node + 1 - gridColumn_);
  for (Sample& sample : samples) {
    const Fixed u = phase * fixedOne / step_;
    sample.distance = mix(left.distance, right.distance, u);
    if (sample.distance > 0) {
      sample.radius = mix(left.radius, right.radius, u);
      sample.depth = mix(left.depth, right.depth, u);
      sample.cortex = mix(left.cortex, right.cortex, u);
      sample.fill = mix(left.fill, right.fill, u);
    }
    if (++phase == step_) {
      phase = 0;
      ++node;
      left = right;
      right = vertical(node + 1 - gridColumn_);
    }
  }
}

}  // namespace trabecula::core::phantom
