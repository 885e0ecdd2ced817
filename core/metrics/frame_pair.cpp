#include "core/metrics/frame_pair.h"

#include <algorithm>
#include <cmath>

#include "core/metrics/parallel_rows.h"

namespace trabecula::core {
namespace {

std::string smallerThan(int side) {
  const std::string number = std::to_string(side);
  return "not defined for images smaller than " + number + " x " + number;
}

std::string ofFrame(int frame, int frames, const std::string& reason) {
  return frames == 1 ? reason : "frame " + std::to_string(frame + 1) + ": " + reason;
}

MetricValue valueOfFrame(const FramePair& pair, const FrameMetric& metric, JobContext& context) {
  context.checkCancelled();
  if (std::ranges::equal(pair.reference, pair.test)) return metric.ideal;
  if (metric.needsStructure && isConstant(pair, Role::Reference))
    return Undefined{"not defined: the reference has no structure (all its pixels are equal)"};
  MetricValue value = metric.compute(pair, context);
  const double* number = std::get_if<double>(&value);
  if (number && !std::isfinite(*number))
    return Undefined{"not defined: the formula gives no finite number for these images"};
  return value;
}

}  // namespace

void readRow(const FramePair& pair, Role role, int y, Range range, double* out) {
  const auto samples = role == Role::Reference ? pair.reference : pair.test;
  const auto width = static_cast<std::size_t>(pair.width());
  const std::uint16_t* row = samples.data() + static_cast<std::size_t>(y) * width;
  // Adding half the range to two's complement is flipping its sign bit.
  const auto flip =
      static_cast<std::uint16_t>(pair.format.isSigned ? 1U << (pair.format.bitsStored - 1) : 0U);
  if (range == Range::Native) {
    for (std::size_t x = 0; x < width; ++x) out[x] = static_cast<double>(row[x] ^ flip);
    return;
  }
  const double largest = pair.format.dataRange();
  for (std::size_t x = 0; x < width; ++x) out[x] = static_cast<double>((row[x] ^ flip) * 255) / largest;
}

PlanePair toPlanes(const FramePair& pair, Range range, JobContext& context) {
  PlanePair planes{Plane(pair.width(), pair.height()), Plane(pair.width(), pair.height())};
  parallelRows(pair.height(), defaultBand, context, [&](int begin, int end) {
    for (int y = begin; y < end; ++y) {
      readRow(pair, Role::Reference, y, range, planes.reference.row(y));
      readRow(pair, Role::Test, y, range, planes.test.row(y));
    }
  });
  return planes;
}

bool isConstant(const FramePair& pair, Role role) {
  const auto samples = role == Role::Reference ? pair.reference : pair.test;
  return std::ranges::all_of(samples, [&](std::uint16_t sample) { return sample == samples.front(); });
}

MetricValue meanOverFrames(const Image& reference, const Image& test, const FrameMetric& metric,
                           JobContext& context) {
  requireSameFormat(reference, test);
  if (std::min(reference.width(), reference.height()) < metric.smallestSide)
    return Undefined{smallerThan(metric.smallestSide)};
  const int frames = reference.frames();
  double sum = 0;
  for (int frame = 0; frame < frames; ++frame) {
    JobContext part =
        context.part(static_cast<double>(frame) / frames, static_cast<double>(frame + 1) / frames);
    const FramePair pair{reference.frameSamples(frame), test.frameSamples(frame), reference.format()};
    const MetricValue value = valueOfFrame(pair, metric, part);
    if (const auto* infinite = std::get_if<Infinite>(&value))
      return Infinite{ofFrame(frame, frames, infinite->reason)};
    if (const auto* undefined = std::get_if<Undefined>(&value))
      return Undefined{ofFrame(frame, frames, undefined->reason)};
    sum += std::get<double>(value);
  }
  return sum / frames;
}

}  // namespace trabecula::core
