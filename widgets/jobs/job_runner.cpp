#include "widgets/jobs/job_runner.h"

#include <QMetaObject>
#include <algorithm>
#include <mutex>
#include <new>

namespace trabecula::widgets {

std::optional<double> JobHandle::secondsLeft() const {
  constexpr double meaningful = 0.02;
  if (state_ != State::Running || progress_ < meaningful) return std::nullopt;
  // At a steady pace the next report comes long before the time so far has doubled.
  constexpr double patience = 0.5;
  if (seconds() > 2 * progressSeconds_ + patience) return std::nullopt;
  return seconds() * (1 - progress_) / progress_;
}

std::optional<double> JobHandle::megapixelsPerSecond() const {
  constexpr double meaningful = 0.02;
  if (label_.megapixels <= 0) return std::nullopt;
  if (state_ == State::Done && seconds_ > 0) return label_.megapixels / seconds_;
  if (state_ != State::Running || progress_ < meaningful || progressSeconds_ <= 0) return std::nullopt;
  return label_.megapixels * progress_ / progressSeconds_;
}

void JobHandle::cancel() {
  token_.cancel();
  Q_EMIT changed();
}

void JobHandle::setRunning(const QElapsedTimer& since) {
  state_ = State::Running;
  clock_ = since;
  Q_EMIT changed();
}

void JobHandle::setProgress(double progress) {
  if (!isActive() || progress < progress_) return;
  if (progress > progress_ || progressSeconds_ == 0) progressSeconds_ = seconds();
  progress_ = progress;
  Q_EMIT changed();
}

void JobHandle::finish(State state, const QString& message, double seconds) {
  seconds_ = seconds;
  state_ = state;
  message_ = message;
  if (state == State::Done) progress_ = 1;
  Q_EMIT changed();
}

/// What travels between the threads. The worker's side writes `error` before complete() is queued.
struct JobRunner::Task {
  /// Guards `runner` and `handle`, which the UI thread may take away while the worker reports.
  std::mutex mutex;
  JobRunner* runner = nullptr;
  JobHandle* handle = nullptr;

  std::function<void(core::JobContext&)> worker;
  QPointer<QObject> receiver;
  bool hasReceiver = false;
  std::function<void()> done;
  std::function<void(const core::Error&)> onError;
  core::JobContext context;
  std::optional<core::Error> error;

  /// Calls `call(handle)` on the UI thread, later.
  template <typename Call>
  void post(Call call) {
    const std::scoped_lock lock(mutex);
    if (handle)
      QMetaObject::invokeMethod(
          handle, [handle = handle, call] { call(handle); }, Qt::QueuedConnection);
  }
};

JobRunner::JobRunner(Mode mode, QObject* parent) : QObject(parent), mode_(mode) {
  setThreads(0);
}

void JobRunner::setThreads(int threads) {
  threads_ = threads;
  // One more than the cores would only make jobs slow each other down; one core still overlaps two jobs.
  pool_.setMaxThreadCount(std::max(2, threads > 0 ? threads : QThread::idealThreadCount()));
}

JobRunner::~JobRunner() {
  cancelAll();
  pool_.waitForDone();
}

void JobRunner::cancelAll() {
  for (JobHandle* job : findChildren<JobHandle*>(QString(), Qt::FindDirectChildrenOnly))
    if (job->isActive()) job->cancel();
}

JobHandle* JobRunner::enqueue(const JobLabel& label, std::function<void(core::JobContext&)> worker,
                              QObject* receiver, std::function<void()> done,
                              std::function<void(const core::Error&)> onError) {
  auto* handle = new JobHandle(label, this);
  auto task = std::make_shared<Task>();
  task->runner = this;
  task->handle = handle;
  task->worker = std::move(worker);
  task->receiver = receiver;
  task->hasReceiver = receiver != nullptr;
  task->done = std::move(done);
  task->onError = std::move(onError);

  // Reports come at any rate; the UI sees at most some thirty a second.
  auto lastReport = std::make_shared<QElapsedTimer>();
  std::weak_ptr<Task> weakTask = task;
  task->context = core::JobContext(handle->token_, [weakTask, lastReport](double fraction) {
    constexpr int reportIntervalMs = 33;
    if (lastReport->isValid() && lastReport->elapsed() < reportIntervalMs) return;
    lastReport->start();
    if (const auto locked = weakTask.lock())
      locked->post([fraction](JobHandle* job) { job->setProgress(fraction); });
  });
  if (threads_ > 0) task->context.setThreads(threads_);
  if (!device_.isEmpty()) task->context.setDevice(device_.toStdString());

  connect(handle, &QObject::destroyed, this, [weakTask] {
    if (const auto locked = weakTask.lock()) {
      const std::scoped_lock lock(locked->mutex);
      locked->handle = nullptr;
    }
  });
  ++active_;
  Q_EMIT jobStarted(handle);
  if (mode_ == Mode::Synchronous) {
    QElapsedTimer since;
    since.start();
    handle->setRunning(since);
    const double seconds = execute(task, since);
    complete(task, seconds);
  } else {
    const auto work = [task] {
      QElapsedTimer since;
      since.start();
      task->post([since](JobHandle* job) { job->setRunning(since); });
      const double seconds = execute(task, since);
      task->post([task, seconds](JobHandle*) { task->runner->complete(task, seconds); });
    };
    pool_.start(work, label.priority);
  }
  return handle;
}

double JobRunner::execute(const std::shared_ptr<Task>& task, const QElapsedTimer& since) {
  try {
    task->context.checkCancelled();
    task->worker(task->context);
  } catch (const core::Error& error) {
    task->error = error;
  } catch (const std::bad_alloc&) {
    task->error = core::Error(core::ErrorCategory::ResourceLimit, "There is not enough memory for this");
  } catch (const std::exception& error) {
    task->error = core::Error(core::ErrorCategory::Unsupported, error.what());
  }
  constexpr double nanosecondsPerSecond = 1e9;
  return static_cast<double>(since.nsecsElapsed()) / nanosecondsPerSecond;
}

void JobRunner::complete(const std::shared_ptr<Task>& task, double seconds) {
  JobHandle* handle = task->handle;
  const bool receiverLives = !task->hasReceiver || task->receiver;
  // A result that nobody wants any more is not delivered, though its worker was through before it noticed.
  const bool isCancelled =
      task->error ? task->error->category() == core::ErrorCategory::Cancelled : handle->isCancelRequested();
  if (isCancelled) {
    handle->finish(JobHandle::State::Cancelled, {}, seconds);
  } else if (!task->error) {
    handle->finish(JobHandle::State::Done, {}, seconds);
    if (receiverLives) task->done();
  } else {
    handle->finish(JobHandle::State::Failed, QString::fromUtf8(task->error->what()), seconds);
    if (receiverLives && task->onError) task->onError(*task->error);
  }
  Q_EMIT handle->finished();
  handle->deleteLater();
  if (--active_ == 0) Q_EMIT idle();
}

}  // namespace trabecula::widgets
