#pragma once

#include <QWidget>
#include <functional>

class QHBoxLayout;

namespace trabecula::widgets {

/// The thin line of controls above a plot.
class PlotBar : public QWidget {
  Q_OBJECT

 public:
  explicit PlotBar(QWidget* parent = nullptr);

  void addWidget(QWidget* widget, int stretch = 0);
  /// Takes the room that is left.
  void addStretch();
  /// The button at the right end that saves the plot.
  void addSave(const std::function<void()>& slot);

 private:
  QHBoxLayout* row_ = nullptr;
};

}  // namespace trabecula::widgets
