#pragma once

#include "widgets/view/heatmap_content.h"

namespace trabecula::widgets {

/// Two images of one size, one to the left and one to the right of a line across the pane.
class WipeContent : public PaneContent {
 public:
  WipeContent(std::shared_ptr<GreyContent> left, std::shared_ptr<GreyContent> right, double position);

  GreyContent& left() { return *left_; }
  GreyContent& right() { return *right_; }
  /// Of the pane's width, 0..1.
  void setWipePosition(double position);

  QSize imageSize() const override { return left_->imageSize(); }
  std::optional<double> wipePosition() const override { return position_; }
  void render(const core::Viewport& viewport, const PutStrip& put) override;
  void prepare(const core::Viewport& viewport) override;

 private:
  std::shared_ptr<GreyContent> left_;
  std::shared_ptr<GreyContent> right_;
  double position_;
};

/// A heatmap over a grey image: zeros of a signed map are clear, everything else covers with the opacity.
class OverlayContent : public PaneContent {
 public:
  OverlayContent(std::shared_ptr<GreyContent> image, std::shared_ptr<HeatmapContent> heatmap, double opacity);

  GreyContent& image() { return *image_; }
  /// 0..1.
  void setOpacity(double opacity);

  QSize imageSize() const override { return image_->imageSize(); }
  HeatmapContent* heatmap() override { return heatmap_.get(); }
  void render(const core::Viewport& viewport, const PutStrip& put) override;
  void prepare(const core::Viewport& viewport) override;

 private:
  std::shared_ptr<GreyContent> image_;
  std::shared_ptr<HeatmapContent> heatmap_;
  std::uint32_t share_ = 0;  ///< of 256
};

}  // namespace trabecula::widgets
