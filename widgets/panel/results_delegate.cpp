#include "widgets/panel/results_delegate.h"

#include "widgets/panel/results_model.h"

namespace trabecula::widgets {

void ResultsDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
  QStyledItemDelegate::initStyleOption(option, index);
  if (index.column() != ResultsModel::EncodeSeconds) return;
  constexpr int gap = 10;
  option->decorationSize.rwidth() += gap;
  option->decorationAlignment = Qt::AlignRight | Qt::AlignVCenter;
}

}  // namespace trabecula::widgets
