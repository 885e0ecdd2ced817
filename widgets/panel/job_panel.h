#pragma once

#include <QWidget>

#include "widgets/panel/job_model.h"
#include "widgets/theme/key_help.h"

class QAction;
class QStackedLayout;
class QTableView;

namespace trabecula::widgets {

/// The table of a runner's jobs, newest first: progress, speed, time left; cancel, or try again what failed
/// or was cancelled, with a button, a key or the menu.
class JobPanel : public QWidget {
  Q_OBJECT

 public:
  explicit JobPanel(JobRunner& runner, QWidget* parent = nullptr);
  static std::vector<KeyHelp> keyHelp();

  JobModel& model() { return *model_; }

 private:
  void buildTable();
  void buildActions();
  void press(int row);
  void refresh();
  int currentRow() const;

  JobModel* model_ = nullptr;
  QTableView* table_ = nullptr;
  QStackedLayout* stack_ = nullptr;
  QAction* cancel_ = nullptr;
  QAction* retry_ = nullptr;
  QAction* tidy_ = nullptr;
};

}  // namespace trabecula::widgets
