#include "widgets/panel/job_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QScrollArea>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/jobs/job_runner.h"
#include "widgets/theme/elided_label.h"
#include "widgets/theme/theme.h"

namespace trabecula::widgets {
namespace {

constexpr int keptRows = 30;

QString secondsText(double seconds) {
  return seconds < 60 ? JobPanel::tr("%1 s").arg(QLocale().toString(seconds, 'f', seconds < 10 ? 1 : 0))
                      : JobPanel::tr("%1 min").arg(QLocale().toString(seconds / 60, 'f', 1));
}

/// One job: follows its handle until that ends, then keeps its last words.
class JobRow : public QWidget {
 public:
  JobRow(JobHandle* job, QWidget* parent) : QWidget(parent), job_(job) {
    title_ = new ElidedLabel(job->title(), Qt::ElideMiddle, this);
    state_ = new QLabel(this);
    state_->setProperty("quiet", true);
    state_->setWordWrap(true);
    state_->setTextFormat(Qt::PlainText);
    bar_ = new QProgressBar(this);
    bar_->setRange(0, 0);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(JobPanel::tr("Progress of %1").arg(job->title()));
    cancel_ = new QToolButton(this);
    cancel_->setIcon(icon(QStringLiteral("cancel")));
    cancel_->setToolTip(JobPanel::tr("Cancel"));
    cancel_->setAccessibleName(JobPanel::tr("Cancel %1").arg(job->title()));

    auto* top = new QHBoxLayout;
    top->addWidget(title_, 1);
    top->addWidget(cancel_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 4, 6, 4);
    column->setSpacing(2);
    column->addLayout(top);
    column->addWidget(bar_);
    column->addWidget(state_);

    connect(cancel_, &QToolButton::clicked, this, [this] {
      if (job_) job_->cancel();
    });
    connect(job, &JobHandle::changed, this, &JobRow::refresh);
    // Libraries that report nothing while they encode still show that time passes.
    timer_.setInterval(250);
    connect(&timer_, &QTimer::timeout, this, &JobRow::refresh);
    timer_.start();
    refresh();
  }

 private:
  void refresh() {
    if (!job_) return;
    const bool active = job_->isActive();
    bar_->setVisible(active);
    cancel_->setVisible(active);
    if (active) {
      cancel_->setEnabled(!job_->isCancelRequested());
      showProgress();
      return;
    }
    timer_.stop();
    switch (job_->state()) {
      case JobHandle::State::Done:
        state_->setText(JobPanel::tr("done, %1").arg(secondsText(job_->seconds())));
        break;
      case JobHandle::State::Cancelled:
        state_->setText(JobPanel::tr("cancelled"));
        break;
      default:
        state_->setText(job_->message());
        state_->setStyleSheet(QStringLiteral("color: %1;").arg(colours::bad.name()));
        break;
    }
  }

  void showProgress() {
    if (job_->isCancelRequested()) {
      bar_->setRange(0, 0);
      state_->setText(JobPanel::tr("Stopping after the present step\u2026"));
      return;
    }
    if (job_->state() == JobHandle::State::Waiting) {
      state_->setText(JobPanel::tr("waiting"));
      return;
    }
    const auto left = job_->secondsLeft();
    bar_->setRange(0, left ? 1000 : 0);
    bar_->setValue(static_cast<int>(job_->progress() * 1000));
    const QString elapsed = secondsText(job_->seconds());
    state_->setText(left ? JobPanel::tr("%1, about %2 left").arg(elapsed, secondsText(*left)) : elapsed);
  }

  QPointer<JobHandle> job_;
  ElidedLabel* title_ = nullptr;
  QLabel* state_ = nullptr;
  QProgressBar* bar_ = nullptr;
  QToolButton* cancel_ = nullptr;
  QTimer timer_;
};

}  // namespace

JobPanel::JobPanel(JobRunner& runner, QWidget* parent) : QWidget(parent) {
  auto* area = new QScrollArea(this);
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  auto* content = new QWidget(area);
  list_ = new QVBoxLayout(content);
  list_->setContentsMargins(0, 4, 0, 4);
  list_->setSpacing(2);
  empty_ = new QLabel(tr("Compressions run here, in the background."), content);
  empty_->setProperty("quiet", true);
  empty_->setWordWrap(true);
  empty_->setContentsMargins(10, 4, 10, 4);
  list_->addWidget(empty_);
  list_->addStretch();
  area->setWidget(content);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(area);
  connect(&runner, &JobRunner::jobStarted, this, &JobPanel::addJob);
}

void JobPanel::addJob(JobHandle* job) {
  empty_->hide();
  list_->insertWidget(0, new JobRow(job, this));
  // The empty label and the stretch stand behind the rows.
  while (list_->count() > keptRows + 2) {
    const QLayoutItem* last = list_->takeAt(list_->count() - 3);
    last->widget()->deleteLater();
    delete last;
  }
}

}  // namespace trabecula::widgets
