#include "core/phantom/texture.h"

#include <algorithm>

#include "core/phantom/blur.h"
#include "core/phantom/outline.h"

namespace trabecula::core::phantom {

namespace {

Fixed distanceBetween(Point a, Point b) {
  const Fixed dx = a.x - b.x;
  const Fixed dy = a.y - b.y;
  return squareRoot(static_cast<std::uint64_t>(dx * dx + dy * dy));
}

Point pointOf(const Bundle& bundle, Fixed along, Fixed across) {
  const Point left = pointOnCurve(bundle.left, along);
  const Point right = pointOnCurve(bundle.right, along);
  return {interpolate(left.x, right.x, across), interpolate(left.y, right.y, across)};
}

/// Mean length of a bundle, and its mean width.
std::pair<Fixed, Fixed> extentOf(const Bundle& bundle) {
  constexpr Fixed steps = 16;
  Fixed length = 0;
  Fixed width = 0;
  for (Fixed i = 0; i < steps; ++i) {
    const Fixed t = i * fixedOne / steps;
    const Fixed next = (i + 1) * fixedOne / steps;
    length += distanceBetween(pointOf(bundle, t, fixedOne / 2), pointOf(bundle, next, fixedOne / 2));
    width += distanceBetween(pointOf(bundle, t, 0), pointOf(bundle, t, fixedOne));
  }
  return {std::max(length, fixedOne), width / steps};
}

/// Number of trabeculae on an area.
std::int64_t countOn(Fixed width, Fixed height, int perSquareCentimetre) {
  return ((width * height) >> fixedBits) * perSquareCentimetre / (100 * fixedOne);
}

}  // namespace

TrabecularTexture::TrabecularTexture(const Anatomy& anatomy, const Geometry& geometry, std::uint64_t seed,
                                     int densityPermille)
    : geometry_(geometry), densityPermille_(densityPermille), plateBlur_(binomialOrder(geometry, tenths(2))) {
  std::int64_t stream = 0;
  for (const Bundle& bundle : anatomy.bundles) addBundle(bundle, randomBits(seed, ++stream));
  for (const Mesh& mesh : anatomy.meshes) addMesh(mesh, randomBits(seed, ++stream));
  for (auto* trabeculae : {&struts_, &plates_}) {
    std::sort(trabeculae->begin(), trabeculae->end(),
              [](const Trabecula& a, const Trabecula& b) { return a.firstRow < b.firstRow; });
  }
}

void TrabecularTexture::addBundle(const Bundle& bundle, std::uint64_t seed) {
  RandomSequence random(seed);
  const auto [length, width] = extentOf(bundle);
  const std::int64_t count = countOn(length, width, bundle.perSquareCentimetre);
  for (std::int64_t i = 0; i < count; ++i) {
    const Fixed share = random.between(bundle.shortest, bundle.longest) * fixedOne / length;
    const Fixed start = random.below(fixedOne + share) - share;
    // Dense in the middle, thinning out to both sides beyond the edges drawn.
    Fixed across =
        (random.below(fixedOne) + random.below(fixedOne) + random.below(fixedOne)) * 2 / 3 - fixedOne / 2;
    const Fixed drift = random.between(-fixedOne / 2, fixedOne / 2);
    const std::int64_t rank = random.below(1000);
    Trabecula trabecula{};
    trabecula.crossSection = static_cast<std::int32_t>(bundle.crossSection * random.between(500, 1500));
    const bool isPlate = random.below(3) == 0;
    for (std::size_t node = 0; node < nodeCount; ++node) {
      const Fixed along = start + share * static_cast<Fixed>(node) / static_cast<Fixed>(nodeCount - 1);
      trabecula.course[node] = pointOf(bundle, along, across);
      // Half a millimetre of wander a node, whatever the width of the bundle.
      const Fixed wander = drift + random.between(-fixedOne / 2, fixedOne / 2);
      across += multiply(wander, tenths(3)) * fixedOne / std::max(width, fixedOne);
    }
    add(trabecula, isPlate, rank, bundle.lossPermille, seed);
  }
}

void TrabecularTexture::addMesh(const Mesh& mesh, std::uint64_t seed) {
  RandomSequence random(seed);
  const Fixed width = mesh.bottomRight.x - mesh.topLeft.x;
  const Fixed height = mesh.bottomRight.y - mesh.topLeft.y;
  const std::int64_t count = countOn(width, height, mesh.perSquareCentimetre);
  for (std::int64_t i = 0; i < count; ++i) {
    Point place{mesh.topLeft.x + random.below(width), mesh.topLeft.y + random.below(height)};
    auto direction = static_cast<unsigned>(random.below(1024));
    const Fixed stride = random.between(mesh.shortest, mesh.longest) / static_cast<Fixed>(nodeCount - 1);
    const std::int64_t rank = random.below(1000);
    Trabecula trabecula{};
    trabecula.crossSection = static_cast<std::int32_t>(mesh.crossSection * random.between(500, 1500));
    const bool isPlate = random.below(4) == 0;
    for (Point& node : trabecula.course) {
      node = place;
      const Point heading = directionOf(direction);
      place = {place.x + multiply(heading.x, stride), place.y + multiply(heading.y, stride)};
      direction += static_cast<unsigned>(random.below(121)) + 1024U - 60U;
    }
    add(trabecula, isPlate, rank, mesh.lossPermille, seed);
  }
}

void TrabecularTexture::add(Trabecula trabecula, bool isPlate, std::int64_t rank, int lossPermille,
                            std::uint64_t seed) {
  // Ranks run from 0 to 999, and patches shift them by up to 390 either way.
  constexpr std::int64_t shift = 260;
  constexpr std::int64_t largestShift = shift * 3 / 2;
  const std::int64_t kept = 1400 - (lossPermille + 300) * (1000 - densityPermille_) / 1000;
  if (rank - largestShift >= kept) return;
  if (rank + largestShift >= kept) {
    const Point middle = trabecula.course[nodeCount / 2];
    const Fixed patch = smoothNoise(seed, middle, tenths(45)) + smoothNoise(seed + 1, middle, tenths(18)) / 2;
    if (rank + patch * shift / fixedOne >= kept) return;
  }
  const std::int64_t thickness = byDensity(densityPermille_, 620, 1000);
  // crossSection holds 1/1000 of 1/1000 mm^2 so far.
  trabecula.crossSection = static_cast<std::int32_t>(trabecula.crossSection * thickness * 1049 / 1'000'000);
  const auto [top, bottom] = std::minmax_element(trabecula.course.begin(), trabecula.course.end(),
                                                 [](const Point& a, const Point& b) { return a.y < b.y; });
  trabecula.firstRow = geometry_.row(top->y) - 2;
  trabecula.endRow = geometry_.row(bottom->y) + 3;
  if (trabecula.endRow < -plateBlur_.radius() ||
      trabecula.firstRow > geometry_.height + plateBlur_.radius()) {
    return;
  }
  (isPlate ? plates_ : struts_).push_back(trabecula);
}

void TrabecularTexture::draw(const Trabecula& trabecula, std::int64_t firstRow, std::int64_t endRow,
                             std::vector<std::int32_t>& rows) const {
  constexpr int weightBits = 6;
  const std::int64_t pitch = geometry_.pitch20();
  for (std::size_t node = 0; node + 1 < nodeCount; ++node) {
    const Point from{geometry_.columnPosition(trabecula.course[node].x),
                     geometry_.rowPosition(trabecula.course[node].y)};
    const Point to{geometry_.columnPosition(trabecula.course[node + 1].x),
                   geometry_.rowPosition(trabecula.course[node + 1].y)};
    const Fixed length = distanceBetween(from, to);
    const Fixed steps = (length >> fixedBits) + 1;
    // The volume of a step, spread over the area of a pixel.
    const auto value = static_cast<std::int32_t>(trabecula.crossSection * (length / steps) /
                                                 std::max<std::int64_t>(pitch, 1));
    for (Fixed step = 0; step < steps; ++step) {
      const Fixed x = from.x + (to.x - from.x) * step / steps;
      const Fixed y = from.y + (to.y - from.y) * step / steps;
      const std::int64_t column = x >> fixedBits;
      const std::int64_t row = y >> fixedBits;
      if (column < 0 || column + 1 >= geometry_.width || row + 1 < firstRow || row >= endRow) continue;
      const auto u = static_cast<std::int32_t>((x & (fixedOne - 1)) >> (fixedBits - weightBits));
      const auto v = static_cast<std::int32_t>((y & (fixedOne - 1)) >> (fixedBits - weightBits));
      constexpr std::int32_t whole = 1 << weightBits;
      const auto place = (row - firstRow) * geometry_.width + column;
      if (row >= firstRow) {
        std::int32_t* pixel = rows.data() + place;
        pixel[0] += (value * (whole - u) * (whole - v)) >> (2 * weightBits);
        pixel[1] += (value * u * (whole - v)) >> (2 * weightBits);
      }
      if (row + 1 < endRow) {
        std::int32_t* pixel = rows.data() + place + geometry_.width;
        pixel[0] += (value * (whole - u) * v) >> (2 * weightBits);
        pixel[1] += (value * u * v) >> (2 * weightBits);
      }
    }
  }
}

std::vector<std::int32_t> TrabecularTexture::drawAll(const std::vector<Trabecula>& trabeculae,
                                                     std::int64_t firstRow, std::int64_t endRow) const {
  std::vector<std::int32_t> rows(static_cast<std::size_t>((endRow - firstRow) * geometry_.width), 0);
  for (const Trabecula& trabecula : trabeculae) {
    if (trabecula.firstRow >= endRow) break;
    if (trabecula.endRow > firstRow) draw(trabecula, firstRow, endRow, rows);
  }
  return rows;
}

std::vector<std::int32_t> TrabecularTexture::render(std::int64_t firstRow, std::int64_t endRow) const {
  std::vector<std::int32_t> thickness = drawAll(struts_, firstRow, endRow);
  const std::int64_t halo = plateBlur_.radius();
  const std::vector<std::int32_t> softened =
      plateBlur_.blurRows(drawAll(plates_, firstRow - halo, endRow + halo), geometry_.width);
  for (std::size_t i = 0; i < thickness.size(); ++i) thickness[i] += softened[i];
  return thickness;
}

}  // namespace trabecula::core::phantom
