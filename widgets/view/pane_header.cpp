#include "widgets/view/pane_header.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

#include "widgets/theme/elided_label.h"
#include "widgets/theme/theme.h"

namespace trabecula::widgets {
namespace {

QColor verdictColour(Verdict::Kind kind) {
  switch (kind) {
    case Verdict::Kind::Exact:
      return colours::good;
    case Verdict::Kind::Differs:
      return colours::unknown;
    case Verdict::Kind::Broken:
      break;
  }
  return colours::bad;
}

}  // namespace

PaneHeader::PaneHeader(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("paneHeader"));
  setAttribute(Qt::WA_StyledBackground);  // the pane's style sheet paints it
  roleButton_ = new QToolButton(this);
  roleButton_->setPopupMode(QToolButton::InstantPopup);
  roleButton_->setToolButtonStyle(Qt::ToolButtonTextOnly);
  roleButton_->setToolTip(tr("Choose what this pane shows (Alt+1 to Alt+9; Ctrl+Alt for surfaces)"));
  auto* menu = new QMenu(roleButton_);
  for (const PaneRole role : paneRoles())
    connect(menu->addAction(icon(paneRoleIcon(role)), paneRoleTitle(role)), &QAction::triggered, this,
            [this, role] { Q_EMIT roleChosen(role); });
  roleButton_->setMenu(menu);

  title_ = new ElidedLabel(Qt::ElideRight, this);
  title_->setProperty("quiet", true);
  verdictIcon_ = new QLabel(this);
  verdictText_ = new QLabel(this);
  auto* menuButton = new QToolButton(this);
  menuButton->setText(QStringLiteral("\u22EE"));
  menuButton->setToolTip(tr("More for this pane (right mouse button, Menu key)"));
  menuButton->setAccessibleName(tr("Pane menu"));
  connect(menuButton, &QToolButton::clicked, this, [this, menuButton] {
    Q_EMIT menuRequested(menuButton->mapToGlobal(QPoint(0, menuButton->height())));
  });

  rows_ = new QGridLayout(this);
  rows_->setContentsMargins(4, 1, 4, 1);
  rows_->setHorizontalSpacing(6);
  rows_->setVerticalSpacing(0);
  rows_->setColumnStretch(1, 1);
  rows_->addWidget(roleButton_, 0, 0);
  rows_->addWidget(title_, 0, 1);
  rows_->addWidget(verdictIcon_, 0, 2);
  rows_->addWidget(verdictText_, 0, 3);
  rows_->addWidget(menuButton, 0, 4);
}

void PaneHeader::resizeEvent(QResizeEvent*) {
  placeTitle();
}

void PaneHeader::placeTitle() {
  constexpr int menuAndSpaces = 64;
  int taken = roleButton_->sizeHint().width() + menuAndSpaces;
  if (!verdictText_->isHidden()) taken += verdictText_->sizeHint().width() + 22;
  const bool isBelow = taken + title_->fontMetrics().horizontalAdvance(title_->text()) > width();
  if (isBelow == isTitleBelow_) return;
  isTitleBelow_ = isBelow;
  rows_->addWidget(title_, isBelow ? 1 : 0, isBelow ? 0 : 1, 1, isBelow ? 5 : 1);
  title_->setContentsMargins(isBelow ? 6 : 0, 0, 0, isBelow ? 3 : 0);
}

void PaneHeader::setRole(PaneRole role) {
  roleButton_->setText(paneRoleTitle(role) + QStringLiteral(" \u25BE"));
}

void PaneHeader::setTitle(const QString& title) {
  title_->setText(title);
  placeTitle();
}

QString PaneHeader::title() const {
  return title_->text();
}

/// The verdict's colour and icon are another theme's.
void PaneHeader::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange && verdict_) setVerdict(std::optional(*verdict_));
  QWidget::changeEvent(event);
}

void PaneHeader::setVerdict(const std::optional<Verdict>& verdict) {
  verdict_ = verdict;
  verdictIcon_->setVisible(verdict.has_value());
  verdictText_->setVisible(verdict.has_value());
  if (!verdict) return placeTitle();
  verdictIcon_->setPixmap(icon(verdictIconName(verdict->kind)).pixmap(16, 16));
  verdictText_->setText(verdict->text);
  verdictText_->setStyleSheet(
      QStringLiteral("color: %1; font-weight: 600;").arg(verdictColour(verdict->kind).name()));
  verdictIcon_->setToolTip(verdict->details);
  verdictText_->setToolTip(verdict->details);
  placeTitle();
}

}  // namespace trabecula::widgets
