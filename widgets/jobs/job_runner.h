#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QThreadPool>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

#include "core/job/job_context.h"
#include "core/support/error.h"

namespace trabecula::widgets {

/// What a list of jobs says of a job and offers for it.
struct JobLabel {
  QString title;
  QString detail;         ///< what it works on: the file
  QString publicDetail;   ///< the same without the patient's name; empty where it has none
  double megapixels = 0;  ///< of all frames, for its speed; 0 where that means nothing
  /// Written by the worker, read once the job is done: "from history".
  std::shared_ptr<const QString> remark = nullptr;
  int priority = 0;                       ///< of jobs that wait, the highest runs first
  std::function<void()> retry = nullptr;  ///< starts the same work anew; empty where that cannot be offered
};

/// UI half of one job: its name, progress and end, for lists and progress bars. Lives on the UI thread and
/// belongs to the JobRunner; deleted some time after it finished (deleteLater), so keep it in a QPointer.
class JobHandle : public QObject {
  Q_OBJECT

 public:
  enum class State { Waiting, Running, Done, Failed, Cancelled };

  JobHandle(JobLabel label, QObject* parent) : QObject(parent), label_(std::move(label)) {}

  const JobLabel& label() const { return label_; }
  State state() const { return state_; }
  bool isActive() const { return state_ == State::Waiting || state_ == State::Running; }
  /// 0..1.
  double progress() const { return progress_; }
  /// Seconds since the job began to run; final once it ended.
  double seconds() const {
    return state_ == State::Running ? static_cast<double>(clock_.elapsed()) / 1000 : seconds_;
  }
  /// Estimated seconds until the end; nothing before the estimate means anything, and nothing while the
  /// worker's reports stand still: libraries that report only their start and end give no estimate.
  std::optional<double> secondsLeft() const;
  /// Megapixels a second so far, or of the whole job once it is done; nothing before it means anything.
  std::optional<double> megapixelsPerSecond() const;
  /// Why it failed; empty otherwise.
  const QString& message() const { return message_; }

  /// Asks the worker to stop; the job ends as Cancelled soon after, at the worker's next poll or its end.
  void cancel();
  /// True from cancel() on, also while the worker has not noticed yet.
  bool isCancelRequested() const { return token_.isCancelled(); }

 Q_SIGNALS:
  /// Progress or state changed.
  void changed();
  /// Once, after the job's continuation ran.
  void finished();

 private:
  friend class JobRunner;
  /// Times are the worker's: a busy UI thread hears of it late.
  void setRunning(const QElapsedTimer& since);
  void setProgress(double progress);
  void finish(State state, const QString& message, double seconds);

  JobLabel label_;
  QString message_;
  State state_ = State::Waiting;
  double progress_ = 0;
  double progressSeconds_ = 0;  ///< when progress_ was reported
  double seconds_ = 0;
  QElapsedTimer clock_;
  core::CancelToken token_;
};

/// Runs worker halves on a thread pool and their UI halves on the thread this object lives on.
///
/// A worker is any callable `Result(core::JobContext&)`; it runs on a pool thread. Its continuation
/// `void(Result)` runs on the UI thread, and only while `receiver` lives. Errors go to `onError` in the same
/// way; a job on which cancel() was called before its delivery calls neither, whether its worker noticed or
/// not.
class JobRunner : public QObject {
  Q_OBJECT

 public:
  enum class Mode { Threaded, Synchronous };

  /// Synchronous runs everything inside start(): for tests and for deterministic debugging.
  explicit JobRunner(Mode mode, QObject* parent = nullptr);
  /// Cancels every job and waits for the workers to notice.
  ~JobRunner() override;

  template <typename Worker, typename Done>
  JobHandle* start(const QString& title, Worker worker, QObject* receiver, Done done,
                   const std::function<void(const core::Error&)>& onError = {}) {
    return start(JobLabel{.title = title}, std::move(worker), receiver, std::move(done), onError);
  }
  template <typename Worker, typename Done>
  JobHandle* start(const JobLabel& label, Worker worker, QObject* receiver, Done done,
                   const std::function<void(const core::Error&)>& onError = {}) {
    using Result = std::invoke_result_t<Worker, core::JobContext&>;
    auto result = std::make_shared<std::optional<Result>>();
    return enqueue(
        label,
        [result, worker = std::move(worker)](core::JobContext& context) { result->emplace(worker(context)); },
        receiver, [result, done = std::move(done)] { done(std::move(result->value())); }, onError);
  }

  /// True while any job waits or runs.
  bool isBusy() const { return active_ > 0; }
  void cancelAll();
  /// Waits until no worker runs any more, at most so long; true if so. Nothing is delivered meanwhile.
  bool waitForWorkers(int milliseconds) { return pool_.waitForDone(milliseconds); }
  /// Compute device that jobs get in their context.
  void setDevice(const QString& device) { device_ = device; }
  /// Threads that each job started from now on may use, and jobs at a time at most; 0 for the machine's own
  /// number.
  void setThreads(int threads);

 Q_SIGNALS:
  void jobStarted(trabecula::widgets::JobHandle* job);
  /// The last active job ended.
  void idle();

 private:
  struct Task;
  JobHandle* enqueue(const JobLabel& label, std::function<void(core::JobContext&)> worker, QObject* receiver,
                     std::function<void()> done, std::function<void(const core::Error&)> onError);
  /// Returns the seconds it took.
  static double execute(const std::shared_ptr<Task>& task, const QElapsedTimer& since);
  void complete(const std::shared_ptr<Task>& task, double seconds);

  Mode mode_;
  int active_ = 0;
  QString device_;
  int threads_ = 0;
  QThreadPool pool_;
};

}  // namespace trabecula::widgets
