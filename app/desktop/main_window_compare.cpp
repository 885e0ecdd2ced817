// Codec A and codec B: which results they are, and what the status bar says of them.
#include <QMenu>

#include "app/desktop/main_window.h"
#include "app/desktop/pane_menu.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/panel/results_panel.h"
#include "widgets/theme/theme.h"
#include "widgets/view/colour_bar.h"
#include "widgets/view/number_text.h"

namespace trabecula::app {

void MainWindow::buildComparedActions(QMenu* menu) {
  QAction* a = addAction(menu, {}, tr("Use the chosen result as codec &A"), QKeySequence(tr("Shift+A")),
                         [this] { useSelectedAs(widgets::Compared::A); });
  QAction* b = addAction(menu, {}, tr("Use the chosen result as codec &B"), QKeySequence(tr("Shift+B")),
                         [this] { useSelectedAs(widgets::Compared::B); });
  QAction* swap = addAction(menu, {}, tr("S&wap codec A and codec B"), QKeySequence(tr("Shift+X")),
                            [this] { model_->swapResults(); });
  a->setObjectName(QStringLiteral("useAsA"));
  b->setObjectName(QStringLiteral("useAsB"));
  swap->setObjectName(QStringLiteral("swapResults"));
  resultActions_.insert(resultActions_.end(), {a, b, swap});
  results_->setTableActions({a, b, swap});

  QMenu* settings = menu->addMenu(tr("Active pane se&ttings"));
  connect(settings, &QMenu::aboutToShow, this, [this, settings] {
    settings->clear();
    fillPaneMenu(*settings, *grid_, grid_->activeIndex());
  });
}

bool MainWindow::isBusyForPanes() const {
  return services_.viewJobs.isBusy();
}

void MainWindow::useSelectedAs(widgets::Compared which) {
  const auto result = results_->currentResult();
  if (!result) return;
  if (which == widgets::Compared::B)
    model_->setResultB(result);
  else
    model_->setResult(result);
}

QString MainWindow::resultProbeText(const widgets::Probe& probe, std::int32_t stored) const {
  QString text;
  const auto values = [&](const widgets::ResultPtr& result, const QString& decodedIs) {
    if (!result) return;
    const std::int32_t decoded = result->compression.decoded.storedValue(probe.x, probe.y, model_->frame());
    text += tr("  |  %1 %2  residual %3").arg(decodedIs).arg(decoded, 6).arg(stored - decoded);
  };
  const auto& b = model_->resultB();
  values(model_->result(), b ? tr("A decoded") : tr("decoded"));
  values(b, tr("B decoded"));
  const auto cost =
      model_->maps().known({.kind = widgets::MapKind::BitCost, .of = widgets::Compared::A, .stream = 0});
  if (cost) text += tr("  |  cost %1 bit").arg(widgets::stepsText(*cost, cost->at(probe.x, probe.y)));
  return text;
}

}  // namespace trabecula::app
