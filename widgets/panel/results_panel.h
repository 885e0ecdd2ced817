#pragma once

#include <QWidget>

#include "widgets/panel/results_model.h"

class QLabel;
class QModelIndex;
class QSortFilterProxyModel;
class QStackedLayout;
class QTableView;

namespace trabecula::widgets {

class ElidedLabel;

/// The table, and what it says while empty.
class ResultsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ResultsPanel(QWidget* parent = nullptr);

  enum class Select { Yes, IfNoneIs, No };
  void addResult(const ViewerModel::ResultPtr& result, Select select = Select::Yes);
  void clear();
  /// Best first, and the best one chosen; null where no result is exact.
  ViewerModel::ResultPtr sortByRank();
  const ResultsModel& model() const { return *model_; }
  ViewerModel::ResultPtr currentResult() const;
  /// Chooses the row of a result, as a click on it would; no effect where it is not in the table.
  void selectResult(const ViewerModel::ResultPtr& result);
  /// What the table's own menu offers; adds to what it offers already.
  void setTableActions(const QList<QAction*>& actions);
  /// Which rows the panes show as codec A and codec B; either may be null.
  void setShown(const ViewerModel::ResultPtr& a, const ViewerModel::ResultPtr& b);
  /// The table as text with tabs, header first, numbers in full: what copying puts on the clipboard.
  QString toText() const;

 Q_SIGNALS:
  void resultSelected(const trabecula::widgets::ViewerModel::ResultPtr& result);

 private:
  void choose(const QModelIndex& index);
  void fitColumns();
  ViewerModel::ResultPtr shownResult(const QModelIndex& index) const;

  ResultsModel* model_ = nullptr;
  QSortFilterProxyModel* sorted_ = nullptr;
  QTableView* table_ = nullptr;
  QStackedLayout* stack_ = nullptr;
  QLabel* empty_ = nullptr;
  QLabel* verdictIcon_ = nullptr;
  ElidedLabel* verdict_ = nullptr;  ///< the chosen result in a sentence
};

}  // namespace trabecula::widgets
