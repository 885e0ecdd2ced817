#include "widgets/panel/job_delegate.h"

#include <QDateTime>
#include <QPainter>
#include <cmath>

#include "widgets/panel/job_model.h"
#include "widgets/theme/theme.h"

namespace trabecula::widgets {
namespace {

void drawLine(QPainter& painter, const QRect& area, const QString& text, const QColor& colour,
              Qt::TextElideMode elide) {
  painter.setPen(colour);
  painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
                   painter.fontMetrics().elidedText(text, elide, area.width()));
}

QRect upper(const QRect& area) {
  return {area.left(), area.top() + 4, area.width(), (area.height() - 8) / 2};
}

QRect lower(const QRect& area) {
  return upper(area).translated(0, (area.height() - 8) / 2);
}

/// A sliding piece where nobody knows how far the job is.
QRectF movingPart(const QRectF& bar) {
  constexpr double share = 0.3;
  constexpr double periodMs = 1600;
  const double phase =
      std::fmod(static_cast<double>(QDateTime::currentMSecsSinceEpoch()), periodMs) / periodMs;
  const double position = 0.5 - 0.5 * std::cos(phase * 2 * M_PI);
  return {bar.left() + position * (1 - share) * bar.width(), bar.top(), share * bar.width(), bar.height()};
}

}  // namespace

void JobDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
  QStyleOptionViewItem background = option;
  initStyleOption(&background, index);
  background.text.clear();
  const QWidget* widget = option.widget;
  widget->style()->drawControl(QStyle::CE_ItemViewItem, &background, painter, widget);
  painter->save();
  painter->setClipRect(option.rect);
  const QRect area = option.rect.adjusted(8, 0, -4, 0);
  if (index.column() == JobModel::Job)
    paintJob(*painter, area, index);
  else if (index.column() == JobModel::Progress)
    paintProgress(*painter, area, index);
  else
    paintAction(*painter, option, index);
  painter->restore();
}

void JobDelegate::paintJob(QPainter& painter, const QRect& area, const QModelIndex& index) {
  const bool failed = index.data(JobModel::FailedRole).toBool();
  drawLine(painter, upper(area), index.data().toString(), colours::text, Qt::ElideRight);
  drawLine(painter, lower(area), index.data(JobModel::DetailRole).toString(),
           failed ? colours::bad : colours::quietText, failed ? Qt::ElideRight : Qt::ElideMiddle);
}

void JobDelegate::paintProgress(QPainter& painter, const QRect& area, const QModelIndex& index) {
  const QVariant fraction = index.data(JobModel::FractionRole);
  const QString text = index.data().toString();
  QRect line = upper(area);
  if (fraction.isValid()) {
    constexpr double height = 6;
    const int textWidth = std::max(34, painter.fontMetrics().horizontalAdvance(text) + 6);
    const QRectF bar(line.left(), line.center().y() - height / 2 + 1, line.width() - textWidth, height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours::line);
    painter.drawRoundedRect(bar, height / 2, height / 2);
    QRectF filled = movingPart(bar);
    if (fraction.toDouble() >= 0)
      filled = {bar.left(), bar.top(), std::max(height, bar.width() * fraction.toDouble()), height};
    painter.setBrush(colours::accent);
    painter.drawRoundedRect(filled, height / 2, height / 2);
    line.setLeft(line.right() - textWidth + 6);
  }
  const bool failed = index.data(JobModel::FailedRole).toBool();
  drawLine(painter, line, text, failed ? colours::bad : colours::text, Qt::ElideRight);
  drawLine(painter, lower(area), index.data(JobModel::DetailRole).toString(), colours::quietText,
           Qt::ElideRight);
}

void JobDelegate::paintAction(QPainter& painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) {
  const auto* model = qobject_cast<const JobModel*>(index.model());
  QString name;
  if (model->canCancel(index.row()))
    name = QStringLiteral("cancel");
  else if (model->canRetry(index.row()))
    name = QStringLiteral("retry");
  else
    return;
  constexpr int side = 18;
  QRect box(0, 0, side, side);
  box.moveCenter(option.rect.center());
  icon(name).paint(&painter, box);
}

}  // namespace trabecula::widgets
