#include "widgets/panel/job_panel.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QStackedLayout>
#include <QTableView>

#include "widgets/panel/job_delegate.h"
#include "widgets/theme/theme.h"

namespace trabecula::widgets {

JobPanel::JobPanel(JobRunner& runner, QWidget* parent) : QWidget(parent) {
  model_ = new JobModel(runner, this);
  buildTable();
  buildActions();
  auto* empty = new QLabel(tr("Compressions run here, in the background."), this);
  empty->setProperty("quiet", true);
  empty->setWordWrap(true);
  empty->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  empty->setContentsMargins(10, 8, 10, 4);
  stack_ = new QStackedLayout(this);
  stack_->addWidget(empty);
  stack_->addWidget(table_);
  for (const auto signal : {&JobModel::rowsInserted, &JobModel::rowsRemoved})
    connect(model_, signal, this, &JobPanel::refresh);
  connect(model_, &JobModel::modelReset, this, &JobPanel::refresh);
  connect(model_, &JobModel::dataChanged, this, &JobPanel::refresh);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &JobPanel::refresh);
  refresh();
}

void JobPanel::buildTable() {
  table_ = new QTableView(this);
  table_->setModel(model_);
  table_->setItemDelegate(new JobDelegate(table_));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setShowGrid(false);
  table_->setTabKeyNavigation(false);
  table_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  table_->setAccessibleName(tr("Jobs"));
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(JobDelegate::rowHeight);
  QHeaderView* header = table_->horizontalHeader();
  header->setHighlightSections(false);
  header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  constexpr int progressWidth = 152;
  constexpr int actionWidth = 30;
  header->setMinimumSectionSize(actionWidth);
  header->setSectionResizeMode(JobModel::Job, QHeaderView::Stretch);
  header->resizeSection(JobModel::Progress, progressWidth);
  header->resizeSection(JobModel::Action, actionWidth);
  connect(table_, &QTableView::clicked, this, [this](const QModelIndex& index) {
    if (index.column() == JobModel::Action) press(index.row());
  });
}

std::vector<KeyHelp> JobPanel::keyHelp() {
  return {{tr("Delete on a job"), tr("Cancel it")},
          {tr("Return on a job that failed or was cancelled"), tr("Try it again")},
          {tr("Shift + Delete in the jobs"), tr("Remove those that are finished")}};
}

void JobPanel::buildActions() {
  const auto add = [this](const QString& iconName, const QString& text, const QKeySequence& key) {
    auto* action = new QAction(text, table_);
    if (!iconName.isEmpty()) action->setIcon(icon(iconName));
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut);
    table_->addAction(action);
    return action;
  };
  cancel_ = add(QStringLiteral("cancel"), tr("&Cancel this job"), QKeySequence::Delete);
  retry_ = add(QStringLiteral("retry"), tr("&Try again"), QKeySequence(Qt::Key_Return));
  tidy_ = add({}, tr("&Remove finished jobs"), QKeySequence(tr("Shift+Del")));
  cancel_->setObjectName(QStringLiteral("cancelJob"));
  retry_->setObjectName(QStringLiteral("retryJob"));
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);
  connect(cancel_, &QAction::triggered, this, [this] { model_->cancel(currentRow()); });
  connect(retry_, &QAction::triggered, this, [this] { model_->retry(currentRow()); });
  connect(tidy_, &QAction::triggered, model_, &JobModel::removeFinished);
}

int JobPanel::currentRow() const {
  return table_->currentIndex().isValid() ? table_->currentIndex().row() : -1;
}

void JobPanel::press(int row) {
  if (model_->canCancel(row))
    model_->cancel(row);
  else
    model_->retry(row);
}

void JobPanel::refresh() {
  const int row = currentRow();
  cancel_->setEnabled(row >= 0 && row < model_->rowCount() && model_->canCancel(row));
  retry_->setEnabled(row >= 0 && row < model_->rowCount() && model_->canRetry(row));
  stack_->setCurrentIndex(model_->rowCount() > 0 ? 1 : 0);
}

}  // namespace trabecula::widgets
