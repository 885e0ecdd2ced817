#include "core/image/window_level.h"

#include <algorithm>
#include <cmath>

#include "core/image/histogram.h"

namespace trabecula::core {
namespace {

/// Value of a table at an input that may lie outside; PS3.3 C.11.1.1.1: ends repeat.
std::uint16_t tableEntry(const LookupTable& table, double input) {
  const double last = static_cast<double>(table.entries.size()) - 1;
  const double index = std::clamp(std::round(input) - table.firstMapped, 0.0, last);
  return table.entries[static_cast<std::size_t>(index)];
}

/// Fraction of the pixels on each side that the automatic windows leave out.
constexpr double outside = 0.005;

VoiWindow percentileWindow(const Histogram& histogram, const ModalityTransform& modality, double fraction) {
  const double a = modalityValue(modality, histogram.percentile(fraction));
  const double b = modalityValue(modality, histogram.percentile(1 - fraction));
  return windowFromEnds({std::min(a, b), std::max(a, b)}, VoiFunction::Linear);
}

}  // namespace

double modalityValue(const ModalityTransform& modality, std::int32_t storedValue) {
  if (modality.table && !modality.table->entries.empty()) return tableEntry(*modality.table, storedValue);
  return modality.slope * storedValue + modality.intercept;
}

double windowFraction(const VoiWindow& window, double value) {
  switch (window.function) {
    case VoiFunction::Sigmoid:
      return 1 / (1 + std::exp(-4 * (value - window.centre) / window.width));
    case VoiFunction::LinearExact:
      return std::clamp((value - window.centre) / window.width + 0.5, 0.0, 1.0);
    case VoiFunction::Linear:
      break;
  }
  // With width 1 the standard's formula is a step at centre - 0.5.
  const double span = window.width - 1;
  const double offset = value - (window.centre - 0.5);
  if (offset <= -span / 2) return 0;
  if (offset > span / 2) return 1;
  return offset / span + 0.5;
}

double lutFraction(const LookupTable& table, double value) {
  const double maximum = (1 << table.outputBits) - 1;
  return std::clamp(tableEntry(table, value) / maximum, 0.0, 1.0);
}

ValueRange modalityRange(const ImageFormat& format, const ModalityTransform& modality) {
  if (modality.table && !modality.table->entries.empty()) {
    const auto [low, high] = std::ranges::minmax(modality.table->entries);
    return {static_cast<double>(low), static_cast<double>(high)};
  }
  const double a = modalityValue(modality, format.minValue());
  const double b = modalityValue(modality, format.maxValue());
  return {std::min(a, b), std::max(a, b)};
}

ValueRange windowEnds(const VoiWindow& window) {
  const double low = window.centre - window.width / 2;
  return {low, low + window.width - (window.function == VoiFunction::Linear ? 1 : 0)};
}

VoiWindow windowFromEnds(const ValueRange& ends, VoiFunction function) {
  const double extra = function == VoiFunction::Linear ? 1 : 0;
  const double width = std::max(leastWindowWidth(function), ends.high - ends.low + extra);
  return {.centre = ends.low + width / 2, .width = width, .function = function, .explanation = {}};
}

double leastWindowWidth(VoiFunction function) {
  return function == VoiFunction::Linear ? 1 : 1e-3;
}

VoiWindow autoWindow(const Image& image, int frame) {
  return percentileWindow(storedHistogram(image, frame), image.presentation().modality, outside);
}

VoiWindow regionWindow(const Image& image, int frame, const FrameRegion& region) {
  return percentileWindow(storedHistogram(image, frame, region), image.presentation().modality, outside);
}

VoiWindow fullRangeWindow(const Image& image, int frame) {
  return percentileWindow(storedHistogram(image, frame), image.presentation().modality, 0);
}

VoiWindow initialWindow(const Image& image, int frame) {
  const auto& windows = image.presentation().windows;
  return windows.empty() ? autoWindow(image, frame) : windows.front();
}

}  // namespace trabecula::core
