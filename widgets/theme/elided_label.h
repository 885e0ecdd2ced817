#pragma once

#include <QLabel>

namespace trabecula::widgets {

/// A one-line label of plain text that ends in (or has in its middle) an ellipsis where it lacks room, and
/// then has the whole text as its tooltip. Never asks for more than a few characters' width.
class ElidedLabel : public QLabel {
  Q_OBJECT

 public:
  explicit ElidedLabel(Qt::TextElideMode mode, QWidget* parent = nullptr);
  ElidedLabel(const QString& text, Qt::TextElideMode mode, QWidget* parent = nullptr);

  /// What is painted at the present width.
  QString shownText() const;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  Qt::TextElideMode mode_;
};

}  // namespace trabecula::widgets
