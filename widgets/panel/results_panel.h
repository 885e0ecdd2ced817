#pragma once

#include <QAbstractTableModel>
#include <QWidget>
#include <vector>

#include "widgets/view/viewer_model.h"

class QLabel;
class QSortFilterProxyModel;
class QStackedLayout;
class QTableView;

namespace trabecula::widgets {

class ElidedLabel;

/// The finished compressions of the open image, a row each: what it cost, whether it is exact, how far off.
class ResultsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    Rank,  ///< by size, ties by encoding time, among the exact results: others save by losing something
    Codec,
    ParameterText,
    Device,
    BitsPerPixel,
    Ratio,
    Saving,
    EncodeSeconds,
    DecodeSeconds,
    Exact,
    FirstMetric
  };
  /// A cell's value with all its digits and without separators, for other programs.
  static constexpr int exportRole = Qt::UserRole;
  /// What a column is sorted by.
  static constexpr int sortRole = Qt::UserRole + 1;

  explicit ResultsModel(QObject* parent = nullptr);

  /// At the end, or in place of a result of the same image and settings (ShownResult::historyKey). Returns
  /// its row.
  int addResult(ViewerModel::ResultPtr result);
  void clear();
  /// Rank of a row from 1; 0 for results that are not exact.
  int rankOf(int row) const;
  /// Marks the rows that the panes show, before their codec's name.
  void setShown(const ViewerModel::ResultPtr& a, const ViewerModel::ResultPtr& b);
  const ViewerModel::ResultPtr& resultAt(int row) const { return results_[static_cast<std::size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QVariant sortValue(int row, int column) const;
  static QString cellText(const ShownResult& result, int column, QString (*number)(double));
  static QString cellToolTip(const ShownResult& result, int column);

  std::vector<ViewerModel::ResultPtr> results_;
  ViewerModel::ResultPtr shownA_;
  ViewerModel::ResultPtr shownB_;
};

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
