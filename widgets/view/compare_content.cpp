#include "widgets/view/compare_content.h"

#include <cmath>
#include <cstring>

namespace trabecula::widgets {
namespace {

/// share of 256 of `over` on `under`.
std::uint32_t blended(std::uint32_t under, std::uint32_t over, std::uint32_t share) {
  return dimmed(over, share) + (dimmed(under, 256 - share) & 0x00FFFFFFU);
}

}  // namespace

WipeContent::WipeContent(std::shared_ptr<GreyContent> left, std::shared_ptr<GreyContent> right,
                         double position)
    : left_(std::move(left)), right_(std::move(right)), position_(std::clamp(position, 0.0, 1.0)) {}

void WipeContent::setWipePosition(double position) {
  position_ = std::clamp(position, 0.0, 1.0);
}

void WipeContent::prepare(const core::Viewport& viewport) {
  left_->prepare(viewport);
  right_->prepare(viewport);
}

void WipeContent::render(const core::Viewport& viewport, const PutStrip& put) {
  const int middle = static_cast<int>(std::lround(position_ * viewport.width));
  left_->renderColumns(viewport, 0, middle, put);
  right_->renderColumns(viewport, middle, viewport.width, put);
}

OverlayContent::OverlayContent(std::shared_ptr<GreyContent> image, std::shared_ptr<HeatmapContent> heatmap,
                               double opacity)
    : image_(std::move(image)), heatmap_(std::move(heatmap)) {
  setOpacity(opacity);
}

void OverlayContent::setOpacity(double opacity) {
  share_ = static_cast<std::uint32_t>(std::lround(256 * std::clamp(opacity, 0.0, 1.0)));
}

void OverlayContent::prepare(const core::Viewport& viewport) {
  image_->prepare(viewport);
  heatmap_->prepare(viewport);
}

void OverlayContent::render(const core::Viewport& viewport, const PutStrip& put) {
  const auto& plane = heatmap_->plane(viewport);
  const bool isSelecting = heatmap_->selection().has_value();
  const auto* marks = isSelecting ? &heatmap_->marks(viewport) : nullptr;
  const bool isAmount = heatmap_->valueMap()->isAmount;
  const auto colourOver = [&](std::uint32_t under, std::size_t index) {
    const std::int32_t value = plane.values[index];
    if (marks) return marks->values[index] != 0 ? markColour : under;
    if (value == 0 && !isAmount) return under;
    return blended(under, heatmap_->colourOf(value), share_);
  };
  // The strips of the image come from the processor's cache; the map's rectangle may be a pixel larger.
  std::vector<std::uint32_t> row;
  image_->render(viewport, [&](int left, int top, const QImage& strip) {
    const int first = std::max(left, plane.rect.left);
    const int last = std::min(left + strip.width(), plane.rect.right);
    row.assign(static_cast<std::size_t>(strip.width()) * static_cast<std::size_t>(strip.height()), 0);
    for (int y = 0; y < strip.height(); ++y) {
      auto* const out = row.data() + static_cast<std::ptrdiff_t>(y) * strip.width();
      std::memcpy(out, strip.constScanLine(y), static_cast<std::size_t>(strip.width()) * 4);
      const int planeRow = top + y - plane.rect.top;
      if (planeRow < 0 || planeRow >= plane.rect.height()) continue;
      const auto start = static_cast<std::size_t>(planeRow) * static_cast<std::size_t>(plane.rect.width());
      for (int x = first; x < last; ++x)
        out[x - left] = colourOver(out[x - left], start + static_cast<std::size_t>(x - plane.rect.left));
    }
    put(left, top,
        QImage(reinterpret_cast<const uchar*>(row.data()), strip.width(), strip.height(), strip.width() * 4,
               QImage::Format_RGB32));
  });
}

}  // namespace trabecula::widgets
