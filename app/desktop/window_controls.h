#pragma once

#include <QObject>

#include "widgets/panel/window_panel.h"
#include "widgets/view/view_grid.h"

namespace trabecula::widgets {
class JobRunner;
}  // namespace trabecula::widgets

namespace trabecula::app {

/// Connects the window panel with the active pane: what the pane shows appears in the panel, and what is set
/// in the panel, by step keys or by a box on the image is applied to the pane (and to all where windows are
/// linked). The histogram is counted in the background. UI thread only.
class WindowControls : public QObject {
  Q_OBJECT

 public:
  WindowControls(widgets::ViewerModel& model, widgets::ViewGrid& grid, widgets::JobRunner& runner,
                 QWidget* parent);

  widgets::WindowPanel& panel() { return *panel_; }

  /// Moves centre and width by so many stored values, the centre towards a darker picture whatever the
  /// polarity; a VOI LUT makes way for the window.
  void step(double darker, double width);
  void applyAutomatic();
  void applyFullRange();
  /// The window of the values in a part of the image; no effect where `box` is empty.
  void applyBox(const QRect& box);

 private:
  bool hasGreyImage() const;
  void apply(const core::VoiWindow& window);
  void refreshImage();
  void refreshDisplay();

  widgets::ViewerModel& model_;
  widgets::ViewGrid& grid_;
  widgets::JobRunner& runner_;
  widgets::WindowPanel* panel_ = nullptr;
};

}  // namespace trabecula::app
