// The parts of MainWindow that show numbers: the window panel, and the keys that step it.
#include <QAction>
#include <QDockWidget>
#include <QMenu>

#include "app/desktop/main_window.h"
#include "app/desktop/window_controls.h"
#include "widgets/theme/theme.h"

namespace trabecula::app {

widgets::WindowPanel& MainWindow::windowPanel() {
  return windowControls_->panel();
}

void MainWindow::buildWindowPanel() {
  windowControls_ = new WindowControls(*model_, *grid_, services_.viewJobs, this);
  auto* dock = new QDockWidget(tr("Window"), this);
  dock->setObjectName(QStringLiteral("window"));
  dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
  dock->setWidget(&windowControls_->panel());
  addDockWidget(Qt::RightDockWidgetArea, dock);
  auto* compress = findChild<QDockWidget*>(QStringLiteral("compress"));
  tabifyDockWidget(compress, dock);
  compress->raise();
  connect(&windowControls_->panel(), &widgets::WindowPanel::presetChosen, this,
          [this](int index) { applyPreset(static_cast<std::size_t>(index)); });
}

/// Steps of one stored value, ten with Shift and a hundred with Ctrl. Those of a hundred work everywhere; the
/// others on the images only, where their keys mean nothing else.
void MainWindow::buildWindowSteps(QMenu* view) {
  imageActions_.push_back(addAction(view, {}, tr("Window from the drawn re&gion"), QKeySequence(tr("Ctrl+0")),
                                    [this] { windowControls_->applyBox(model_->region()); }));
  QMenu* steps = view->addMenu(tr("Window &steps"));
  const auto add = [&](const QString& text, const QString& key, double centre, double width) {
    QAction* action = addAction(steps, {}, text, QKeySequence(key),
                                [this, centre, width] { windowControls_->step(centre, width); });
    imageActions_.push_back(action);
    if (key.startsWith(QStringLiteral("Ctrl"))) return;
    action->setShortcutContext(Qt::WidgetShortcut);
    for (std::size_t i = 0; i < widgets::ViewGrid::paneCount; ++i)
      grid_->pane(i).imageView().addAction(action);
  };
  const struct {
    const char* prefix;
    int count;
  } sizes[] = {{"", 1}, {"Shift+", 10}, {"Ctrl+", 100}};
  for (const auto& [prefix, count] : sizes) {
    const QString keys = QLatin1String(prefix);
    add(tr("&Brighter by %1").arg(count), keys + QStringLiteral("Up"), -count, 0);
    add(tr("&Darker by %1").arg(count), keys + QStringLiteral("Down"), count, 0);
    // Left and Right alone belong to the comparison.
    add(tr("&Wider by %1").arg(count), count == 1 ? QStringLiteral(".") : keys + QStringLiteral("Right"), 0,
        count);
    add(tr("&Narrower by %1").arg(count), count == 1 ? QStringLiteral(",") : keys + QStringLiteral("Left"), 0,
        -count);
    if (count < 100) steps->addSeparator();
  }
}

}  // namespace trabecula::app
