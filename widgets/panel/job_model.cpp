#include "widgets/panel/job_model.h"

#include <QLocale>
#include <algorithm>
#include <cmath>

#include "widgets/view/number_text.h"

namespace trabecula::widgets {
namespace {

QString secondsText(double seconds) {
  return seconds < 60 ? JobModel::tr("%1 s").arg(QLocale().toString(
                            seconds, 'f', seconds < 10 && seconds != std::floor(seconds) ? 1 : 0))
                      : JobModel::tr("%1 min").arg(QLocale().toString(seconds / 60, 'f', 1));
}

QString speedText(std::optional<double> speed) {
  return speed ? JobModel::tr("%1 MP/s").arg(QLocale().toString(*speed, 'g', 2)) : QString();
}

/// The parts that say something, with a dot between them.
QString joined(QStringList parts) {
  parts.removeAll(QString());
  return parts.join(QStringLiteral(" \u00B7 "));
}

}  // namespace

JobModel::JobModel(JobRunner& runner, QObject* parent) : QAbstractTableModel(parent) {
  addRunner(runner);
  // Libraries that report nothing while they encode still show that time passes.
  constexpr int intervalMs = 250;
  timer_.setInterval(intervalMs);
  connect(&timer_, &QTimer::timeout, this, &JobModel::keepTimeGoing);
}

void JobModel::addRunner(JobRunner& runner) {
  connect(&runner, &JobRunner::jobStarted, this, &JobModel::addJob);
}

QString JobModel::Entry::shown(QString text, bool patientVisible) const {
  if (patientVisible || label.publicDetail.isEmpty()) return text;
  return text.replace(label.detail, label.publicDetail);
}

void JobModel::setPatientVisible(bool visible) {
  patientVisible_ = visible;
  if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void JobModel::addJob(JobHandle* job) {
  beginInsertRows({}, 0, 0);
  entries_.insert(entries_.begin(), Entry{.handle = job, .label = job->label()});
  endInsertRows();
  connect(job, &JobHandle::changed, this, [this, job] { follow(job); });
  timer_.start();
  // The oldest that ended make room; those that are at work stay, however many there are.
  for (int row = rowCount() - 1; row >= keptRows; --row) {
    if (entry(row).isActive()) continue;
    beginRemoveRows({}, row, row);
    entries_.erase(entries_.begin() + row);
    endRemoveRows();
  }
}

void JobModel::follow(const JobHandle* job) {
  const auto found =
      std::ranges::find_if(entries_, [job](const Entry& entry) { return entry.handle == job; });
  if (found == entries_.end()) return;
  found->state = job->state();
  found->seconds = job->seconds();
  found->speed = job->megapixelsPerSecond();
  found->message = job->message();
  if (!job->isActive()) found->handle = nullptr;
  // It may hold a whole image.
  if (job->state() == JobHandle::State::Done) found->label.retry = nullptr;
  const int row = static_cast<int>(found - entries_.begin());
  Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void JobModel::keepTimeGoing() {
  bool active = false;
  for (int row = 0; row < rowCount(); ++row) {
    if (!entry(row).isActive()) continue;
    active = true;
    Q_EMIT dataChanged(index(row, Progress), index(row, Progress));
  }
  if (!active) timer_.stop();
}

int JobModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(entries_.size());
}

int JobModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QString JobModel::progressText(const Entry& entry) const {
  if (entry.isActive() && entry.handle && entry.handle->isCancelRequested()) return tr("stopping\u2026");
  switch (entry.state) {
    case JobHandle::State::Waiting:
      return tr("waiting");
    case JobHandle::State::Running:
      if (entry.handle && entry.handle->secondsLeft())
        return tr("%1 %").arg(static_cast<int>(entry.handle->progress() * 100));
      return tr("running");
    case JobHandle::State::Done:
      return entry.label.remark && !entry.label.remark->isEmpty() ? *entry.label.remark : tr("done");
    case JobHandle::State::Cancelled:
      return tr("cancelled");
    case JobHandle::State::Failed:
      break;
  }
  return tr("failed");
}

QString JobModel::detailText(const Entry& entry, int column) const {
  if (column == Job)
    return entry.shown(entry.state == JobHandle::State::Failed ? entry.message : entry.label.detail,
                       patientVisible_);
  if (column != Progress) return {};
  if (entry.handle && entry.state == JobHandle::State::Running) {
    const auto left = entry.handle->secondsLeft();
    return joined(
        {speedText(left ? entry.handle->megapixelsPerSecond() : std::nullopt),
         left ? tr("%1 left").arg(secondsText(std::ceil(*left))) : secondsText(entry.handle->seconds())});
  }
  if (entry.state != JobHandle::State::Done) return {};
  // Nothing was coded, so that a speed would mislead.
  const bool recalled = entry.label.remark && !entry.label.remark->isEmpty();
  return joined({recalled ? QString() : speedText(entry.speed), secondsText(entry.seconds)});
}

QVariant JobModel::data(const QModelIndex& index, int role) const {
  const Entry& job = entry(index.row());
  switch (role) {
    case Qt::DisplayRole:
      if (index.column() == Job) return job.label.title;
      return index.column() == Progress ? progressText(job) : QVariant();
    case DetailRole:
      return detailText(job, index.column());
    case FractionRole:
      if (!job.handle || job.state != JobHandle::State::Running) return {};
      return job.handle->secondsLeft() ? job.handle->progress() : -1.0;
    case FailedRole:
      return job.state == JobHandle::State::Failed;
    case Qt::ToolTipRole:
      if (index.column() == Progress)
        return tr("Megapixels a second of the whole job: encoding, decoding the written file, measuring");
      return joined({job.label.title, job.shown(job.label.detail, patientVisible_),
                     job.shown(job.message, patientVisible_)});
    case Qt::AccessibleTextRole:
      return joined({data(index, Qt::DisplayRole).toString(), data(index, DetailRole).toString()});
    default:
      return {};
  }
}

QVariant JobModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case Job:
      return tr("Job");
    case Progress:
      return tr("Progress");
    default:
      return {};
  }
}

bool JobModel::canCancel(int row) const {
  const Entry& job = entry(row);
  return job.isActive() && job.handle && !job.handle->isCancelRequested();
}

bool JobModel::canRetry(int row) const {
  const Entry& job = entry(row);
  const bool ended = job.state == JobHandle::State::Failed || job.state == JobHandle::State::Cancelled;
  return ended && job.label.retry != nullptr;
}

void JobModel::cancel(int row) {
  if (canCancel(row)) entry(row).handle->cancel();
}

void JobModel::retry(int row) {
  if (!canRetry(row)) return;
  const std::function<void()> retry = entry(row).label.retry;
  beginRemoveRows({}, row, row);
  entries_.erase(entries_.begin() + row);
  endRemoveRows();
  retry();
}

void JobModel::removeFinished() {
  beginResetModel();
  std::erase_if(entries_, [](const Entry& entry) { return !entry.isActive(); });
  endResetModel();
}

}  // namespace trabecula::widgets
