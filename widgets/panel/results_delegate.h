#pragma once

#include <QStyledItemDelegate>

namespace trabecula::widgets {

/// Keeps the mark of a recalled time near its number, away from the column before.
class ResultsDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

}  // namespace trabecula::widgets
