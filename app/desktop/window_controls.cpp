#include "app/desktop/window_controls.h"

#include <algorithm>
#include <cmath>

#include "core/image/window_level.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/view/polarity.h"

namespace trabecula::app {

using widgets::WindowPanel;

WindowControls::WindowControls(widgets::ViewerModel& model, widgets::ViewGrid& grid,
                               widgets::JobRunner& runner, QWidget* parent)
    : QObject(parent), model_(model), grid_(grid), runner_(runner), panel_(new WindowPanel(parent)) {
  // Also said of the first frame of another image.
  connect(&model_, &widgets::ViewerModel::frameChanged, this, &WindowControls::refreshImage);
  connect(&model_, &widgets::ViewerModel::regionChanged, this,
          [this] { panel_->setRegionAvailable(hasGreyImage() && !model_.region().isEmpty()); });
  connect(&grid_, &widgets::ViewGrid::displayChanged, this, &WindowControls::refreshDisplay);
  connect(&grid_, &widgets::ViewGrid::activeChanged, this, &WindowControls::refreshDisplay);
  connect(&grid_, &widgets::ViewGrid::windowBoxDrawn, this, &WindowControls::applyBox);
  connect(panel_, &WindowPanel::displayEdited, this,
          [this](const core::DisplaySettings& display) { grid_.setDisplay(display); });
  connect(panel_, &WindowPanel::automaticRequested, this, &WindowControls::applyAutomatic);
  connect(panel_, &WindowPanel::fullRangeRequested, this, &WindowControls::applyFullRange);
  connect(panel_, &WindowPanel::regionRequested, this, [this] { applyBox(model_.region()); });
  refreshImage();
}

bool WindowControls::hasGreyImage() const {
  return model_.image() && model_.image()->image.colour().empty();
}

void WindowControls::apply(const core::VoiWindow& window) {
  core::DisplaySettings display = grid_.activePane().display();
  display.voiLut.reset();
  display.window = window;
  display.window.explanation.clear();
  display.window.width = std::max(window.width, core::leastWindowWidth(window.function));
  grid_.setDisplay(display);
}

void WindowControls::step(double darker, double width) {
  if (!hasGreyImage()) return;
  const double unit = panel_->histogram().step();
  const core::DisplaySettings& display = grid_.activePane().display();
  core::VoiWindow window = display.window;
  window.centre += darker * unit * widgets::darkerDirection(model_.image()->image.presentation(), display);
  window.width += width * unit;
  apply(window);
}

void WindowControls::applyAutomatic() {
  if (hasGreyImage()) apply(core::autoWindow(model_.image()->image, model_.frame()));
}

void WindowControls::applyFullRange() {
  if (hasGreyImage()) apply(core::fullRangeWindow(model_.image()->image, model_.frame()));
}

void WindowControls::applyBox(const QRect& box) {
  if (!hasGreyImage() || box.isEmpty()) return;
  apply(core::regionWindow(
      model_.image()->image, model_.frame(),
      {.left = box.left(), .top = box.top(), .width = box.width(), .height = box.height()}));
}

void WindowControls::refreshImage() {
  panel_->setRegionAvailable(hasGreyImage() && !model_.region().isEmpty());
  if (!hasGreyImage()) {
    panel_->setImage(nullptr, model_.image() ? tr("A colour image is shown as it is.") : QString());
    return;
  }
  panel_->setImage(&model_.image()->image.presentation());
  refreshDisplay();
  runner_.start(
      tr("Histogram"),
      [image = model_.image(), frame = model_.frame()](core::JobContext&) {
        return std::make_shared<const core::Histogram>(core::storedHistogram(image->image, frame));
      },
      this,
      [this, image = model_.image(), frame = model_.frame()](const WindowPanel::HistogramPtr& histogram) {
        // A newer request is on its way where the image or frame is another one by now.
        if (image == model_.image() && frame == model_.frame()) panel_->setHistogram(histogram);
      });
}

void WindowControls::refreshDisplay() {
  panel_->setDisplay(grid_.activePane().display());
}

}  // namespace trabecula::app
