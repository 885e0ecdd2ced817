#include "widgets/panel/results_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QRegularExpression>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QTableView>
#include <algorithm>

#include "widgets/panel/results_delegate.h"
#include "widgets/theme/elided_label.h"
#include "widgets/theme/theme.h"

namespace trabecula::widgets {

ResultsPanel::ResultsPanel(QWidget* parent) : QWidget(parent) {
  model_ = new ResultsModel(this);
  table_ = new QTableView(this);
  sorted_ = new QSortFilterProxyModel(this);
  sorted_->setSourceModel(model_);
  sorted_->setSortRole(ResultsModel::sortRole);
  table_->setModel(sorted_);
  table_->setItemDelegate(new ResultsDelegate(table_));
  table_->setSortingEnabled(true);
  table_->sortByColumn(-1, Qt::AscendingOrder);  // as they come, until somebody wants it otherwise
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setAlternatingRowColors(true);
  table_->setShowGrid(false);
  table_->setTabKeyNavigation(false);
  table_->setAccessibleName(tr("Results"));
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(26);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setStretchLastSection(false);
  empty_ = new QLabel(
      tr("Results appear here: size, ratio, times, verdict and metrics of every compression."), this);
  empty_->setProperty("quiet", true);
  empty_->setAlignment(Qt::AlignCenter);
  empty_->setWordWrap(true);

  verdictIcon_ = new QLabel(this);
  verdict_ = new ElidedLabel(Qt::ElideRight, this);
  verdict_->setObjectName(QStringLiteral("verdictSentence"));
  auto* page = new QWidget(this);
  auto* sentence = new QHBoxLayout;
  sentence->setContentsMargins(8, 3, 8, 4);
  sentence->setSpacing(6);
  sentence->addWidget(verdictIcon_);
  sentence->addWidget(verdict_, 1);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(table_, 1);
  column->addLayout(sentence);
  stack_ = new QStackedLayout(this);
  stack_->addWidget(empty_);
  stack_->addWidget(page);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ResultsPanel::choose);
}

ViewerModel::ResultPtr ResultsPanel::shownResult(const QModelIndex& index) const {
  return index.isValid() ? model_->resultAt(sorted_->mapToSource(index).row()) : nullptr;
}

void ResultsPanel::choose(const QModelIndex& index) {
  if (!index.isValid()) {
    verdict_->clear();
    verdictIcon_->clear();
    return;
  }
  const ViewerModel::ResultPtr result = shownResult(index);
  constexpr int iconSide = 16;
  verdictIcon_->setPixmap(
      icon(verdictIconName(verdictOf(result->compression).kind)).pixmap(iconSide, iconSide));
  QString text =
      tr("%1, %2 bytes. %3")
          .arg(result->codecTitle, QLocale().toString(static_cast<qulonglong>(result->compression.bytes)),
               verdictOf(result->compression).details);
  if (result->recalled) text += QLatin1Char(' ') + recalledText(*result);
  if (!result->conversion.isEmpty()) text += QLatin1Char(' ') + result->conversion;
  verdict_->setText(text);
  Q_EMIT resultSelected(result);
}

void ResultsPanel::setShown(const ViewerModel::ResultPtr& a, const ViewerModel::ResultPtr& b) {
  model_->setShown(a, b);
}

void ResultsPanel::setTableActions(const QList<QAction*>& actions) {
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);
  table_->addActions(actions);
}

void ResultsPanel::addResult(const ViewerModel::ResultPtr& result, Select select) {
  const int row = model_->addResult(result);
  stack_->setCurrentIndex(1);
  fitColumns();
  if (select == Select::No || (select == Select::IfNoneIs && currentResult())) return;
  const QModelIndex shown = sorted_->mapFromSource(model_->index(row, 0));
  // A row whose result was replaced is the current one already, and announces nothing.
  const bool announced = shown.row() != table_->currentIndex().row();
  table_->selectRow(shown.row());
  if (!announced) choose(table_->currentIndex());
}

/// As wide as their contents, with room for the arrow of a sorted column.
void ResultsPanel::fitColumns() {
  constexpr int arrowWidth = 16;
  table_->resizeColumnsToContents();
  const int sorted = std::max(table_->horizontalHeader()->sortIndicatorSection(), 0);
  table_->setColumnWidth(sorted, table_->columnWidth(sorted) + arrowWidth);
}

ViewerModel::ResultPtr ResultsPanel::sortByRank() {
  table_->sortByColumn(ResultsModel::Rank, Qt::AscendingOrder);
  if (model_->rowCount() == 0) return nullptr;
  const int best = sorted_->mapToSource(sorted_->index(0, 0)).row();
  if (model_->rankOf(best) == 0) return nullptr;
  fitColumns();
  table_->selectRow(0);
  return model_->resultAt(best);
}

void ResultsPanel::clear() {
  model_->clear();
  choose({});  // a model that is reset does not say that its current row is gone
  stack_->setCurrentWidget(empty_);
}

ViewerModel::ResultPtr ResultsPanel::currentResult() const {
  return shownResult(table_->currentIndex());
}

void ResultsPanel::selectResult(const ViewerModel::ResultPtr& result) {
  for (int row = 0; row < model_->rowCount(); ++row)
    if (model_->resultAt(row) == result)
      table_->selectRow(sorted_->mapFromSource(model_->index(row, 0)).row());
}

QString ResultsPanel::toText() const {
  QStringList lines;
  for (int row = -1; row < model_->rowCount(); ++row) {
    QStringList cells;
    const ViewerModel::ResultPtr result = shownResult(sorted_->index(row, 0));
    cells << (result ? result->fileName : tr("Image"));
    for (int column = 0; column < model_->columnCount(); ++column)
      cells << (result ? sorted_->data(sorted_->index(row, column), ResultsModel::exportRole)
                       : model_->headerData(column, Qt::Horizontal, Qt::DisplayRole))
                   .toString();
    cells << (result ? result->conversion : tr("Conversion"));
    cells << (!result            ? tr("From history")
              : result->recalled ? result->recalled->toString(Qt::ISODate)
                                 : QString());
    // One line a row and one cell between two tabs, whatever the file is called.
    static const QRegularExpression breaks(QStringLiteral("[\\t\\r\\n]"));
    lines << cells.replaceInStrings(breaks, QStringLiteral(" ")).join(QLatin1Char('\t'));
  }
  return lines.join(QLatin1Char('\n'));
}

}  // namespace trabecula::widgets
