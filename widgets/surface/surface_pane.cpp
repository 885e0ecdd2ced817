#include "widgets/surface/surface_pane.h"

#include <QLabel>
#include <QPalette>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace trabecula::widgets {

SurfacePane::SurfacePane(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Residual surface pane"));
  messagePage_ = new QWidget(this);
  messagePage_->setAutoFillBackground(true);
  QPalette colours = messagePage_->palette();
  colours.setColor(QPalette::Window, Qt::black);
  colours.setColor(QPalette::WindowText, QColor(200, 200, 200));
  messagePage_->setPalette(colours);
  messageLabel_ = new QLabel(messagePage_);
  messageLabel_->setPalette(colours);
  messageLabel_->setAlignment(Qt::AlignCenter);
  messageLabel_->setWordWrap(true);
  messageLabel_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  heatmapButton_ = new QPushButton(tr("Show the heatmap"), messagePage_);
  connect(heatmapButton_, &QPushButton::clicked, this, &SurfacePane::showHeatmapRequested);
  auto* const column = new QVBoxLayout(messagePage_);
  column->setContentsMargins(24, 24, 24, 24);
  column->setSpacing(16);
  column->addStretch();
  column->addWidget(messageLabel_);
  column->addWidget(heatmapButton_, 0, Qt::AlignHCenter);
  column->addStretch();

  pages_ = new QStackedLayout(this);
  pages_->addWidget(messagePage_);
  if (SurfaceView::isOpenGlUsable()) {
    view_ = new SurfaceView(this);
    pages_->addWidget(view_);
    setFocusProxy(view_);
    connect(view_, &SurfaceView::unusable, this, &SurfacePane::giveUpView);
  }
  clear(QString());
}

void SurfacePane::setSurface(std::shared_ptr<PreparedSurface> surface) {
  if (view_) {
    view_->setSurface(std::move(surface));
    pages_->setCurrentWidget(view_);
    return;
  }
  showMessage(tr("3-D needs OpenGL, which this display does not offer. The heatmap shows the same values."),
              true);
}

/// Better a page that says why than a black pane.
void SurfacePane::giveUpView() {
  if (!view_) return;
  setFocusProxy(nullptr);
  pages_->removeWidget(view_);
  view_->deleteLater();
  view_ = nullptr;
  showMessage(tr("3-D needs OpenGL, which this display does not offer. The heatmap shows the same values."),
              true);
  Q_EMIT unusable();
}

void SurfacePane::clear(const QString& message) {
  if (view_) view_->clear();
  showMessage(message, false);
}

void SurfacePane::showMessage(const QString& message, bool offersHeatmap) {
  messageLabel_->setText(message);
  heatmapButton_->setVisible(offersHeatmap);
  pages_->setCurrentWidget(messagePage_);
}

bool SurfacePane::showsSurface() const {
  return view_ && pages_->currentWidget() == view_;
}

QString SurfacePane::message() const {
  return showsSurface() ? QString() : messageLabel_->text();
}

void SurfacePane::resetCamera() {
  if (view_) view_->resetCamera();
}

}  // namespace trabecula::widgets
