#include "app/desktop/empty_page.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/theme/theme.h"

namespace trabecula::app {

using widgets::icon;

EmptyPage::EmptyPage(QWidget* parent) : QWidget(parent) {
  zone_ = new QWidget(this);
  zone_->setFixedWidth(560);
  auto* picture = new QToolButton(zone_);  // paints its icon anew in another theme
  constexpr int pictureSide = 44;
  picture->setIcon(icon(QStringLiteral("open-file")));
  picture->setIconSize({pictureSide, pictureSide});
  picture->setAttribute(Qt::WA_TransparentForMouseEvents);
  picture->setFocusPolicy(Qt::NoFocus);
  picture->setMinimumHeight(pictureSide);
  auto* headline = new QLabel(tr("Drop radiographs here"), zone_);
  headline->setStyleSheet(QStringLiteral("font-size: 21px; font-weight: 600;"));
  headline->setAlignment(Qt::AlignCenter);
  auto* details = new QLabel(
      tr("DICOM, PNG, PGM, JPEG, JPEG XL, JPEG 2000, JPEG-LS,\nTrabecula archives, or a whole folder"),
      zone_);
  details->setProperty("quiet", true);
  details->setAlignment(Qt::AlignCenter);

  auto* open = new QPushButton(icon(QStringLiteral("open-file")), tr("Open files\u2026"), zone_);
  open->setProperty("primary", true);
  auto* folder = new QPushButton(icon(QStringLiteral("open-folder")), tr("Open folder\u2026"), zone_);
  auto* demo = new QPushButton(icon(QStringLiteral("demo")), tr("Open the demo study"), zone_);
  demo->setToolTip(tr("Two synthetic hips: healthy and osteoporotic"));
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  for (QPushButton* button : {open, folder, demo}) buttons->addWidget(button);
  buttons->addStretch();

  auto* column = new QVBoxLayout(zone_);
  column->setContentsMargins(28, 36, 28, 36);
  column->setSpacing(12);
  column->addWidget(picture, 0, Qt::AlignHCenter);
  column->addWidget(headline);
  column->addWidget(details);
  column->addSpacing(6);
  column->addLayout(buttons);

  recentBox_ = new QWidget(this);
  recentBox_->setFixedWidth(560);
  recentList_ = new QVBoxLayout(recentBox_);
  recentList_->setContentsMargins(0, 8, 0, 0);
  recentList_->setSpacing(2);

  auto* note = new QLabel(tr("For research, teaching and quality control. Not a medical device."), this);
  note->setProperty("quiet", true);
  note->setAlignment(Qt::AlignCenter);
  auto* page = new QVBoxLayout(this);
  page->addStretch();
  page->addWidget(zone_, 0, Qt::AlignHCenter);
  page->addWidget(recentBox_, 0, Qt::AlignHCenter);
  page->addStretch();
  page->addWidget(note);
  page->addSpacing(14);

  connect(open, &QPushButton::clicked, this, &EmptyPage::openFilesRequested);
  connect(folder, &QPushButton::clicked, this, &EmptyPage::openFolderRequested);
  connect(demo, &QPushButton::clicked, this, &EmptyPage::demoRequested);
  setRecentFiles({}, {});
}

void EmptyPage::setRecentFiles(const QStringList& files, const QStringList& shown) {
  while (QLayoutItem* item = recentList_->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  recentBox_->setVisible(!files.isEmpty());
  if (files.isEmpty()) return;
  auto* title = new QLabel(tr("Recent"), recentBox_);
  title->setProperty("heading", true);
  recentList_->addWidget(title);
  constexpr qsizetype most = 6;
  for (qsizetype i = 0; i < std::min(most, files.size()); ++i) {
    const QString& file = files[i];
    auto* button = new QPushButton(icon(QStringLiteral("study")), {}, recentBox_);
    constexpr int nameWidth = 500;
    button->setText(button->fontMetrics()
                        .elidedText(QFileInfo(shown[i]).fileName(), Qt::ElideMiddle, nameWidth)
                        .replace(QLatin1Char('&'), QStringLiteral("&&")));
    button->setFlat(true);
    button->setToolTip(shown[i]);
    button->setObjectName(QStringLiteral("recentFile"));
    connect(button, &QPushButton::clicked, this, [this, file] { Q_EMIT recentRequested(file); });
    recentList_->addWidget(button);
  }
}

void EmptyPage::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), widgets::colours::page);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(widgets::colours::line, 1.5, Qt::DashLine));
  painter.drawRoundedRect(QRectF(zone_->geometry()), 10, 10);
}

}  // namespace trabecula::app
