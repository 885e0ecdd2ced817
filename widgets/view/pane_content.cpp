#include "widgets/view/pane_content.h"

#include "widgets/view/strips.h"

namespace trabecula::widgets {
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
  renderColumns(viewport, 0, viewport.width, put);
}

void GreyContent::prepare(const core::Viewport& viewport) {
  if (hasCache_ && cachedViewport_ == viewport) return;
  if (image_.colour().empty())
    cachedPlane_ = pyramid_.resample(image_, frame_, viewport);
  else
    cachedColours_ = core::resampleColour(image_, frame_, viewport);
  cachedViewport_ = viewport;
  hasCache_ = true;
}

void GreyContent::renderColumns(const core::Viewport& viewport, int left, int right, const PutStrip& put) {
  prepare(viewport);
  if (!image_.colour().empty()) {
    const std::uint32_t inversion = settings_.invert ? 0x00FFFFFFU : 0U;
    putStrips(cachedColours_.rect, left, right, put, [&](std::size_t start, std::span<std::uint32_t> pixels) {
      for (std::size_t x = 0; x < pixels.size(); ++x)
        pixels[x] = cachedColours_.values[start + x] ^ inversion;
    });
    return;
  }
  const auto lut = core::displayLut(image_.format(), image_.presentation(), settings_);
  putStrips(cachedPlane_.rect, left, right, put, [&](std::size_t start, std::span<std::uint32_t> pixels) {
    const std::uint16_t* values = cachedPlane_.values.data() + start;
    for (std::size_t x = 0; x < pixels.size(); ++x) pixels[x] = lut[values[x]];
  });
}

}  // namespace trabecula::widgets
