#include "core/analysis/texture.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/image/crop.h"
#include "core/support/error.h"

namespace trabecula::core {
namespace {

/// Pixels of a region, counted from the smallest value that the format has; or their levels.
struct Grid {
  int width = 0;
  int height = 0;
  std::vector<int> values;

  bool contains(int x, int y) const { return x >= 0 && y >= 0 && x < width && y < height; }
  int at(int x, int y) const {
    return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
};

struct Direction {
  int x;
  int y;
};
/// 0, 45, 90 and 135 degrees.
constexpr std::array<Direction, 4> directions = {{{1, 0}, {1, -1}, {0, -1}, {-1, -1}}};

Grid gridOf(const Image& image, const FrameRegion& region, int frame) {
  Grid grid{region.width, region.height, {}};
  grid.values.reserve(static_cast<std::size_t>(region.width) * static_cast<std::size_t>(region.height));
  for (int y = region.top; y < region.top + region.height; ++y)
    for (int x = region.left; x < region.left + region.width; ++x)
      grid.values.push_back(image.storedValue(x, y, frame) - image.format().minValue());
  return grid;
}

/// Values in `low`..`high` as 0..textureLevels - 1; others as the nearest of them.
Grid levelsOf(const Grid& grid, int low, int high) {
  Grid levels = grid;
  for (int& value : levels.values)
    value = std::clamp(static_cast<int>((std::int64_t{value} - low) * textureLevels / (high - low + 1)), 0,
                       textureLevels - 1);
  return levels;
}

/// Boxes of `size` pixels and `boxHeight` grey levels that the surface passes through.
double boxesOver(const Grid& grid, int size, double boxHeight) {
  double boxes = 0;
  int columns = 0;
  for (int top = 0; top + size <= grid.height; top += size)
    for (int left = 0; left + size <= grid.width; left += size) {
      int low = grid.at(left, top);
      int high = low;
      for (int y = top; y < top + size; ++y)
        for (int x = left; x < left + size; ++x) {
          low = std::min(low, grid.at(x, y));
          high = std::max(high, grid.at(x, y));
        }
      boxes += std::floor(high / boxHeight) - std::floor(low / boxHeight) + 1;
      ++columns;
    }
  const double covered = static_cast<double>(columns) * size * size;
  return boxes * static_cast<double>(grid.values.size()) / covered;
}

double fractalDimension(const Grid& grid, int greyLevels) {
  const int side = std::min(grid.width, grid.height);
  double n = 0;
  double sumX = 0;
  double sumY = 0;
  double sumXX = 0;
  double sumXY = 0;
  for (int size = 2; size <= side / 2; size *= 2) {
    const double x = std::log(static_cast<double>(side) / size);
    const double y = std::log(boxesOver(grid, size, static_cast<double>(size) * greyLevels / side));
    ++n;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  return (n * sumXY - sumX * sumY) / (n * sumXX - sumX * sumX);
}

struct RunFeatures {
  double shortRuns = 0;
  double longRuns = 0;
  double levelNonUniformity = 0;
  double lengthNonUniformity = 0;
  double percentage = 0;
};

/// Length of the run that begins at a pixel, 0 where one goes on there.
int runFrom(const Grid& levels, int x, int y, const Direction& step) {
  const int level = levels.at(x, y);
  if (levels.contains(x - step.x, y - step.y) && levels.at(x - step.x, y - step.y) == level) return 0;
  int length = 0;
  for (; levels.contains(x, y) && levels.at(x, y) == level; x += step.x, y += step.y) ++length;
  return length;
}

RunFeatures runFeatures(const Grid& levels, const Direction& step) {
  std::array<double, textureLevels> byLevel{};
  std::vector<double> byLength(static_cast<std::size_t>(std::max(levels.width, levels.height)) + 1);
  RunFeatures features;
  double runs = 0;
  for (int y = 0; y < levels.height; ++y)
    for (int x = 0; x < levels.width; ++x) {
      const int length = runFrom(levels, x, y, step);
      if (length == 0) continue;
      ++runs;
      ++byLevel[static_cast<std::size_t>(levels.at(x, y))];
      ++byLength[static_cast<std::size_t>(length)];
      const double square = static_cast<double>(length) * length;
      features.shortRuns += 1 / square;
      features.longRuns += square;
    }
  features.shortRuns /= runs;
  features.longRuns /= runs;
  for (const double count : byLevel) features.levelNonUniformity += count * count / (runs * runs);
  for (const double count : byLength) features.lengthNonUniformity += count * count / (runs * runs);
  features.percentage = runs / static_cast<double>(levels.values.size());
  return features;
}

struct PairFeatures {
  double contrast = 0;
  double correlation = 0;
  double energy = 0;
  double homogeneity = 0;
  double entropy = 0;
};

using PairShares = std::array<std::array<double, textureLevels>, textureLevels>;

/// How often each level has each other one as its neighbour, as shares of all such pairs.
PairShares neighbourShares(const Grid& levels, const Direction& step) {
  PairShares shares{};
  double pairs = 0;
  for (int y = 0; y < levels.height; ++y)
    for (int x = 0; x < levels.width; ++x) {
      if (!levels.contains(x + step.x, y + step.y)) continue;
      const auto here = static_cast<std::size_t>(levels.at(x, y));
      const auto there = static_cast<std::size_t>(levels.at(x + step.x, y + step.y));
      ++shares[here][there];
      ++shares[there][here];
      pairs += 2;
    }
  for (auto& row : shares)
    for (double& share : row) share /= pairs;
  return shares;
}

PairFeatures pairFeatures(const Grid& levels, const Direction& step) {
  const PairShares shares = neighbourShares(levels, step);
  PairFeatures features;
  double mean = 0;
  double squares = 0;
  double products = 0;
  for (std::size_t i = 0; i < shares.size(); ++i)
    for (std::size_t k = 0; k < shares.size(); ++k) {
      const double share = shares[i][k];
      if (share == 0) continue;
      const double a = static_cast<double>(i);
      const double b = static_cast<double>(k);
      features.contrast += share * (a - b) * (a - b);
      features.energy += share * share;
      features.homogeneity += share / (1 + (a - b) * (a - b));
      features.entropy -= share * std::log2(share);
      mean += share * a;
      squares += share * a * a;
      products += share * a * b;
    }
  const double variance = squares - mean * mean;
  features.correlation = variance > 0 ? (products - mean * mean) / variance : 1;
  return features;
}

/// All features of one image, in the order of textureChange().
std::vector<double> featuresOf(const Grid& grid, int greyLevels, int low, int high) {
  std::vector<double> features = {fractalDimension(grid, greyLevels)};
  const Grid levels = levelsOf(grid, low, high);
  std::array<double, 10> means{};
  for (const Direction& step : directions) {
    const RunFeatures runs = runFeatures(levels, step);
    const PairFeatures pairs = pairFeatures(levels, step);
    const std::array<double, 10> values = {
        runs.shortRuns,    runs.longRuns,  runs.levelNonUniformity, runs.lengthNonUniformity,
        runs.percentage,   pairs.contrast, pairs.correlation,       pairs.energy,
        pairs.homogeneity, pairs.entropy};
    for (std::size_t i = 0; i < values.size(); ++i) means[i] += values[i] / directions.size();
  }
  features.insert(features.end(), means.begin(), means.end());
  return features;
}

}  // namespace

void requireTextureRegion(const FrameRegion& region, const Image& image) {
  requireInside(region, image.width(), image.height());
  if (std::min(region.width, region.height) < smallestTextureSide)
    throw Error(ErrorCategory::InvalidArgument, "Texture is not defined for regions smaller than " +
                                                    std::to_string(smallestTextureSide) + " x " +
                                                    std::to_string(smallestTextureSide));
}

std::vector<TextureFeature> textureChange(const Image& original, const Image& decoded,
                                          const FrameRegion& region, int frame, JobContext& context) {
  requireSameFormat(original, decoded);
  requireTextureRegion(region, original);
  if (frame < 0 || frame >= original.frames())
    throw Error(ErrorCategory::InvalidArgument, "The image has no frame " + std::to_string(frame + 1));
  static const char* const boxes = "Sarkar, Chaudhuri 1994, differential box counting";
  static const char* const runs = "Galloway 1975, grey-level runs";
  static const char* const pairs = "Haralick, Shanmugam, Dinstein 1973, co-occurrence";
  std::vector<TextureFeature> features = {{"fractal_dimension", "Fractal dimension", boxes},
                                          {"short_run_emphasis", "Short-run emphasis", runs},
                                          {"long_run_emphasis", "Long-run emphasis", runs},
                                          {"level_nonuniformity", "Grey-level non-uniformity", runs},
                                          {"length_nonuniformity", "Run-length non-uniformity", runs},
                                          {"run_percentage", "Run percentage", runs},
                                          {"contrast", "Contrast", pairs},
                                          {"correlation", "Correlation", pairs},
                                          {"energy", "Energy", pairs},
                                          {"homogeneity", "Homogeneity", pairs},
                                          {"entropy", "Entropy", pairs}};
  const Grid before = gridOf(original, region, frame);
  const Grid after = gridOf(decoded, region, frame);
  const auto [low, high] = std::ranges::minmax(before.values);
  const int greyLevels = original.format().dataRange() + 1;
  const std::vector<double> ofOriginal = featuresOf(before, greyLevels, low, high);
  context.report(0.5);
  const std::vector<double> ofDecoded = featuresOf(after, greyLevels, low, high);
  context.report(1);
  for (std::size_t i = 0; i < features.size(); ++i) {
    features[i].original = ofOriginal[i];
    features[i].decoded = ofDecoded[i];
  }
  return features;
}

}  // namespace trabecula::core
