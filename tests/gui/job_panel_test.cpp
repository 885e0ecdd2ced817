#include "widgets/panel/job_panel.h"

#include <QAction>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QThread>
#include <atomic>

#include "widgets/theme/theme.h"

using namespace trabecula;
using widgets::JobLabel;
using widgets::JobModel;
using widgets::JobPanel;
using widgets::JobRunner;

/// The table of jobs.
class JobPanelTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { widgets::applyTheme(); }
  void init() {
    runner_ = std::make_unique<JobRunner>(JobRunner::Mode::Threaded);
    panel_ = std::make_unique<JobPanel>(*runner_);
    panel_->resize(290, 240);
    panel_->show();
    release_ = false;
    attempts_ = 0;
  }
  void cleanup() {
    release_ = true;
    panel_.reset();
    runner_.reset();
  }
  void showsProgressSpeedAndTimeLeft();
  void tellsHowJobsEnded();
  void cancellingAWaitingJobShows();
  void cancelsFromTheButtonAndTheKeyboard();
  void triesAgainWhatFailed();
  void keepsRunningJobsHoweverManyThereAre();
  void whatIsDoneHoldsNothing();
  void worksOnTheSynchronousRunner();

 private:
  QString text(int row, int column) { return panel_->model().index(row, column).data().toString(); }
  QString detail(int row, int column) {
    return panel_->model().index(row, column).data(JobModel::DetailRole).toString();
  }
  QTableView& table() { return *panel_->findChild<QTableView*>(); }
  /// Half done until it is released.
  void startHalf(const QString& title) {
    runner_->start(
        JobLabel{.title = title, .detail = QStringLiteral("hip.dcm"), .megapixels = 7.5},
        [this](core::JobContext& context) {
          QThread::msleep(50);
          context.report(0.5);
          while (!release_) {
            context.checkCancelled();
            QThread::msleep(1);
          }
          return 0;
        },
        this, [](int) {});
  }
  /// Fails at first and works when tried again.
  void startFlaky() {
    runner_->start(
        JobLabel{.title = QStringLiteral("flaky"), .retry = [this] { startFlaky(); }},
        [this](core::JobContext&) {
          if (attempts_++ == 0) throw core::Error(core::ErrorCategory::WriteFailed, "the disk is full");
          return 0;
        },
        this, [](int) {}, [](const core::Error&) {});
  }

  std::unique_ptr<JobRunner> runner_;
  std::unique_ptr<JobPanel> panel_;
  std::atomic<bool> release_{false};
  std::atomic<int> attempts_{0};
};

void JobPanelTest::showsProgressSpeedAndTimeLeft() {
  startHalf(QStringLiteral("JPEG XL"));
  QCOMPARE(panel_->model().rowCount(), 1);
  QCOMPARE(text(0, JobModel::Job), QStringLiteral("JPEG XL"));
  QCOMPARE(detail(0, JobModel::Job), QStringLiteral("hip.dcm"));
  QTRY_COMPARE(text(0, JobModel::Progress), QStringLiteral("50 %"));
  QVERIFY2(detail(0, JobModel::Progress).contains(QStringLiteral("MP/s")),
           qPrintable(detail(0, JobModel::Progress)));
  QVERIFY(detail(0, JobModel::Progress).endsWith(QStringLiteral("left")));
  QCOMPARE(panel_->model().index(0, JobModel::Progress).data(JobModel::FractionRole).toDouble(), 0.5);
  const QImage half = table().grab().toImage();
  // A report that stands still says nothing about the end: the bar slides, the time goes on.
  QTRY_COMPARE(text(0, JobModel::Progress), QStringLiteral("running"));
  QVERIFY(!detail(0, JobModel::Progress).contains(QStringLiteral("left")));
  release_ = true;
  QTRY_COMPARE(text(0, JobModel::Progress), QStringLiteral("done"));
  QVERIFY(detail(0, JobModel::Progress).contains(QStringLiteral("MP/s")));
  QVERIFY(table().grab().toImage() != half);
}

void JobPanelTest::tellsHowJobsEnded() {
  auto remark = std::make_shared<QString>();
  runner_->start(
      JobLabel{.title = QStringLiteral("a"), .megapixels = 7.5, .remark = remark},
      [remark](core::JobContext&) {
        *remark = QStringLiteral("from history");
        return 0;
      },
      this, [](int) {});
  QTRY_COMPARE(text(0, JobModel::Progress), QStringLiteral("from history"));
  // Nothing was coded.
  QVERIFY(!detail(0, JobModel::Progress).contains(QStringLiteral("MP/s")));
  startFlaky();
  QTRY_COMPARE(text(0, JobModel::Progress), QStringLiteral("failed"));
  QCOMPARE(detail(0, JobModel::Job), QStringLiteral("the disk is full"));
  QCOMPARE(text(1, JobModel::Job), QStringLiteral("a"));
  panel_->model().removeFinished();
  QCOMPARE(panel_->model().rowCount(), 0);
}

void JobPanelTest::cancelsFromTheButtonAndTheKeyboard() {
  startHalf(QStringLiteral("one"));
  startHalf(QStringLiteral("two"));
  QTRY_COMPARE(text(1, JobModel::Progress), QStringLiteral("50 %"));
  const QRect button = table().visualRect(panel_->model().index(0, JobModel::Action));
  QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, button.center());
  QTRY_COMPARE(text(0, JobModel::Progress), QStringLiteral("cancelled"));
  QVERIFY(!panel_->model().canRetry(0));
  table().setFocus();
  table().selectRow(1);
  QVERIFY(panel_->findChild<QAction*>(QStringLiteral("cancelJob"))->isEnabled());
  panel_->findChild<QAction*>(QStringLiteral("cancelJob"))->trigger();
  QTRY_COMPARE(text(1, JobModel::Progress), QStringLiteral("cancelled"));
}

void JobPanelTest::cancellingAWaitingJobShows() {
  runner_->setThreads(2);
  for (const char* title : {"first", "second", "third"}) startHalf(QString::fromLatin1(title));
  QTRY_COMPARE(text(1, JobModel::Progress), QStringLiteral("50 %"));
  QCOMPARE(text(0, JobModel::Progress), QStringLiteral("waiting"));
  panel_->model().cancel(0);
  QCOMPARE(text(0, JobModel::Progress), QStringLiteral("stopping\u2026"));
  QVERIFY(!panel_->model().canCancel(0));
  release_ = true;
  QTRY_COMPARE(text(0, JobModel::Progress), QStringLiteral("cancelled"));
}

void JobPanelTest::triesAgainWhatFailed() {
  startFlaky();
  QTRY_VERIFY(panel_->model().canRetry(0));
  table().selectRow(0);
  panel_->findChild<QAction*>(QStringLiteral("retryJob"))->trigger();
  QTRY_COMPARE(text(0, JobModel::Progress), QStringLiteral("done"));
  QCOMPARE(panel_->model().rowCount(), 1);
  QCOMPARE(attempts_.load(), 2);
  QVERIFY(!panel_->model().canRetry(0));
}

void JobPanelTest::keepsRunningJobsHoweverManyThereAre() {
  startHalf(QStringLiteral("long"));
  for (int i = 0; i < JobModel::keptRows + 5; ++i) {
    runner_->start(
        QStringLiteral("short"), [](core::JobContext&) { return 0; }, this, [](int) {});
    QCoreApplication::processEvents();
    QTest::qWait(1);
  }
  QTRY_VERIFY(panel_->model().rowCount() <= JobModel::keptRows + 5);
  QCOMPARE(text(panel_->model().rowCount() - 1, JobModel::Job), QStringLiteral("long"));
}

/// To be tried again, a job holds its image: no longer than that can be.
void JobPanelTest::whatIsDoneHoldsNothing() {
  auto image = std::make_shared<int>(1);
  const std::weak_ptr<int> held = image;
  JobLabel label{.title = QStringLiteral("job")};
  label.retry = [image] {};
  runner_->start(
      label, [](core::JobContext&) { return 0; }, this, [](int) {});
  label.retry = nullptr;
  image.reset();
  QVERIFY(!held.expired());
  QTRY_VERIFY(!runner_->isBusy());
  QTRY_VERIFY(held.expired());
  QCOMPARE(panel_->model().rowCount(), 1);
}

void JobPanelTest::worksOnTheSynchronousRunner() {
  JobRunner runner(JobRunner::Mode::Synchronous);
  JobPanel panel(runner);
  runner.start(
      QStringLiteral("job"), [](core::JobContext&) { return 0; }, this, [](int) {});
  QCOMPARE(panel.model().index(0, JobModel::Progress).data().toString(), QStringLiteral("done"));
}

QTEST_MAIN(JobPanelTest)
#include "job_panel_test.moc"
