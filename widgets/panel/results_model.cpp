#include "widgets/panel/results_model.h"

#include <QIcon>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

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

bool isTextColumn(int column) {
  return column == ResultsModel::Codec || column == ResultsModel::ParameterText ||
         column == ResultsModel::Device || column == ResultsModel::Exact;
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

}  // namespace

QString recalledText(const ShownResult& result) {
  return ResultsModel::tr("From history: compressed and checked %1; the times are of then.")
      .arg(QLocale().toString(result.recalled->toLocalTime(), QLocale::ShortFormat));
}

ResultsModel::ResultsModel(QObject* parent) : QAbstractTableModel(parent) {}

int ResultsModel::addResult(ViewerModel::ResultPtr result) {
  const auto same = std::ranges::find_if(results_, [&](const ViewerModel::ResultPtr& other) {
    return !result->historyKey.isEmpty() && other->historyKey == result->historyKey;
  });
  const int row = static_cast<int>(same - results_.begin());
  ViewerModel::ResultPtr former;
  if (same != results_.end()) {
    former = std::exchange(*same, std::move(result));
    if (former == shownA_) shownA_ = *same;
    if (former == shownB_) shownB_ = *same;
  } else {
    beginInsertRows({}, row, row);
    results_.push_back(std::move(result));
    endInsertRows();
  }
  // Ranks of the others may have changed.
  Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
  if (former) Q_EMIT resultReplaced(former, resultAt(row));
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
      return icon(verdictIconName(verdictOf(result.compression).kind));
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

}  // namespace trabecula::widgets
