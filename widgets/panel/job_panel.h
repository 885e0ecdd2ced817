#pragma once

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace trabecula::widgets {

class JobHandle;
class JobRunner;

/// The list of jobs of a runner, newest first: name, progress with time left, cancel; how each one ended.
class JobPanel : public QWidget {
  Q_OBJECT

 public:
  explicit JobPanel(JobRunner& runner, QWidget* parent = nullptr);

 private:
  void addJob(JobHandle* job);

  QVBoxLayout* list_ = nullptr;
  QLabel* empty_ = nullptr;
};

}  // namespace trabecula::widgets
