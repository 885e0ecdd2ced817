#include "widgets/view/view_pane.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QStackedLayout>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/jobs/job_runner.h"
#include "widgets/theme/theme.h"
#include "widgets/view/compare_content.h"
#include "widgets/view/pane_header.h"
#include "widgets/view/pane_texts.h"

namespace trabecula::widgets {

ViewPane::ViewPane(ViewerModel& model, PaneRole role, QWidget* parent)
    : QFrame(parent), model_(model), role_(role) {
  setObjectName(QStringLiteral("viewPane"));
  header_ = new PaneHeader(this);
  // Panes share the window equally, whatever their headers say.
  header_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  messagePage_ = new PaneMessage(this);
  imageView_ = new ImageView(this);
  imageView_->installEventFilter(this);
  note_ = new QLabel(this);
  note_->setObjectName(QStringLiteral("paneNote"));
  note_->setWordWrap(true);
  note_->hide();
  stack_ = new QStackedLayout;
  stack_->addWidget(messagePage_);
  stack_->addWidget(imageView_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(1, 1, 1, 1);
  column->setSpacing(0);
  column->addWidget(header_);
  column->addWidget(note_);
  column->addLayout(stack_, 1);
  connectView();
  connectModel();
  display_ = model_.display();
  setActive(false);
  refreshContent();
}

ViewPane::~ViewPane() = default;

void ViewPane::connectView() {
  connect(header_, &PaneHeader::roleChosen, this, &ViewPane::setRole);
  connect(header_, &PaneHeader::menuRequested, this, [this](const QPoint& position) {
    Q_EMIT activated();
    Q_EMIT menuRequested(position);
  });
  connect(messagePage_, &PaneMessage::compressRequested, this, &ViewPane::compressRequested);
  connect(messagePage_, &PaneMessage::roleChosen, this, &ViewPane::setRole);
  connect(imageView_, &ImageView::activated, this, &ViewPane::activated);
  connect(imageView_, &ImageView::doubleClicked, this, &ViewPane::maximizeRequested);
  connect(imageView_, &ImageView::coloursPicked, this, &ViewPane::setSelection);
  connect(imageView_, &ImageView::wipeMoved, this, &ViewPane::setWipePosition);
  connect(imageView_, &ImageView::probed, this, [this](const QPointF& position) { Q_EMIT probed(position); });
  connect(imageView_, &ImageView::probeLeft, this, [this] { Q_EMIT probed(std::nullopt); });
}

void ViewPane::connectModel() {
  connect(&model_, &ViewerModel::imageChanged, this, [this] {
    display_ = model_.display();
    selection_.reset();
    isHoldingOriginal_ = false;
    if (surfaceJob_) surfaceJob_->cancel();
    surfaceJob_ = nullptr;
    surfaceMap_.reset();
    refreshContent();
  });
  connect(&model_, &ViewerModel::frameChanged, this, &ViewPane::refreshContent);
  connect(&model_, &ViewerModel::resultChanged, this, &ViewPane::refreshContent);
  connect(&model_.maps(), &MapStore::changed, this, [this] {
    if (showsMap()) refreshContent();
  });
  connect(&model_.maps(), &MapStore::progressed, this, [this] {
    if (showsMap() && !message().isEmpty()) refreshContent();
  });
  connect(&model_, &ViewerModel::regionChanged, this, [this] {
    imageView_->setRegion(model_.region());
    if (showsMap()) refreshContent();
  });
}

void ViewPane::setRole(PaneRole role) {
  if (role == role_) return;
  role_ = role;
  isHoldingOriginal_ = false;
  selection_.reset();
  // Only images and differences can be of both.
  if (compared_ == Compared::Both &&
      (mapKindOf(role) == MapKind::Prediction || mapKindOf(role) == MapKind::BitCost))
    compared_ = Compared::A;
  refreshContent();
  Q_EMIT roleChanged();
}

void ViewPane::setCompared(Compared of) {
  if (of == compared_) return;
  compared_ = of;
  refreshContent();
}

void ViewPane::setStream(int stream) {
  if (stream == stream_) return;
  stream_ = stream;
  refreshContent();
}

void ViewPane::setOverlayKind(MapKind kind) {
  if (kind == overlayKind_) return;
  overlayKind_ = kind;
  refreshContent();
}

MapSource ViewPane::source() const {
  MapSource source{.kind = role_ == PaneRole::Overlay ? overlayKind_ : mapKindOf(role_),
                   .of = compared_,
                   .stream = stream_};
  const bool isOfOne = source.kind == MapKind::Prediction || source.kind == MapKind::BitCost;
  if (isOfOne && source.of == Compared::Both) source.of = Compared::A;
  return source;
}

void ViewPane::setDisplay(const core::DisplaySettings& display) {
  if (display == display_) return;
  display_ = display;
  for (const auto& grey : greys_) grey->setSettings(display);
  if (role_ == PaneRole::DisplayDifference ||
      (role_ == PaneRole::Overlay && overlayKind_ == MapKind::DisplayDifference))
    refreshContent();
  imageView_->refresh();
  refreshOverlays();
}

void ViewPane::setHeatmapSettings(const HeatmapSettings& settings) {
  heatmap_ = settings;
  if (auto* map = imageView_->content() ? imageView_->content()->heatmap() : nullptr)
    map->setSettings(heatmap_);
  if (auto* overlay = dynamic_cast<OverlayContent*>(imageView_->content()))
    overlay->setOpacity(heatmap_.opacity);
  imageView_->refresh();
}

void ViewPane::setHeatmapLimit(double limit) {
  HeatmapSettings settings = heatmap_;
  settings.limits = limit > 0 ? HeatmapSettings::Limits::Fixed : HeatmapSettings::Limits::Automatic;
  if (limit > 0) settings.fixed = limit;
  setHeatmapSettings(settings);
}

void ViewPane::setHeatmapScale(core::ColourScale scale) {
  HeatmapSettings settings = heatmap_;
  settings.scale = scale;
  setHeatmapSettings(settings);
}

void ViewPane::setSelection(const std::optional<ValueSelection>& selection) {
  selection_ = selection;
  if (auto* map = imageView_->content() ? imageView_->content()->heatmap() : nullptr)
    map->setSelection(selection_);
  imageView_->refresh();
  refreshOverlays();
}

void ViewPane::setWipePosition(double position) {
  wipePosition_ = std::clamp(position, 0.0, 1.0);
  if (auto* wipe = dynamic_cast<WipeContent*>(imageView_->content())) wipe->setWipePosition(wipePosition_);
  imageView_->refresh();
}

void ViewPane::holdOriginal(bool on) {
  if (on == isHoldingOriginal_ || isSurface() || (on && !imageView_->content())) return;
  isHoldingOriginal_ = on;
  refreshContent();
}

void ViewPane::takeFocus() {
  stack_->currentWidget()->setFocus();
}

/// The focus stays in this pane when what had it makes room for something else.
void ViewPane::showPage(QWidget* page) {
  const QWidget* before = stack_->currentWidget();
  const QWidget* focus = QApplication::focusWidget();
  const bool hadFocus = before == focus || before->isAncestorOf(focus);
  stack_->setCurrentWidget(page);
  if (hadFocus && page != before) takeFocus();
}

void ViewPane::setActive(bool active) {
  setProperty("active", active);
  restyle(this);
}

void ViewPane::setOverlaysVisible(bool visible) {
  imageView_->setOverlaysVisible(visible);
}

void ViewPane::setPatientVisible(bool visible) {
  patientVisible_ = visible;
  refreshOverlays();
}

QString ViewPane::message() const {
  return stack_->currentWidget() == messagePage_ ? messagePage_->headline() : QString();
}

QString ViewPane::title() const {
  return header_->title();
}

ShownValues ViewPane::shownValues() const {
  return {.map = shownMap_, .region = shownRegion_};
}

void ViewPane::contextMenuEvent(QContextMenuEvent* event) {
  Q_EMIT activated();
  Q_EMIT menuRequested(event->globalPos());
}

void ViewPane::showEvent(QShowEvent* event) {
  QFrame::showEvent(event);
  if (isStale_) refreshContent();
}

bool ViewPane::eventFilter(QObject* watched, QEvent* event) {
  // A key that is held while the keyboard goes elsewhere is never released here.
  if (watched == imageView_ && event->type() == QEvent::FocusOut) holdOriginal(false);
  // The window's shortcuts with Shift give way to what this pane does with the key.
  if (watched == imageView_ && event->type() == QEvent::ShortcutOverride &&
      usesShifted(*static_cast<QKeyEvent*>(event))) {
    event->accept();
    return true;
  }
  return QFrame::eventFilter(watched, event);
}

bool ViewPane::usesShifted(const QKeyEvent& event) const {
  if (event.modifiers() != Qt::ShiftModifier) return false;
  const bool isAcross = event.key() == Qt::Key_Left || event.key() == Qt::Key_Right;
  const bool isAlong = event.key() == Qt::Key_Up || event.key() == Qt::Key_Down;
  if (role_ == PaneRole::Overlay && isAlong) return true;
  return isAcross && (role_ == PaneRole::Wipe || (showsMap() && source().kind == MapKind::Prediction));
}

void ViewPane::pressShifted(int key) {
  constexpr double step = 0.05;
  const int direction = key == Qt::Key_Left || key == Qt::Key_Down ? -1 : 1;
  if (role_ == PaneRole::Wipe) {
    setWipePosition(wipePosition_ + direction * step);
  } else if (key == Qt::Key_Up || key == Qt::Key_Down) {
    HeatmapSettings settings = heatmap_;
    settings.opacity = std::clamp(settings.opacity + 2 * direction * step, 0.1, 1.0);
    setHeatmapSettings(settings);
  } else {
    const int last = static_cast<int>(model_.maps().streamTitles(source().of).size()) - 1;
    setStream(std::clamp(stream_ + direction, 0, std::max(0, last)));
  }
}

void ViewPane::keyPressEvent(QKeyEvent* event) {
  const bool isPlain = event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier;
  const bool isImage = role_ <= PaneRole::DecodedB;
  const int key = event->key();
  if (key == Qt::Key_Space && isPlain && !isSurface()) {
    if (!event->isAutoRepeat()) holdOriginal(true);
  } else if (isPlain && isImage && (key == Qt::Key_Left || key == Qt::Key_Right)) {
    setRole(key == Qt::Key_Left ? PaneRole::Decoded : PaneRole::DecodedB);
  } else if (isPlain && isImage && key == Qt::Key_Up) {
    setRole(PaneRole::Original);
  } else if (isPlain && !isImage && (key == Qt::Key_Left || key == Qt::Key_Right)) {
    setCompared(key == Qt::Key_Left ? Compared::A : Compared::B);
  } else if (usesShifted(*event)) {
    pressShifted(key);
  } else {
    QFrame::keyPressEvent(event);
  }
}

void ViewPane::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Space) return QFrame::keyReleaseEvent(event);
  if (!event->isAutoRepeat()) holdOriginal(false);
}

}  // namespace trabecula::widgets
