#pragma once

#include <QWidget>

#include "widgets/plot/value_histogram.h"
#include "widgets/view/pane_role.h"
#include "widgets/view/viewer_model.h"

class QCheckBox;
class QComboBox;

namespace trabecula::widgets {

/// The histogram of what the active pane shows, or of the values chosen: stored values of the original or a
/// decoded image, reconstruction residual, prediction residual, bit cost; of the frame or of the drawn
/// region. Counted in the background, and only while it is seen; empty while what it would show is not
/// counted. UI thread only.
class HistogramPanel : public QWidget {
  Q_OBJECT

 public:
  HistogramPanel(ViewerModel& model, JobRunner& runner, QWidget* parent = nullptr);

  /// What the active pane shows (with its map, where it shows one) and of which result: followed while that
  /// is chosen, and the residual, prediction residual and bit cost are of that result.
  void setActivePane(PaneRole role, Compared compared, const ValueMapPtr& map);
  ValueHistogram& histogram() { return *histogram_; }

 Q_SIGNALS:
  void saveRequested();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  enum class Source { ActivePane, Original, Decoded, DecodedB, Reconstruction, Prediction, BitCost };

  void startAnew();
  void refresh();
  void countActivePane();
  void countResult(Compared which);
  void countImage(const core::Image& image, const QString& what);
  void countSource(MapKind kind);
  void countMap(const ValueMapPtr& map, const QString& whyNone);
  void count(const std::function<core::Histogram()>& work, const QString& what, const ValueUnit& unit);
  QString whyMissing(Compared of, const QString& otherwise) const;
  QRect region() const;
  void showNothing(const QString& why);

  ViewerModel& model_;
  JobRunner& runner_;
  PaneRole activeRole_ = PaneRole::Original;
  Compared activeCompared_ = Compared::A;
  ValueMapPtr activeMap_;
  int request_ = 0;
  ValueHistogram* histogram_ = nullptr;
  QComboBox* source_ = nullptr;
  QCheckBox* regionOnly_ = nullptr;
};

}  // namespace trabecula::widgets
