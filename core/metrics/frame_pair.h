#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/metrics/metric.h"
#include "core/metrics/plane.h"

namespace trabecula::core {

/// Which numbers a metric computes on.
enum class Range {
  Native,   ///< stored value - smallest possible one: 0..2^bits - 1 for signed images too
  EightBit  ///< the same times 255 / (2^bits - 1), for metrics whose constants were chosen for 0..255
};

/// One frame of each of two comparable images, in their roles.
struct FramePair {
  std::span<const std::uint16_t> reference;
  std::span<const std::uint16_t> test;
  ImageFormat format;

  int width() const { return format.width; }
  int height() const { return format.height; }
};

enum class Role { Reference, Test };

/// Row `y` of one of the two as numbers, into `out` (width entries).
void readRow(const FramePair& pair, Role role, int y, Range range, double* out);
/// Both frames as numbers.
PlanePair toPlanes(const FramePair& pair, Range range, JobContext& context);

/// True if all pixels of that frame have one value.
bool isConstant(const FramePair& pair, Role role);

/// What a metric of single frames consists of.
struct FrameMetric {
  int smallestSide = 1;         ///< undefined for images with a smaller side
  MetricValue ideal;            ///< of identical frames, by definition
  bool needsStructure = false;  ///< undefined where the reference is constant and the test image is not it
  std::function<MetricValue(const FramePair&, JobContext&)> compute;
};

/// The mean of a metric over all frames. Identical frames have the ideal value; a frame without a finite
/// value makes the whole so, for its reason. Never a NaN. Throws as requireSameFormat() does.
MetricValue meanOverFrames(const Image& reference, const Image& test, const FrameMetric& metric,
                           JobContext& context);

}  // namespace trabecula::core
