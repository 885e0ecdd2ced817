#include "widgets/view/pane_content.h"

#include <algorithm>

#include "core/analysis/residual.h"

namespace trabecula::widgets {
namespace {

/// Pixels of a strip: 256 KiB, which any second-level cache holds.
constexpr int stripPixels = 1 << 16;

/// Puts strips of rows that `fillRow(start, pixels)` writes; `start` is the index of the row's first value.
template <typename FillRow>
void putStrips(const core::ScreenRect& rect, const PaneContent::PutStrip& put, FillRow fillRow) {
  if (rect.isEmpty()) return;
  const int width = rect.width();
  const int rowsAtOnce = std::clamp(stripPixels / width, 1, rect.height());
  const auto stride = static_cast<std::size_t>(width);
  std::vector<std::uint32_t> pixels(stride * static_cast<std::size_t>(rowsAtOnce));
  for (int top = 0; top < rect.height(); top += rowsAtOnce) {
    const int rows = std::min(rowsAtOnce, rect.height() - top);
    for (int row = 0; row < rows; ++row)
      fillRow(stride * static_cast<std::size_t>(top + row),
              pixels.data() + stride * static_cast<std::size_t>(row));
    put(rect.left, rect.top + top,
        QImage(reinterpret_cast<const uchar*>(pixels.data()), width, rows, width * 4, QImage::Format_RGB32));
  }
}

}  // namespace

GreyContent::GreyContent(core::Image image, int frame, core::DisplaySettings settings)
    : image_(std::move(image)), frame_(frame), settings_(std::move(settings)) {}

void GreyContent::setFrame(int frame) {
  hasCache_ = hasCache_ && frame == frame_;
  frame_ = frame;
}

void GreyContent::setSettings(const core::DisplaySettings& settings) {
  settings_ = settings;
}

void GreyContent::render(const core::Viewport& viewport, const PutStrip& put) {
  if (!image_.colour().empty()) {
    const auto plane = core::resampleColour(image_, frame_, viewport);
    const std::uint32_t inversion = settings_.invert ? 0x00FFFFFFU : 0U;
    putStrips(plane.rect, put, [&](std::size_t start, std::uint32_t* pixels) {
      for (std::size_t x = 0; x < static_cast<std::size_t>(plane.rect.width()); ++x)
        pixels[x] = plane.values[start + x] ^ inversion;
    });
    return;
  }
  if (!hasCache_ || cachedViewport_ != viewport) {
    cachedPlane_ = core::resampleGrey(image_, frame_, viewport);
    cachedViewport_ = viewport;
    hasCache_ = true;
  }
  const core::ScreenRect& rect = cachedPlane_.rect;
  const auto lut = core::displayLut(image_.format(), image_.presentation(), settings_);
  putStrips(rect, put, [&](std::size_t start, std::uint32_t* pixels) {
    const std::uint16_t* values = cachedPlane_.values.data() + start;
    for (int x = 0; x < rect.width(); ++x) pixels[x] = lut[values[x]];
  });
}

HeatmapContent::HeatmapContent(std::shared_ptr<const core::ResidualMap> map) : map_(std::move(map)) {
  automaticLimit_ = std::max(1, core::largestMagnitude(*map_));
  setLimit(0);
}

void HeatmapContent::setLimit(int limit) {
  const int next = limit > 0 ? limit : automaticLimit_;
  if (next == limit_ && !table_.empty()) return;
  limit_ = next;
  rebuildTable();
}

void HeatmapContent::setScale(core::ColourScale scale) {
  if (scale == scale_) return;
  scale_ = scale;
  rebuildTable();
}

void HeatmapContent::rebuildTable() {
  table_.clear();
  table_.reserve(2 * static_cast<std::size_t>(limit_) + 1);
  for (int value = -limit_; value <= limit_; ++value) {
    const core::Rgb colour = core::colourOf(value, limit_, scale_);
    table_.push_back(qRgb(colour.red, colour.green, colour.blue));
  }
}

void HeatmapContent::render(const core::Viewport& viewport, const PutStrip& put) {
  if (!hasCache_ || cachedViewport_ != viewport) {
    cachedPlane_ = core::resampleByMagnitude(map_->values, map_->width, map_->height, viewport);
    cachedViewport_ = viewport;
    hasCache_ = true;
  }
  const core::ScreenRect& rect = cachedPlane_.rect;
  const std::uint32_t* colourOfZero = table_.data() + limit_;
  putStrips(rect, put, [&](std::size_t start, std::uint32_t* pixels) {
    const std::int32_t* values = cachedPlane_.values.data() + start;
    for (int x = 0; x < rect.width(); ++x) pixels[x] = colourOfZero[std::clamp(values[x], -limit_, limit_)];
  });
}

}  // namespace trabecula::widgets
