#include "core/codec/lfcunet/stage_pass.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "core/codec/lfcunet/pixel_history.h"
#include "core/entropy/elias_gamma.h"
#include "core/entropy/secondary_estimation.h"
#include "core/fixedpoint/feature_map.h"

namespace trabecula::core::lfcunet {
namespace {

using fixedpoint::FeatureMap;

/// Pixels around a tile that the networks see as well.
constexpr int halo = mapAlignment;

/// Part of the sub-images that the networks see, its sides multiples of mapAlignment. Beyond the sub-image
/// the last row and column are repeated.
struct Region {
  int x;
  int y;
  int width;
  int height;
};

int alignedUp(int side) {
  return (side + mapAlignment - 1) / mapAlignment * mapAlignment;
}

Region regionOf(const SubImages& parts, const Tile& tile) {
  const int x = std::max(tile.x - halo, 0);
  const int y = std::max(tile.y - halo, 0);
  const int right = std::min(tile.x + tile.width + halo, parts.partWidth());
  const int bottom = std::min(tile.y + tile.height + halo, parts.partHeight());
  return {x, y, alignedUp(right - x), alignedUp(bottom - y)};
}

FeatureMap inputOf(const StageJob& job, const SubImages& parts, const Region& region) {
  FeatureMap input({job.stage + 1, region.height, region.width});
  for (int i = 0; i <= job.stage; ++i) {
    const Part part = i == 0 ? Part::A : stages[static_cast<std::size_t>(i - 1)];
    for (int y = 0; y < region.height; ++y) {
      std::int16_t* row = input.row(i, y);
      const int sourceY = std::min(region.y + y, parts.partHeight() - 1);
      for (int x = 0; x < region.width; ++x) {
        const int sourceX = std::min(region.x + x, parts.partWidth() - 1);
        const int level = job.map.level(parts.of(part)[parts.index(sourceX, sourceY)]);
        row[x] = static_cast<std::int16_t>(level - middleGrey);
      }
    }
  }
  return input;
}

/// Where the network's prediction puts the pixel among the levels.
int predictedLevel(std::int32_t output, int count) {
  constexpr std::int32_t half = 1 << (predictionFractionBits - 1);
  return std::clamp(((output + half) >> predictionFractionBits) + middleGrey, 0, count - 1);
}

/// Runs the networks and calls `each(x, y, prediction, distribution)` for the pixels of the tile that exist,
/// row by row; x and y are of the sub-image. It returns the pixel's level, from which secondary estimation
/// learns.
template <typename Each>
void forEachPixel(const StageJob& job, const SubImages& parts, const TileProgress& progress, Each each) {
  const Part part = stages[static_cast<std::size_t>(job.stage)];
  const StageNetworks& networks = job.model.stage(job.stage);
  const Region region = regionOf(parts, job.tile);
  const std::vector<FeatureMap> inputs = {inputOf(job, parts, region)};
  const std::vector<FeatureMap> maps = job.engine.run(networks.unet, inputs, job.engineThreads);
  const FeatureMap& features = maps[1];
  auto scratch = networks.classes->makeScratch();
  std::vector<std::int16_t> input(networks.classes->inputSize());
  std::vector<std::int16_t> logits(networks.classes->outputSize());
  SecondaryEstimation secondary(LevelDistribution::mapClasses);
  PixelHistory history(job.tile.width);
  for (int y = job.tile.y; y < job.tile.y + job.tile.height; ++y) {
    if (progress) progress(y - job.tile.y);
    history.nextRow();
    const std::int16_t* predictions = maps[0].row(0, y - region.y);
    for (int x = job.tile.x; x < job.tile.x + job.tile.width; x += lanes) {
      const int count = std::min(lanes, job.tile.x + job.tile.width - x);
      for (int c = 0; c < features.shape.channels; ++c) {
        const std::int16_t* row = features.row(c, y - region.y) + (x - region.x);
        for (int lane = 0; lane < count; ++lane) input[networks.classes->inputIndex(c, lane)] = row[lane];
      }
      networks.classes->run(input.data(), logits.data(), scratch, count);
      for (int lane = 0; lane < count; ++lane) {
        if (!parts.exists(part, x + lane, y)) continue;
        const int prediction = predictedLevel(predictions[x + lane - region.x], job.map.count);
        const int column = x + lane - job.tile.x;
        const LevelDistribution distribution(job.model.powers(), logits.data() + lane, lanes, prediction,
                                             job.map.count, secondary, history.context(column));
        const int level = each(x + lane, y, prediction, distribution);
        const std::int32_t low = distribution.raw(level);
        const std::int32_t high = distribution.raw(level + 1);
        secondary.observe(distribution.mapClass(), low, high);
        history.observe(column, low, high);
      }
    }
  }
}

/// Probability, of 65536, that a value lies in the upper half of its level: the density within a level is
/// taken as linear between those of its neighbours.
std::uint32_t upperHalf(const LevelDistribution& distribution, int level, int count) {
  const auto mass = [&](int l) -> std::uint32_t {
    return l < 0 || l >= count ? 0 : distribution.begin(l + 1) - distribution.begin(l);
  };
  const std::uint32_t own = 3 * mass(level);
  const std::uint32_t lower = own + mass(level - 1);
  const std::uint32_t upper = own + mass(level + 1);
  const auto share = static_cast<std::uint32_t>((std::uint64_t{upper} << 16U) / (lower + upper));
  return std::clamp<std::uint32_t>(share, 1U << 12U, 15U << 12U);
}

/// Counts the symbols of a tile, so that states take turns.
class Turns {
 public:
  unsigned next() { return next_++ % states; }

 private:
  unsigned next_ = 0;
};

class PixelEncoder {
 public:
  explicit PixelEncoder(RansEncoder& encoder) : encoder_(encoder) {}

  /// Returns the bits it took.
  double put(const LevelMap& map, const LevelDistribution& distribution, std::int32_t value) {
    const unsigned state = turns_.next();
    const int level = map.level(value);
    const std::uint32_t begin = distribution.begin(level);
    const std::uint32_t frequency = distribution.begin(level + 1) - begin;
    encoder_.put(state, begin, frequency);
    double bits = 16 - std::log2(frequency);
    if (map.isEnd(level)) {
      bits +=
          putGamma(encoder_, state, static_cast<std::uint32_t>(std::abs(map.quotient(value) - level)) + 1);
    }
    if (map.shift > 0) bits += putRest(state, map, distribution, level, map.rest(value));
    return bits;
  }

 private:
  double putRest(unsigned state, const LevelMap& map, const LevelDistribution& distribution, int level,
                 std::uint32_t rest) {
    const std::uint32_t upper = upperHalf(distribution, level, map.count);
    const std::uint32_t lower = rans::probabilityOne - upper;
    const unsigned below = map.shift - 1;
    const bool isUpper = (rest >> below) != 0;
    encoder_.put(state, isUpper ? lower : 0, isUpper ? upper : lower);
    encoder_.putBits(state, rest & ((1U << below) - 1), below);
    return 16 - std::log2(isUpper ? upper : lower) + below;
  }

  RansEncoder& encoder_;
  Turns turns_;
};

class PixelDecoder {
 public:
  explicit PixelDecoder(RansDecoder& decoder) : decoder_(decoder) {}

  std::int32_t get(const LevelMap& map, const LevelDistribution& distribution) {
    const unsigned state = turns_.next();
    const int level = distribution.levelAt(decoder_.slot(state));
    const std::uint32_t begin = distribution.begin(level);
    decoder_.advance(state, begin, distribution.begin(level + 1) - begin);
    std::int32_t quotient = level;
    if (map.isEnd(level)) quotient += level == 0 ? -distance(state) : distance(state);
    return map.value(quotient, map.shift > 0 ? rest(state, map, distribution, level) : 0);
  }

 private:
  std::int32_t distance(unsigned state) { return static_cast<std::int32_t>(takeGamma(decoder_, state)) - 1; }
  std::uint32_t rest(unsigned state, const LevelMap& map, const LevelDistribution& distribution, int level) {
    const std::uint32_t upper = upperHalf(distribution, level, map.count);
    const std::uint32_t lower = rans::probabilityOne - upper;
    const unsigned below = map.shift - 1;
    const bool isUpper = decoder_.slot(state) >= lower;
    decoder_.advance(state, isUpper ? lower : 0, isUpper ? upper : lower);
    return (static_cast<std::uint32_t>(isUpper) << below) | decoder_.bits(state, below);
  }

  RansDecoder& decoder_;
  Turns turns_;
};

/// Middle of the values of the predicted level.
std::int32_t predictedValue(const LevelMap& map, int prediction) {
  return map.value(prediction, map.shift == 0 ? 0 : 1U << (map.shift - 1));
}

}  // namespace

void encodeStage(const StageJob& job, const SubImages& parts, RansEncoder& encoder,
                 const TileProgress& progress, StageAnalysis* analysis) {
  const std::vector<std::uint16_t>& values = parts.of(stages[static_cast<std::size_t>(job.stage)]);
  PixelEncoder pixels(encoder);
  forEachPixel(job, parts, progress,
               [&](int x, int y, int prediction, const LevelDistribution& distribution) {
                 const std::size_t i = parts.index(x, y);
                 const double bits = pixels.put(job.map, distribution, values[i]);
                 if (analysis != nullptr) {
                   analysis->residuals[i] = values[i] - predictedValue(job.map, prediction);
                   analysis->bits[i] = static_cast<float>(bits);
                 }
                 return job.map.level(values[i]);
               });
}

void decodeStage(const StageJob& job, SubImages& parts, RansDecoder& decoder, const TileProgress& progress) {
  std::vector<std::uint16_t>& values = parts.of(stages[static_cast<std::size_t>(job.stage)]);
  PixelDecoder pixels(decoder);
  forEachPixel(job, parts, progress, [&](int x, int y, int, const LevelDistribution& distribution) {
    const std::int32_t value = pixels.get(job.map, distribution);
    values[parts.index(x, y)] = static_cast<std::uint16_t>(std::clamp(value, 0, job.maximum));
    return job.map.level(value);
  });
}

}  // namespace trabecula::core::lfcunet
