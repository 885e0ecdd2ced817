#include "widgets/panel/results_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QRegularExpression>
#include <QStackedLayout>
#include <QTableView>

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
  return core::metrics()[static_cast<std::size_t>(column - ResultsModel::FirstMetric)];
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

/// Units stand in the header, below the title.
QString withUnit(const QString& title, const QString& unit) {
  return unit.isEmpty() ? title : QStringLiteral("%1\n[%2]").arg(title, unit);
}

}  // namespace

ResultsModel::ResultsModel(QObject* parent) : QAbstractTableModel(parent) {}

void ResultsModel::addResult(ViewerModel::ResultPtr result) {
  const int row = static_cast<int>(results_.size());
  beginInsertRows({}, row, row);
  results_.push_back(std::move(result));
  endInsertRows();
}

void ResultsModel::clear() {
  beginResetModel();
  results_.clear();
  endResetModel();
}

int ResultsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(results_.size());
}

int ResultsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : FirstMetric + static_cast<int>(core::metrics().size());
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
      return fullNumber(compression.encodeSeconds);
    case DecodeSeconds:
      return fullNumber(compression.decodeSeconds);
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
  switch (role) {
    case Qt::DisplayRole:
      return cellText(result, column, shortNumber);
    case exportRole:
      return cellText(result, column, exportNumber);
    case Qt::ToolTipRole:
      return cellToolTip(result, column);
    case Qt::TextAlignmentRole:
      return QVariant::fromValue(Qt::AlignVCenter |
                                 (column <= Device || column == Exact ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::DecorationRole:
      if (column != Exact) return {};
      return icon(verdictIconName(result.compression));
    default:
      return {};
  }
}

QVariant ResultsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return role == Qt::DisplayRole ? QVariant(section + 1) : QVariant();
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue(Qt::AlignVCenter |
                               (section <= Device || section == Exact ? Qt::AlignLeft : Qt::AlignRight));
  if (role == Qt::ToolTipRole && section >= FirstMetric)
    return QString::fromStdString(metricOfColumn(section).source);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
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
  table_->setModel(model_);
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

void ResultsPanel::choose(const QModelIndex& index) {
  if (!index.isValid()) return;
  const ViewerModel::ResultPtr result = model_->resultAt(index.row());
  constexpr int iconSide = 16;
  verdictIcon_->setPixmap(icon(verdictIconName(result->compression)).pixmap(iconSide, iconSide));
  QString text =
      tr("%1, %2 bytes. %3")
          .arg(result->codecTitle, QLocale().toString(static_cast<qulonglong>(result->compression.bytes)),
               verdictOf(result->compression).details);
  if (!result->conversion.isEmpty()) text += QLatin1Char(' ') + result->conversion;
  verdict_->setText(text);
  Q_EMIT resultSelected(result);
}

void ResultsPanel::setTableActions(const QList<QAction*>& actions) {
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);
  table_->addActions(actions);
}

void ResultsPanel::addResult(const ViewerModel::ResultPtr& result) {
  model_->addResult(result);
  stack_->setCurrentIndex(1);
  table_->resizeColumnsToContents();
  table_->selectRow(model_->rowCount() - 1);
}

void ResultsPanel::clear() {
  model_->clear();
  stack_->setCurrentWidget(empty_);
}

ViewerModel::ResultPtr ResultsPanel::currentResult() const {
  const QModelIndex current = table_->currentIndex();
  return current.isValid() ? model_->resultAt(current.row()) : nullptr;
}

void ResultsPanel::selectResult(const ViewerModel::ResultPtr& result) {
  for (int row = 0; row < model_->rowCount(); ++row)
    if (model_->resultAt(row) == result) table_->selectRow(row);
}

QString ResultsPanel::toText() const {
  QStringList lines;
  for (int row = -1; row < model_->rowCount(); ++row) {
    QStringList cells;
    cells << (row < 0 ? tr("Image") : model_->resultAt(row)->fileName);
    for (int column = 0; column < model_->columnCount(); ++column)
      cells << (row < 0 ? model_->headerData(column, Qt::Horizontal, Qt::DisplayRole)
                        : model_->data(model_->index(row, column), ResultsModel::exportRole))
                   .toString();
    cells << (row < 0 ? tr("Conversion") : model_->resultAt(row)->conversion);
    // One line a row and one cell between two tabs, whatever the file is called.
    static const QRegularExpression breaks(QStringLiteral("[\\t\\r\\n]"));
    lines << cells.replaceInStrings(breaks, QStringLiteral(" ")).join(QLatin1Char('\t'));
  }
  return lines.join(QLatin1Char('\n'));
}

}  // namespace trabecula::widgets
