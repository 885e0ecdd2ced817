#include "widgets/view/pane_message.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/theme/theme.h"

namespace trabecula::widgets {

PaneMessage::PaneMessage(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("messagePage"));
  setAttribute(Qt::WA_StyledBackground);  // the pane's style sheet paints it
  // Its buttons, seen or not, must not push the panels of a small window aside.
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  headline_ = new QLabel(this);
  headline_->setObjectName(QStringLiteral("headline"));
  headline_->setAlignment(Qt::AlignCenter);
  headline_->setWordWrap(true);
  details_ = new QLabel(this);
  details_->setAlignment(Qt::AlignCenter);
  details_->setWordWrap(true);
  details_->setProperty("quiet", true);
  compress_ = new QPushButton(icon(QStringLiteral("compress")), tr("Compress"), this);
  compress_->setProperty("primary", true);
  predictionHeatmap_ = new QPushButton(icon(QStringLiteral("heatmap")), tr("Prediction residual"), this);
  predictionSurface_ = new QPushButton(icon(QStringLiteral("surface")), tr("Prediction surface"), this);
  connect(compress_, &QPushButton::clicked, this, &PaneMessage::compressRequested);
  connect(predictionHeatmap_, &QPushButton::clicked, this,
          [this] { Q_EMIT roleChosen(PaneRole::PredictionHeatmap); });
  connect(predictionSurface_, &QPushButton::clicked, this,
          [this] { Q_EMIT roleChosen(PaneRole::PredictionSurface); });

  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  for (QPushButton* button : {compress_, predictionHeatmap_, predictionSurface_}) buttons->addWidget(button);
  buttons->addStretch();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(24, 12, 24, 12);
  column->addStretch();
  column->addWidget(headline_);
  column->addWidget(details_);
  column->addSpacing(10);
  column->addLayout(buttons);
  column->addStretch();
}

void PaneMessage::setMessage(const QString& headline, const QString& details, Offer offer) {
  headline_->setText(headline);
  details_->setText(details);
  details_->setVisible(!details.isEmpty());
  compress_->setVisible(offer == Offer::Compress);
  predictionHeatmap_->setVisible(offer == Offer::Prediction);
  predictionSurface_->setVisible(offer == Offer::Prediction);
}

QString PaneMessage::headline() const {
  return headline_->text();
}

}  // namespace trabecula::widgets
