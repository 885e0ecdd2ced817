#include "widgets/plot/plot_bar.h"

#include <QHBoxLayout>
#include <QToolButton>

#include "widgets/theme/theme.h"

namespace trabecula::widgets {

PlotBar::PlotBar(QWidget* parent) : QWidget(parent) {
  row_ = new QHBoxLayout(this);
  row_->setContentsMargins(8, 4, 8, 2);
  row_->setSpacing(6);
}

void PlotBar::addWidget(QWidget* widget, int stretch) {
  row_->addWidget(widget, stretch);
}

void PlotBar::addStretch() {
  row_->addStretch(1);
}

void PlotBar::addSave(const std::function<void()>& slot) {
  auto* save = new QToolButton(this);
  save->setObjectName(QStringLiteral("savePlot"));
  save->setIcon(icon(QStringLiteral("save-picture")));
  save->setToolTip(tr("Save this plot (PNG, SVG, CSV)"));
  save->setAccessibleName(tr("Save this plot"));
  connect(save, &QToolButton::clicked, this, slot);
  addStretch();
  row_->addWidget(save);
}

}  // namespace trabecula::widgets
