#include "widgets/view/viewer_model.h"

#include <algorithm>

#include "core/image/window_level.h"

namespace trabecula::widgets {

ViewerModel::ViewerModel(JobRunner& runner, QObject* parent)
    : QObject(parent), runner_(runner), maps_(runner) {}

void ViewerModel::setImage(ImagePtr image) {
  image_ = std::move(image);
  frame_ = 0;
  result_.reset();
  resultB_.reset();
  formerResult_.reset();
  region_ = {};
  display_ = {};
  if (image_) display_.window = core::initialWindow(image_->image, 0);
  // A file whose only VOI is a table opens with it; any window replaces it again.
  if (image_ && image_->image.presentation().windows.empty() && !image_->image.presentation().voiLuts.empty())
    display_.voiLut = 0;
  maps_.setSubject({.image = image_, .frame = frame_, .a = {}, .b = {}});
  Q_EMIT imageChanged();
  Q_EMIT frameChanged();
  Q_EMIT displayChanged();
  Q_EMIT resultChanged();
  Q_EMIT regionChanged();
}

void ViewerModel::setFrame(int frame) {
  if (!image_) return;
  const int next = std::clamp(frame, 0, image_->image.frames() - 1);
  if (next == frame_) return;
  frame_ = next;
  maps_.setSubject({.image = image_, .frame = frame_, .a = result_, .b = resultB_});
  Q_EMIT frameChanged();
}

void ViewerModel::setDisplay(const core::DisplaySettings& display) {
  if (display == display_) return;
  display_ = display;
  Q_EMIT displayChanged();
}

void ViewerModel::resultsAreSet() {
  maps_.setSubject({.image = image_, .frame = frame_, .a = result_, .b = resultB_});
  Q_EMIT resultChanged();
}

void ViewerModel::setResult(ResultPtr result) {
  if (result == result_) return;
  formerResult_ = std::exchange(result_, std::move(result));
  resultsAreSet();
}

void ViewerModel::setResultB(ResultPtr result) {
  if (result == resultB_) return;
  resultB_ = std::move(result);
  if (resultB_ && resultB_ == result_ && formerResult_) result_ = std::exchange(formerResult_, nullptr);
  resultsAreSet();
}

void ViewerModel::swapResults() {
  if (result_ == resultB_ || !resultB_) return;
  std::swap(result_, resultB_);
  formerResult_.reset();
  resultsAreSet();
}

void ViewerModel::replaceResult(const ResultPtr& former, const ResultPtr& now) {
  if (!former || former == now) return;
  const bool isShown = former == result_ || former == resultB_;
  for (ResultPtr* result : {&result_, &resultB_, &formerResult_})
    if (*result == former) *result = now;
  if (isShown) resultsAreSet();
}

void ViewerModel::setRegion(const QRect& region) {
  if (region == region_) return;
  region_ = region;
  Q_EMIT regionChanged();
}

}  // namespace trabecula::widgets
