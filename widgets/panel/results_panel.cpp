#include "widgets/panel/results_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QRegularExpression>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTableView>
#include <algorithm>
#include <limits>
#include <tuple>

#include "widgets/theme/elided_label.h"
#include "widgets/theme/theme.h"
#include "widgets/view/number_text.h"

namespace trabecula::widgets {
namespace {

/// Space saving, 1 - compressed / original, in percent.
double savingPercent(const core::CompressionResult& result) {
  return 100 * (1 - 1 / result.ratio);
}

const core::Metric& metricOfColumn(int column) {
  return *core::findMetric(
      core::usualMetricIds()[static_cast<std::size_t>(column - ResultsModel::FirstMetric)]);
}

const core::MetricValue* metricValue(const ShownResult& result, int column) {
  for (const auto& [metric, value] : result.metrics)
    if (metric == &metricOfColumn(column)) return &value;
  return nullptr;
}

QString exportNumber(double value) {
  return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString verdictIconName(const core::CompressionResult& result) {
  if (result.roundTrip.identical) return QStringLiteral("exact");
  return result.verified ? QStringLiteral("inexact") : QStringLiteral("not-verified");
}

bool isTextColumn(int column) {
  return column == ResultsModel::Codec || column == ResultsModel::ParameterText ||
         column == ResultsModel::Device || column == ResultsModel::Exact;
}

QString recalledText(const ShownResult& result) {
  return ResultsPanel::tr("From history: compressed and checked %1; the times are of then.")
      .arg(QLocale().toString(result.recalled->toLocalTime(), QLocale::ShortFormat));
}

/// The same below the number of a tool tip.
QString recalledLine(const ShownResult& result) {
  return result.recalled ? QLatin1Char('\n') + recalledText(result) : QString();
}

/// "A", "B" or both in the accent's colour; as much empty space where a row is not shown.
QIcon shownBadge(bool isA, bool isB) {
  constexpr int side = 20;
  constexpr int ratio = 2;  // sharp on any screen
  QPixmap badge(QSize(side, side) * ratio);
  badge.setDevicePixelRatio(ratio);
  badge.fill(Qt::transparent);
  if (isA || isB) {
    QPainter painter(&badge);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours::accent);
    painter.drawRoundedRect(QRectF(0, 2, side, side - 4), 3, 3);
    QFont font = painter.font();
    font.setPixelSize(isA && isB ? 10 : 13);
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(Qt::black);
    const QString letters = isA ? (isB ? QStringLiteral("AB") : QStringLiteral("A")) : QStringLiteral("B");
    painter.drawText(QRectF(0, 0, side, side), Qt::AlignCenter, letters);
  }
  return badge;
}

/// Units stand in the header, below the title.
QString withUnit(const QString& title, const QString& unit) {
  return unit.isEmpty() ? title : QStringLiteral("%1\n[%2]").arg(title, unit);
}

/// Keeps the mark of a recalled time near its number, away from the column before.
class ResultsDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() != ResultsModel::EncodeSeconds) return;
    constexpr int gap = 10;
    option->decorationSize.rwidth() += gap;
    option->decorationAlignment = Qt::AlignRight | Qt::AlignVCenter;
  }
};

}  // namespace

ResultsModel::ResultsModel(QObject* parent) : QAbstractTableModel(parent) {}

int ResultsModel::addResult(ViewerModel::ResultPtr result) {
  const auto same = std::ranges::find_if(results_, [&](const ViewerModel::ResultPtr& other) {
    return !result->historyKey.isEmpty() && other->historyKey == result->historyKey;
  });
  const int row = static_cast<int>(same - results_.begin());
  if (same != results_.end()) {
    *same = std::move(result);
  } else {
    beginInsertRows({}, row, row);
    results_.push_back(std::move(result));
    endInsertRows();
  }
  // Ranks of the others may have changed.
  Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
  return row;
}

int ResultsModel::rankOf(int row) const {
  const auto costOf = [](const core::CompressionResult& result) {
    return std::tuple(result.bytes, result.encodeSeconds);
  };
  const core::CompressionResult& own = resultAt(row)->compression;
  if (!own.roundTrip.identical) return 0;
  return 1 + static_cast<int>(std::ranges::count_if(results_, [&](const ViewerModel::ResultPtr& other) {
           return other->compression.roundTrip.identical && costOf(other->compression) < costOf(own);
         }));
}

/// Numbers as numbers; what has none comes last.
QVariant ResultsModel::sortValue(int row, int column) const {
  const ShownResult& result = *resultAt(row);
  constexpr double last = std::numeric_limits<double>::max();
  switch (column) {
    case Rank:
      return rankOf(row) > 0 ? rankOf(row) : last;
    case Codec:
    case ParameterText:
    case Device:
    case Exact:
      return cellText(result, column, shortNumber);
    case BitsPerPixel:
      return result.compression.bitsPerPixel;
    case Ratio:
      return result.compression.ratio;
    case Saving:
      return savingPercent(result.compression);
    case EncodeSeconds:
      return result.compression.encodeSeconds;
    case DecodeSeconds:
      return result.compression.decodeSeconds;
    default:
      break;
  }
  const core::MetricValue* value = metricValue(result, column);
  const double* number = value ? std::get_if<double>(value) : nullptr;
  return number ? *number : last;
}

void ResultsModel::clear() {
  beginResetModel();
  results_.clear();
  endResetModel();
}

void ResultsModel::setShown(const ViewerModel::ResultPtr& a, const ViewerModel::ResultPtr& b) {
  shownA_ = a;
  shownB_ = b;
  if (!results_.empty())
    Q_EMIT dataChanged(index(0, Codec), index(rowCount() - 1, Codec), {Qt::DecorationRole});
}

int ResultsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(results_.size());
}

int ResultsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : FirstMetric + static_cast<int>(core::usualMetricIds().size());
}

QString ResultsModel::cellText(const ShownResult& result, int column, QString (*number)(double)) {
  const core::CompressionResult& compression = result.compression;
  switch (column) {
    case Codec:
      return result.codecTitle;
    case ParameterText:
      return result.parameterText;
    case Device:
      return result.device;
    case BitsPerPixel:
      return number(compression.bitsPerPixel);
    case Ratio:
      return number(compression.ratio);
    case Saving:
      return number(savingPercent(compression));
    case EncodeSeconds:
      return number(compression.encodeSeconds);
    case DecodeSeconds:
      return number(compression.decodeSeconds);
    case Exact:
      return verdictOf(compression).text;
    default:
      break;
  }
  const core::MetricValue* value = metricValue(result, column);
  if (!value) return {};
  const double* finite = std::get_if<double>(value);
  return finite ? number(*finite) : metricText(*value);
}

QString ResultsModel::cellToolTip(const ShownResult& result, int column) {
  const core::CompressionResult& compression = result.compression;
  switch (column) {
    case Rank:
      return compression.roundTrip.identical ? QString() : tr("Only exact results are ranked");
    case Codec:
    case ParameterText:
    case Device:
      return cellText(result, column, shortNumber);
    case BitsPerPixel:
      return tr("%1 (%2 bytes)").arg(fullNumber(compression.bitsPerPixel)).arg(compression.bytes);
    case Ratio:
      return fullNumber(compression.ratio);
    case Saving:
      return fullNumber(savingPercent(compression));
    case EncodeSeconds:
      return fullNumber(compression.encodeSeconds) + recalledLine(result);
    case DecodeSeconds:
      return fullNumber(compression.decodeSeconds) + recalledLine(result);
    case Exact:
      return verdictOf(compression).details;
    default:
      break;
  }
  const core::MetricValue* value = metricValue(result, column);
  return value ? metricToolTip(*value) : QString();
}

QVariant ResultsModel::data(const QModelIndex& index, int role) const {
  const ShownResult& result = *resultAt(index.row());
  const int column = index.column();
  if (role == sortRole) return sortValue(index.row(), column);
  if (column == Rank && (role == Qt::DisplayRole || role == exportRole)) {
    const int rank = rankOf(index.row());
    return rank > 0 ? QString::number(rank) : QStringLiteral("\u2013");
  }
  switch (role) {
    case Qt::DisplayRole:
      return cellText(result, column, shortNumber);
    case exportRole:
      return cellText(result, column, exportNumber);
    case Qt::ToolTipRole:
      return cellToolTip(result, column);
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(Qt::AlignVCenter | (isTextColumn(column) ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::DecorationRole:
      if (column == EncodeSeconds && result.recalled) return icon(QStringLiteral("history"));
      if (column == Codec) return shownBadge(&result == shownA_.get(), &result == shownB_.get());
      if (column != Exact) return {};
      return icon(verdictIconName(result.compression));
    default:
      return {};
  }
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue(Qt::AlignVCenter | (isTextColumn(section) ? Qt::AlignLeft : Qt::AlignRight));
  if (role == Qt::ToolTipRole && section == Rank)
    return tr("By size, ties by encoding time, among the exact results");
  if (role == Qt::ToolTipRole && section >= FirstMetric)
    return QString::fromStdString(metricOfColumn(section).source);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case Rank:
      return tr("Rank");
    case Codec:
      return tr("Codec");
    case ParameterText:
      return tr("Parameters");
    case Device:
      return tr("Device");
    case BitsPerPixel:
      return tr("Size\n[bpp]");
    case Ratio:
      return tr("Ratio\n[x:1]");
    case Saving:
      return tr("Saving\n[%]");
    case EncodeSeconds:
      return tr("Encode\n[s]");
    case DecodeSeconds:
      return tr("Decode\n[s]");
    case Exact:
      return tr("Verdict");
    default:
      break;
  }
  const core::Metric& metric = metricOfColumn(section);
  return withUnit(QString::fromStdString(metric.title), QString::fromStdString(metric.unit));
}

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
  if (!index.isValid()) return;
  const ViewerModel::ResultPtr result = shownResult(index);
  constexpr int iconSide = 16;
  verdictIcon_->setPixmap(icon(verdictIconName(result->compression)).pixmap(iconSide, iconSide));
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
