#pragma once

#include <QRect>
#include <QWidget>

#include "widgets/view/value_map.h"

namespace trabecula::widgets {

class JobRunner;
class SurfacePane;
class ValueHistogram;

/// A surface with the histogram of the values it shows beside it, or below it where the page is narrow;
/// without it where there is no room or it is not wanted. Counted in the background, and only while it is
/// seen. UI thread only.
class SurfacePage : public QWidget {
  Q_OBJECT

 public:
  explicit SurfacePage(JobRunner& runner, QWidget* parent = nullptr);

  SurfacePane& surface() { return *surface_; }
  ValueHistogram& histogram() { return *histogram_; }
  /// What the surface shows; `region` is of the image, empty for all of it.
  void setValues(const ValueMapPtr& map, const QRect& region);
  bool isHistogramWanted() const { return isWanted_; }
  void setHistogramWanted(bool wanted);

  QSize minimumSizeHint() const override;

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void place();
  void count();

  JobRunner& runner_;
  SurfacePane* surface_ = nullptr;
  ValueHistogram* histogram_ = nullptr;
  ValueMapPtr map_;
  QRect region_;
  bool isWanted_ = true;
  bool isCounted_ = false;  ///< or being counted
  int request_ = 0;
};

}  // namespace trabecula::widgets
