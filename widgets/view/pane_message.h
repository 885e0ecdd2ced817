#pragma once

#include <QWidget>

#include "widgets/view/pane_role.h"

class QLabel;
class QPushButton;

namespace trabecula::widgets {

/// The page that stands in a pane where there is nothing to draw: what will appear, or why nothing does, and
/// the buttons that help.
class PaneMessage : public QWidget {
  Q_OBJECT

 public:
  enum class Offer { Nothing, Compress, Prediction };

  explicit PaneMessage(QWidget* parent = nullptr);

  void setMessage(const QString& headline, const QString& details, Offer offer);
  QString headline() const;

 Q_SIGNALS:
  void compressRequested();
  void roleChosen(trabecula::widgets::PaneRole role);

 private:
  QLabel* headline_ = nullptr;
  QLabel* details_ = nullptr;
  QPushButton* compress_ = nullptr;
  QPushButton* predictionHeatmap_ = nullptr;
  QPushButton* predictionSurface_ = nullptr;
};

}  // namespace trabecula::widgets
