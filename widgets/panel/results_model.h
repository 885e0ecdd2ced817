#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "widgets/view/viewer_model.h"

namespace trabecula::widgets {

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

 Q_SIGNALS:
  /// The row of `former` is that of `now`, which was compressed with the same settings.
  void resultReplaced(const trabecula::widgets::ViewerModel::ResultPtr& former,
                      const trabecula::widgets::ViewerModel::ResultPtr& now);

 private:
  QVariant sortValue(int row, int column) const;
  static QString cellText(const ShownResult& result, int column, QString (*number)(double));
  static QString cellToolTip(const ShownResult& result, int column);

  std::vector<ViewerModel::ResultPtr> results_;
  ViewerModel::ResultPtr shownA_;
  ViewerModel::ResultPtr shownB_;
};

/// When a result of the history was compressed, in a sentence; only for those that are recalled.
QString recalledText(const ShownResult& result);

}  // namespace trabecula::widgets
