#include "widgets/panel/value_box.h"

#include <QKeyEvent>
#include <QWheelEvent>

#include "widgets/plot/window_histogram.h"

namespace trabecula::widgets {
namespace {

bool isStep(const QKeyEvent& event) {
  return event.key() == Qt::Key_Up || event.key() == Qt::Key_Down;
}

}  // namespace

ValueBox::ValueBox(QWidget* parent) : QDoubleSpinBox(parent) {
  constexpr double wide = 1e7;
  setRange(-wide, wide);
  setDecimals(3);
  setKeyboardTracking(false);
  setAlignment(Qt::AlignRight);
  setFocusPolicy(Qt::StrongFocus);  // the wheel over a panel that scrolls changes no number by accident
}

QString ValueBox::textFromValue(double value) const {
  QLocale plain = locale();
  plain.setNumberOptions(QLocale::OmitGroupSeparator);
  return plain.toString(value, 'f', QLocale::FloatingPointShortest);
}

bool ValueBox::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && isStep(*static_cast<QKeyEvent*>(event))) {
    event->accept();
    return true;
  }
  return QDoubleSpinBox::event(event);
}

void ValueBox::keyPressEvent(QKeyEvent* event) {
  if (isStep(*event))
    stepBy((event->key() == Qt::Key_Up ? 1 : -1) * stepFactor(event->modifiers()));
  else
    QDoubleSpinBox::keyPressEvent(event);
}

void ValueBox::wheelEvent(QWheelEvent* event) {
  if (!hasFocus()) {
    event->ignore();
    return;
  }
  constexpr int notch = 120;
  wheelRemainder_ += event->angleDelta().y();
  if (const int notches = wheelRemainder_ / notch; notches != 0)
    stepBy(notches * stepFactor(event->modifiers()));
  wheelRemainder_ %= notch;
  event->accept();
}

}  // namespace trabecula::widgets
