#include "widgets/jobs/job_runner.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <algorithm>
#include <atomic>
#include <mutex>

using namespace trabecula;
using widgets::JobHandle;
using widgets::JobRunner;

namespace {

/// Runs until it is told to stop.
int waitForCancel(core::JobContext& context) {
  for (;;) {
    context.checkCancelled();
    QThread::msleep(1);
  }
}

}  // namespace

/// Every job behaves alike on the synchronous and on the threaded runner.
class JobRunnerTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void deliversResults_data();
  void deliversResults();
  void deliversErrors_data() { deliversResults_data(); }
  void deliversErrors();
  void foreignExceptionsAreErrors_data() { deliversResults_data(); }
  void foreignExceptionsAreErrors();
  void runsContinuationsOnTheUiThread();
  void cancelEndsTheJobQuietly();
  void whatIsCancelledIsNeverDelivered();
  void reportsProgress();
  void timesAreTheWorkers();
  void forgetsReceiversThatAreGone();
  void runsSeveralAtOnce();
  void whatMattersMoreRunsFirst();
  void canBeDestroyedWhileBusy();
};

void JobRunnerTest::deliversResults_data() {
  QTest::addColumn<int>("mode");
  QTest::newRow("threaded") << static_cast<int>(JobRunner::Mode::Threaded);
  QTest::newRow("synchronous") << static_cast<int>(JobRunner::Mode::Synchronous);
}

void JobRunnerTest::deliversResults() {
  QFETCH(int, mode);
  JobRunner runner(static_cast<JobRunner::Mode>(mode));
  int result = 0;
  runner.start(
      QStringLiteral("job"), [](core::JobContext&) { return 42; }, this, [&](int value) { result = value; });
  QTRY_COMPARE(result, 42);
  QTRY_VERIFY(!runner.isBusy());
}

void JobRunnerTest::deliversErrors() {
  QFETCH(int, mode);
  JobRunner runner(static_cast<JobRunner::Mode>(mode));
  QString message;
  bool done = false;
  runner.start(
      QStringLiteral("job"),
      [](core::JobContext&) -> int { throw core::Error(core::ErrorCategory::Corrupt, "broken file"); }, this,
      [&](int) { done = true; },
      [&](const core::Error& error) { message = QString::fromUtf8(error.what()); });
  QTRY_COMPARE(message, QStringLiteral("broken file"));
  QVERIFY(!done);
}

void JobRunnerTest::foreignExceptionsAreErrors() {
  QFETCH(int, mode);
  JobRunner runner(static_cast<JobRunner::Mode>(mode));
  int errors = 0;
  runner.start(
      QStringLiteral("memory"), [](core::JobContext&) -> int { throw std::bad_alloc(); }, this, [](int) {},
      [&](const core::Error& error) {
        errors += error.category() == core::ErrorCategory::ResourceLimit ? 1 : 0;
      });
  runner.start(
      QStringLiteral("other"), [](core::JobContext&) -> int { throw std::runtime_error("x"); }, this,
      [](int) {}, [&](const core::Error&) { ++errors; });
  QTRY_COMPARE(errors, 2);
}

void JobRunnerTest::runsContinuationsOnTheUiThread() {
  JobRunner runner(JobRunner::Mode::Threaded);
  QThread* worker = nullptr;
  QThread* continuation = nullptr;
  runner.start(
      QStringLiteral("job"), [](core::JobContext&) { return QThread::currentThread(); }, this,
      [&](QThread* thread) {
        worker = thread;
        continuation = QThread::currentThread();
      });
  QTRY_VERIFY(continuation);
  QCOMPARE(continuation, QThread::currentThread());
  QVERIFY(worker != QThread::currentThread());
}

void JobRunnerTest::cancelEndsTheJobQuietly() {
  JobRunner runner(JobRunner::Mode::Threaded);
  bool called = false;
  JobHandle* job = runner.start(
      QStringLiteral("job"), waitForCancel, this, [&](int) { called = true; },
      [&](const core::Error&) { called = true; });
  auto state = JobHandle::State::Waiting;
  connect(job, &JobHandle::finished, this, [&] { state = job->state(); });
  QTRY_COMPARE(job->state(), JobHandle::State::Running);
  job->cancel();
  QTRY_COMPARE(state, JobHandle::State::Cancelled);
  QVERIFY(!called);
}

void JobRunnerTest::whatIsCancelledIsNeverDelivered() {
  JobRunner runner(JobRunner::Mode::Threaded);
  bool done = false;
  bool failed = false;
  QPointer<JobHandle> job = runner.start(
      QStringLiteral("deaf"), [](core::JobContext&) { return 1; }, this, [&](int) { done = true; },
      [&](const core::Error&) { failed = true; });
  // The worker is through before anybody asks it to stop; its result waits to be delivered.
  QVERIFY(runner.waitForWorkers(10000));
  auto state = JobHandle::State::Waiting;
  connect(job, &JobHandle::finished, this, [&] { state = job->state(); });
  job->cancel();
  QTRY_VERIFY(!runner.isBusy());
  QVERIFY(!done && !failed);
  QCOMPARE(state, JobHandle::State::Cancelled);
}

void JobRunnerTest::reportsProgress() {
  JobRunner runner(JobRunner::Mode::Threaded);
  std::atomic<bool> release{false};
  JobHandle* job = runner.start(
      QStringLiteral("job"),
      [&](core::JobContext& context) {
        context.report(0.5);
        while (!release) QThread::msleep(1);
        return 0;
      },
      this, [](int) {});
  QTRY_COMPARE(job->progress(), 0.5);
  QVERIFY(job->secondsLeft().has_value());
  // A report that stands still says nothing about the end.
  QTRY_VERIFY(!job->secondsLeft().has_value());
  QVERIFY(!job->isCancelRequested());
  release = true;
  QTRY_VERIFY(!runner.isBusy());
}

/// A UI thread that is busy hears late that a job began, and that it ended.
void JobRunnerTest::timesAreTheWorkers() {
  JobRunner runner(JobRunner::Mode::Threaded);
  const widgets::JobLabel label{.title = QStringLiteral("job"), .megapixels = 10};
  JobHandle* job = runner.start(
      label,
      [](core::JobContext&) {
        QThread::msleep(100);
        return 0;
      },
      this, [](int) {});
  double seconds = 0;
  double speed = 0;
  connect(job, &JobHandle::finished, this, [&] {
    seconds = job->seconds();
    speed = job->megapixelsPerSecond().value();
  });
  QThread::msleep(400);
  QTRY_VERIFY(seconds > 0);
  QVERIFY2(seconds >= 0.1 && seconds < 0.35, qPrintable(QString::number(seconds)));
  QCOMPARE(speed, 10 / seconds);
}

void JobRunnerTest::forgetsReceiversThatAreGone() {
  JobRunner runner(JobRunner::Mode::Threaded);
  std::atomic<bool> release{false};
  bool called = false;
  auto receiver = std::make_unique<QObject>();
  runner.start(
      QStringLiteral("job"),
      [&](core::JobContext&) {
        while (!release) QThread::msleep(1);
        return 0;
      },
      receiver.get(), [&](int) { called = true; });
  receiver.reset();
  release = true;
  QTRY_VERIFY(!runner.isBusy());
  QVERIFY(!called);
}

void JobRunnerTest::runsSeveralAtOnce() {
  JobRunner runner(JobRunner::Mode::Threaded);
  std::atomic<int> inside{0};
  int finished = 0;
  const auto meetTheOther = [&](core::JobContext&) {
    ++inside;
    while (inside < 2) QThread::msleep(1);
    return 0;
  };
  runner.start(QStringLiteral("a"), meetTheOther, this, [&](int) { ++finished; });
  runner.start(QStringLiteral("b"), meetTheOther, this, [&](int) { ++finished; });
  QTRY_COMPARE(finished, 2);
}

void JobRunnerTest::whatMattersMoreRunsFirst() {
  JobRunner runner(JobRunner::Mode::Threaded);
  runner.setThreads(2);
  std::atomic<bool> release = false;
  const auto hold = [&](core::JobContext&) {
    while (!release) QThread::msleep(1);
    return 0;
  };
  for (int i = 0; i < 2; ++i) runner.start(QStringLiteral("hold"), hold, this, [](int) {});
  std::mutex mutex;
  std::vector<int> order;
  for (const int priority : {-1, 0, 2, 1}) {
    runner.start(
        widgets::JobLabel{.title = QStringLiteral("job"), .priority = priority},
        [&, priority](core::JobContext&) {
          const std::scoped_lock lock(mutex);
          order.push_back(priority);
          return 0;
        },
        this, [](int) {});
  }
  release = true;
  QTRY_VERIFY(!runner.isBusy());
  // Two at a time: neighbours may change places.
  QCOMPARE(order.size(), std::size_t{4});
  QVERIFY(std::max(order[0], order[1]) == 2);
  QVERIFY(std::min(order[2], order[3]) == -1);
}

void JobRunnerTest::canBeDestroyedWhileBusy() {
  bool called = false;
  {
    JobRunner runner(JobRunner::Mode::Threaded);
    for (int i = 0; i < 5; ++i)
      runner.start(QStringLiteral("job"), waitForCancel, this, [&](int) { called = true; });
    QTest::qWait(20);
  }
  QTest::qWait(20);
  QVERIFY(!called);
}

QTEST_MAIN(JobRunnerTest)
#include "job_runner_test.moc"
