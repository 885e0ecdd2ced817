#pragma once

#include <QAbstractTableModel>
#include <QPointer>
#include <QTimer>
#include <vector>

#include "widgets/jobs/job_runner.h"

namespace trabecula::widgets {

/// The jobs of one or more runners, newest first: each follows its handle until that ends, then keeps its
/// last words.
class JobModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Job, Progress, Action, ColumnCount };
  /// Of any cell of a row.
  enum Role {
    DetailRole =
        Qt::UserRole,  ///< second line of Job: the file, or why it failed; of Progress: speed and time
    FractionRole,      ///< 0..1 of the progress bar; -1 where how far it is cannot be told; else nothing
    FailedRole
  };
  static constexpr int keptRows = 60;

  explicit JobModel(JobRunner& runner, QObject* parent = nullptr);
  /// Lists the jobs of another runner, too.
  void addRunner(JobRunner& runner);
  /// Hides names of patients in names of files.
  void setPatientVisible(bool visible);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  bool canCancel(int row) const;
  bool canRetry(int row) const;
  void cancel(int row);
  /// Starts the same work as a new job; its row goes.
  void retry(int row);
  /// Jobs that ended leave the list.
  void removeFinished();

 private:
  struct Entry {
    QPointer<JobHandle> handle;  ///< null once it ended
    JobLabel label;
    JobHandle::State state = JobHandle::State::Waiting;
    double seconds = 0;
    std::optional<double> speed;
    QString message;
    /// The file, or the message, with the file's name as it may be shown.
    QString shown(QString text, bool patientVisible) const;
    bool isActive() const { return state == JobHandle::State::Waiting || state == JobHandle::State::Running; }
  };

  void addJob(JobHandle* job);
  void follow(const JobHandle* job);
  void keepTimeGoing();
  const Entry& entry(int row) const { return entries_[static_cast<std::size_t>(row)]; }
  QString progressText(const Entry& entry) const;
  QString detailText(const Entry& entry, int column) const;

  std::vector<Entry> entries_;
  bool patientVisible_ = true;
  QTimer timer_;
};

}  // namespace trabecula::widgets
