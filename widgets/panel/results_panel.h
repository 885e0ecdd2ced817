#pragma once

#include <QAbstractTableModel>
#include <QWidget>
#include <vector>

#include "widgets/view/viewer_model.h"

class QLabel;
class QStackedLayout;
class QTableView;

namespace trabecula::widgets {

class ElidedLabel;

/// The finished compressions of the open image, a row each: what it cost, whether it is exact, how far off.
class ResultsModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
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

  explicit ResultsModel(QObject* parent = nullptr);

  void addResult(ViewerModel::ResultPtr result);
  void clear();
  const ViewerModel::ResultPtr& resultAt(int row) const { return results_[static_cast<std::size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  static QString cellText(const ShownResult& result, int column, QString (*number)(double));
  static QString cellToolTip(const ShownResult& result, int column);

  std::vector<ViewerModel::ResultPtr> results_;
};

/// The table, and what it says while empty.
class ResultsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ResultsPanel(QWidget* parent = nullptr);

  void addResult(const ViewerModel::ResultPtr& result);
  void clear();
  const ResultsModel& model() const { return *model_; }
  ViewerModel::ResultPtr currentResult() const;
  /// Chooses the row of a result, as a click on it would; no effect where it is not in the table.
  void selectResult(const ViewerModel::ResultPtr& result);
  /// What the table's own menu offers.
  void setTableActions(const QList<QAction*>& actions);
  /// The table as text with tabs, header first, numbers in full: what copying puts on the clipboard.
  QString toText() const;

 Q_SIGNALS:
  void resultSelected(const trabecula::widgets::ViewerModel::ResultPtr& result);

 private:
  void choose(const QModelIndex& index);

  ResultsModel* model_ = nullptr;
  QTableView* table_ = nullptr;
  QStackedLayout* stack_ = nullptr;
  QLabel* empty_ = nullptr;
  QLabel* verdictIcon_ = nullptr;
  ElidedLabel* verdict_ = nullptr;  ///< the chosen result in a sentence
};

}  // namespace trabecula::widgets
