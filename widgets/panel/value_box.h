#pragma once

#include <QDoubleSpinBox>

namespace trabecula::widgets {

/// A number field that steps by one unit, ten with Shift, a hundred with Ctrl, by keys and by the wheel,
/// shows no trailing zeros, and reports when a number is finished rather than at every digit.
class ValueBox : public QDoubleSpinBox {
  Q_OBJECT

 public:
  explicit ValueBox(QWidget* parent = nullptr);

  QString textFromValue(double value) const override;

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;

 private:
  int wheelRemainder_ = 0;
};

}  // namespace trabecula::widgets
