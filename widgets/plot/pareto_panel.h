#pragma once

#include <QWidget>
#include <vector>

#include "widgets/plot/chart.h"
#include "widgets/view/viewer_model.h"

class QComboBox;

namespace trabecula::widgets {

/// The finished compressions of the open image as size against time, the Pareto front of the exact ones drawn
/// through them: what lies above it is both larger and slower than something else. UI thread only.
class ParetoPanel : public QWidget {
  Q_OBJECT

 public:
  using ResultPtr = ViewerModel::ResultPtr;

  explicit ParetoPanel(QWidget* parent = nullptr);

  void setResults(std::vector<ResultPtr> results);
  /// Marks the point of a result; null for none.
  void setCurrentResult(const ResultPtr& result);
  Chart& chart() { return *chart_; }

 Q_SIGNALS:
  void resultChosen(const trabecula::widgets::ViewerModel::ResultPtr& result);
  void saveRequested();

 private:
  void rebuild();
  QString labelOf(const ResultPtr& result) const;
  double secondsOf(const ResultPtr& result) const;

  std::vector<ResultPtr> results_;
  ResultPtr current_;
  std::vector<std::vector<ResultPtr>> shown_;  ///< what the points of each series stand for
  Chart* chart_ = nullptr;
  QComboBox* time_ = nullptr;
};

}  // namespace trabecula::widgets
