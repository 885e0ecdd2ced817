#pragma once

#include <QWidget>
#include <optional>

#include "widgets/view/pane_role.h"
#include "widgets/view/viewer_model.h"

class QGridLayout;
class QLabel;
class QToolButton;

namespace trabecula::widgets {

class ElidedLabel;

/// The thin line above a pane: its role (a menu), a title, the verdict in word, icon and colour, and the
/// button of the pane's own menu. In a narrow pane the title gets a line of its own rather than lose its end.
class PaneHeader : public QWidget {
  Q_OBJECT

 public:
  explicit PaneHeader(QWidget* parent = nullptr);

  void setRole(PaneRole role);
  void setTitle(const QString& title);
  QString title() const;
  /// Nothing: no verdict is shown.
  void setVerdict(const std::optional<Verdict>& verdict);

 Q_SIGNALS:
  void roleChosen(trabecula::widgets::PaneRole role);
  /// The menu button was pressed; the menu belongs at this position.
  void menuRequested(const QPoint& globalPosition);

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void placeTitle();

  QGridLayout* rows_ = nullptr;
  bool isTitleBelow_ = false;
  QToolButton* roleButton_ = nullptr;
  ElidedLabel* title_ = nullptr;
  std::optional<Verdict> verdict_;
  QLabel* verdictIcon_ = nullptr;
  QLabel* verdictText_ = nullptr;
};

}  // namespace trabecula::widgets
