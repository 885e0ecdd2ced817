#pragma once

#include <QImage>
#include <QSize>
#include <functional>
#include <memory>
#include <optional>

#include "core/image/display_lut.h"
#include "core/image/image.h"
#include "core/image/viewport.h"
#include "widgets/view/pyramid.h"

namespace trabecula::widgets {

class HeatmapContent;

/// What an ImageView paints. UI thread only; caches what it resampled for the last viewport, so that a new
/// window or limit costs one pass over the screen's pixels and not over the image's.
class PaneContent {
 public:
  /// Gets the rows of the picture from `top` on, pixels of the viewport; the strip lives during the call
  /// only.
  using PutStrip = std::function<void(int left, int top, const QImage& strip)>;

  virtual ~PaneContent() = default;
  PaneContent() = default;
  PaneContent(const PaneContent&) = delete;
  PaneContent& operator=(const PaneContent&) = delete;

  virtual QSize imageSize() const = 0;
  /// The map that is shown in colours, for the colour bar; null where none is.
  virtual HeatmapContent* heatmap() { return nullptr; }
  /// Where two pictures meet, as a share of the pane's width; nothing where only one is shown.
  virtual std::optional<double> wipePosition() const { return std::nullopt; }
  /// Hands the covered part of the viewport (core::coveredPixels) to `put`, strip by strip from the top: each
  /// is still in the processor's cache when it is painted.
  virtual void render(const core::Viewport& viewport, const PutStrip& put) = 0;
  /// The part of render() that a change of the viewport costs; kept until the next viewport.
  virtual void prepare(const core::Viewport& viewport) = 0;
};

/// One frame of an image through a window.
class GreyContent : public PaneContent {
 public:
  GreyContent(core::Image image, int frame, core::DisplaySettings settings);

  const core::Image& image() const { return image_; }
  int frame() const { return frame_; }
  const core::DisplaySettings& settings() const { return settings_; }
  void setFrame(int frame);
  void setSettings(const core::DisplaySettings& settings);

  QSize imageSize() const override { return {image_.width(), image_.height()}; }
  void render(const core::Viewport& viewport, const PutStrip& put) override;
  void prepare(const core::Viewport& viewport) override;
  /// Only the columns [left, right) of the viewport.
  void renderColumns(const core::Viewport& viewport, int left, int right, const PutStrip& put);

 private:
  core::Image image_;
  int frame_;
  core::DisplaySettings settings_;
  GreyPyramid pyramid_;
  core::Viewport cachedViewport_;
  core::ScreenPlane<std::uint16_t> cachedPlane_;
  core::ScreenPlane<std::uint32_t> cachedColours_;  ///< of colour images
  bool hasCache_ = false;
};

}  // namespace trabecula::widgets
