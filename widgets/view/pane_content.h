#pragma once

#include <QImage>
#include <QSize>
#include <functional>
#include <memory>

#include "core/analysis/analysis.h"
#include "core/image/colour_map.h"
#include "core/image/display_lut.h"
#include "core/image/image.h"
#include "core/image/viewport.h"

namespace trabecula::widgets {

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
  /// Hands the covered part of the viewport (core::coveredPixels) to `put`, strip by strip from the top: each
  /// is still in the processor's cache when it is painted.
  virtual void render(const core::Viewport& viewport, const PutStrip& put) = 0;
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

 private:
  core::Image image_;
  int frame_;
  core::DisplaySettings settings_;
  core::Viewport cachedViewport_;
  core::ScreenPlane<std::uint16_t> cachedPlane_;
  bool hasCache_ = false;
};

/// A signed map in diverging colours, zero in the dark middle, symmetric limits.
class HeatmapContent : public PaneContent {
 public:
  explicit HeatmapContent(std::shared_ptr<const core::ResidualMap> map);

  const core::ResidualMap& map() const { return *map_; }
  /// Largest magnitude that occurs, at least 1: the automatic limit.
  int automaticLimit() const { return automaticLimit_; }
  int limit() const { return limit_; }
  /// Values of this magnitude or more take the end colours. 0: automatic.
  void setLimit(int limit);
  core::ColourScale scale() const { return scale_; }
  void setScale(core::ColourScale scale);

  QSize imageSize() const override { return {map_->width, map_->height}; }
  void render(const core::Viewport& viewport, const PutStrip& put) override;

 private:
  void rebuildTable();

  std::shared_ptr<const core::ResidualMap> map_;
  int automaticLimit_ = 1;
  int limit_ = 1;
  core::ColourScale scale_ = core::ColourScale::Linear;
  std::vector<std::uint32_t> table_;  ///< colour of -limit..limit
  core::Viewport cachedViewport_;
  core::ScreenPlane<std::int32_t> cachedPlane_;
  bool hasCache_ = false;
};

}  // namespace trabecula::widgets
