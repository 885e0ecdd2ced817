#pragma once

#include <QObject>
#include <QRect>

#include "core/image/display_lut.h"
#include "widgets/view/map_store.h"
#include "widgets/view/shown_result.h"

namespace trabecula::widgets {

class JobRunner;

/// What all panes show: the open image, frame, window, the one or two results (codec A and codec B) and the
/// region. UI thread only; the maps of maps() are computed by jobs and arrive later.
class ViewerModel : public QObject {
  Q_OBJECT

 public:
  using ImagePtr = widgets::ImagePtr;
  using ResultPtr = widgets::ResultPtr;

  explicit ViewerModel(JobRunner& runner, QObject* parent = nullptr);

  const ImagePtr& image() const { return image_; }
  int frame() const { return frame_; }
  const core::DisplaySettings& display() const { return display_; }
  /// Codec A.
  const ResultPtr& result() const { return result_; }
  /// Codec B, to compare A with; null until one is chosen.
  const ResultPtr& resultB() const { return resultB_; }
  const QRect& region() const { return region_; }
  /// Residuals and bit costs of this image, frame and results.
  MapStore& maps() { return maps_; }
  /// Runs short jobs for what the panes show.
  JobRunner& jobs() { return runner_; }

  /// Opens an image on its first frame with its own window; forgets results and region. Null closes.
  void setImage(ImagePtr image);
  void setFrame(int frame);
  void setDisplay(const core::DisplaySettings& display);
  /// A result of the open image as codec A; null for none.
  void setResult(ResultPtr result);
  /// A result of the open image as codec B. Where it is codec A only because it was just chosen, codec A is
  /// again what it was before, so that choosing a row and then "codec B" leaves two to compare.
  void setResultB(ResultPtr result);
  void swapResults();
  /// Shows `now` wherever `former` is shown: the same settings were compressed with anew.
  void replaceResult(const ResultPtr& former, const ResultPtr& now);
  void setRegion(const QRect& region);

 Q_SIGNALS:
  void imageChanged();
  void frameChanged();
  void displayChanged();
  /// Codec A or codec B is another.
  void resultChanged();
  void regionChanged();

 private:
  void resultsAreSet();

  JobRunner& runner_;
  MapStore maps_;
  ImagePtr image_;
  ResultPtr result_;
  ResultPtr resultB_;
  ResultPtr formerResult_;  ///< codec A before this one
  core::DisplaySettings display_;
  QRect region_;
  int frame_ = 0;
};

}  // namespace trabecula::widgets
