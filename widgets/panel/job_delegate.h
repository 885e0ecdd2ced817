#pragma once

#include <QStyledItemDelegate>

namespace trabecula::widgets {

/// Paints the cells of a JobModel: two lines each, a bar while a job runs, and the button at the end.
class JobDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  static constexpr int rowHeight = 44;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  static void paintJob(QPainter& painter, const QRect& area, const QModelIndex& index);
  static void paintProgress(QPainter& painter, const QRect& area, const QModelIndex& index);
  static void paintAction(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index);
};

}  // namespace trabecula::widgets
