#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/job/job_context.h"

namespace trabecula::core {

/// Where in a frame a metric finds what it counts: one amount for each pixel of the image, row-major.
struct MetricMap {
  int width = 0;
  int height = 0;
  std::vector<float> values;  ///< 0 where nothing differs (or nothing stands out), never below
  /// Amount for the bright end of a colour scale: 995 of 1000 pixels do not exceed it.
  double fullScale = 1;
};

/// One kind of map.
struct MetricMapKind {
  std::string id;        ///< "ssim"
  std::string title;     ///< "Structure lost (1 - SSIM)"
  std::string unit;      ///< "stored units", or empty
  std::string meaning;   ///< a sentence
  int smallestSide = 1;  ///< not defined for images with a smaller side
  /// Of one frame of two comparable images. Throws Error{InvalidArgument} where the images are too small,
  /// or differ in format.
  std::function<MetricMap(const Image& reference, const Image& test, int frame, JobContext&)> compute;
};

/// All maps of this build in display order: SSIM, gradient similarity (GMSD), feature similarity and phase
/// congruency (FSIM), local error. Where a metric shrinks the image or its window does not reach the border,
/// a pixel has the amount of the nearest place where there is one.
const std::vector<MetricMapKind>& metricMaps();
std::vector<std::string> metricMapIds();
/// Throws Error{InvalidArgument} where an image is too small for a map of that kind.
void requireLargeEnough(const MetricMapKind& kind, const Image& image);
/// nullptr where there is none of that id.
const MetricMapKind* findMetricMap(const std::string& id);

}  // namespace trabecula::core
