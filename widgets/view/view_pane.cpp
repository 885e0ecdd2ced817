#include "widgets/view/view_pane.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QLocale>
#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/surface/surface_pane.h"
#include "widgets/theme/theme.h"
#include "widgets/view/number_text.h"
#include "widgets/view/pane_header.h"
#include "widgets/view/patient_text.h"

namespace trabecula::widgets {
namespace {

QString withMinus(double value) {
  return QLocale()
      .toString(value, 'f', value == std::floor(value) ? 0 : 1)
      .replace(QLatin1Char('-'), QChar(0x2212));
}

/// "C 512 W 1024", with the function where it is not the usual one, or the VOI LUT's name.
QStringList windowTexts(const core::Presentation& presentation, const core::DisplaySettings& display) {
  QStringList lines;
  if (display.voiLut && *display.voiLut < presentation.voiLuts.size()) {
    const auto& table = presentation.voiLuts[*display.voiLut];
    lines << (table.explanation.empty()
                  ? ViewPane::tr("VOI LUT %1").arg(*display.voiLut + 1)
                  : ViewPane::tr("VOI LUT: %1").arg(QString::fromStdString(table.explanation)));
  } else {
    QString line =
        ViewPane::tr("C %1  W %2").arg(withMinus(display.window.centre), withMinus(display.window.width));
    if (display.window.function == core::VoiFunction::Sigmoid) line += ViewPane::tr("  sigmoid");
    if (display.window.function == core::VoiFunction::LinearExact) line += ViewPane::tr("  linear exact");
    lines << line;
  }
  if (display.invert) lines << ViewPane::tr("inverted");
  return lines;
}

}  // namespace

ViewPane::ViewPane(ViewerModel& model, PaneRole role, QWidget* parent)
    : QFrame(parent), model_(model), role_(role) {
  setObjectName(QStringLiteral("viewPane"));
  header_ = new PaneHeader(this);
  messagePage_ = new PaneMessage(this);
  imageView_ = new ImageView(this);
  stack_ = new QStackedLayout;
  stack_->addWidget(messagePage_);
  stack_->addWidget(imageView_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(1, 1, 1, 1);
  column->setSpacing(0);
  column->addWidget(header_);
  column->addLayout(stack_, 1);

  connect(header_, &PaneHeader::roleChosen, this, &ViewPane::setRole);
  connect(header_, &PaneHeader::menuRequested, this, [this](const QPoint& position) {
    Q_EMIT activated();
    Q_EMIT menuRequested(position);
  });
  connect(messagePage_, &PaneMessage::compressRequested, this, &ViewPane::compressRequested);
  connect(messagePage_, &PaneMessage::roleChosen, this, &ViewPane::setRole);
  connect(imageView_, &ImageView::activated, this, &ViewPane::activated);
  connect(imageView_, &ImageView::doubleClicked, this, &ViewPane::maximizeRequested);
  connect(&model_, &ViewerModel::imageChanged, this, [this] {
    display_ = model_.display();
    refreshContent();
  });
  connect(&model_, &ViewerModel::frameChanged, this, &ViewPane::refreshContent);
  connect(&model_, &ViewerModel::resultChanged, this, &ViewPane::refreshContent);
  connect(&model_, &ViewerModel::mapsChanged, this, [this] {
    if (isHeatmap() || isSurface()) refreshContent();
  });
  connect(&model_, &ViewerModel::regionChanged, this, [this] {
    imageView_->setRegion(model_.region());
    if (isSurface()) refreshContent();
  });
  display_ = model_.display();
  setActive(false);
  refreshContent();
}

ViewPane::~ViewPane() = default;

void ViewPane::setRole(PaneRole role) {
  if (role == role_) return;
  role_ = role;
  refreshContent();
  Q_EMIT roleChanged();
}

void ViewPane::setDisplay(const core::DisplaySettings& display) {
  display_ = display;
  if (auto* grey = dynamic_cast<GreyContent*>(imageView_->content())) {
    grey->setSettings(display);
    imageView_->refresh();
  }
  refreshOverlays();
}

void ViewPane::setHeatmapLimit(int limit) {
  heatmapLimit_ = limit;
  if (auto* heatmap = dynamic_cast<HeatmapContent*>(imageView_->content())) heatmap->setLimit(limit);
  imageView_->refresh();
}

void ViewPane::setHeatmapScale(core::ColourScale scale) {
  heatmapScale_ = scale;
  if (auto* heatmap = dynamic_cast<HeatmapContent*>(imageView_->content())) heatmap->setScale(scale);
  imageView_->refresh();
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

void ViewPane::resetSurface() {
  if (surface_) surface_->resetCamera();
}

void ViewPane::contextMenuEvent(QContextMenuEvent* event) {
  Q_EMIT activated();
  Q_EMIT menuRequested(event->globalPos());
}

void ViewPane::refreshContent() {
  refreshHeader();
  if (!model_.image()) {
    showMessage(tr("No image"), tr("Open a radiograph to see it here."), PaneMessage::Offer::Nothing);
    return;
  }
  switch (role_) {
    case PaneRole::Original:
      showImage(model_.image()->image);
      return;
    case PaneRole::Decoded:
      if (model_.result())
        showImage(
            model_.result()->compression.decoded.withPresentation(model_.image()->image.presentation()));
      else
        showMessage(tr("Not compressed yet"), tr("The decoded image appears here."),
                    PaneMessage::Offer::Compress);
      return;
    case PaneRole::ResidualHeatmap:
      if (showResidualState()) showHeatmap(model_.reconstructionResidual());
      return;
    case PaneRole::ResidualSurface:
      if (showResidualState()) showSurface(model_.reconstructionResidual());
      return;
    case PaneRole::PredictionHeatmap:
      showHeatmap(model_.predictionResidual());
      return;
    case PaneRole::PredictionSurface:
      showSurface(model_.predictionResidual());
      return;
  }
}

/// Shows the page that stands for the residual where there is nothing to draw; true where there is.
bool ViewPane::showResidualState() {
  if (!model_.result()) {
    showMessage(tr("Not compressed yet"), tr("Original minus decoded, in stored units, appears here."),
                PaneMessage::Offer::Compress);
    return false;
  }
  const core::CompressionResult& result = model_.result()->compression;
  if (!result.roundTrip.identical) return true;
  showMessage(tr("0 of %1 pixels differ").arg(QLocale().toString(static_cast<qulonglong>(result.pixels))),
              tr("The written file was decoded and is identical to the original. "
                 "What had to be coded is the prediction residual:"),
              PaneMessage::Offer::Prediction);
  return false;
}

void ViewPane::showImage(const core::Image& image) {
  auto* shown = dynamic_cast<GreyContent*>(imageView_->content());
  const bool sameImage = shown && shown->image().samples().data() == image.samples().data();
  if (sameImage)
    shown->setFrame(model_.frame());
  else
    imageView_->setContent(std::make_shared<GreyContent>(image, model_.frame(), display_));
  imageView_->setSpacing(image.presentation().spacing);
  showPage(imageView_);
  setDisplay(display_);
}

void ViewPane::showHeatmap(const ViewerModel::MapPtr& map) {
  if (!map) {
    showMessage(tr("Computing\u2026"), {}, PaneMessage::Offer::Nothing);
    return;
  }
  const auto* shown = dynamic_cast<HeatmapContent*>(imageView_->content());
  if (!shown || &shown->map() != map.get()) {
    auto content = std::make_shared<HeatmapContent>(map);
    content->setLimit(heatmapLimit_);
    content->setScale(heatmapScale_);
    imageView_->setContent(std::move(content));
  }
  imageView_->setSpacing(model_.image()->image.presentation().spacing);
  showPage(imageView_);
  refreshOverlays();
}

void ViewPane::ensureSurface() {
  // Made when first asked for: OpenGL takes its time, and most panes never need it.
  if (surface_) return;
  // Qt makes the window anew for its first OpenGL widget, which takes the keyboard from it.
  if (window()->isActiveWindow()) QTimer::singleShot(0, window(), &QWidget::activateWindow);
  surface_ = new SurfacePane(this);
  stack_->addWidget(surface_);
  connect(surface_, &SurfacePane::showHeatmapRequested, this, [this] {
    setRole(role_ == PaneRole::ResidualSurface ? PaneRole::ResidualHeatmap : PaneRole::PredictionHeatmap);
  });
}

void ViewPane::showSurface(const ViewerModel::MapPtr& map) {
  if (!map) {
    showMessage(tr("Computing\u2026"), {}, PaneMessage::Offer::Nothing);
    return;
  }
  ensureSurface();
  // Building a surface takes its time and turns it back: the same one again is left alone.
  if (map == surfaceMap_.lock() && model_.region() == surfaceRegion_) {
    showPage(surface_);
    return;
  }
  surfaceMap_ = map;
  surfaceRegion_ = model_.region();
  QRect region = QRect(0, 0, map->width, map->height);
  if (!model_.region().isEmpty()) region = region.intersected(model_.region());
  std::vector<std::int32_t> values;
  values.reserve(static_cast<std::size_t>(region.width()) * static_cast<std::size_t>(region.height()));
  for (int y = region.top(); y <= region.bottom(); ++y) {
    const auto row = map->values.begin() + static_cast<std::ptrdiff_t>(y) * map->width;
    values.insert(values.end(), row + region.left(), row + region.right() + 1);
  }
  SurfaceField field;
  field.width = region.width();
  field.height = region.height();
  field.values = std::span<const std::int32_t>(values);
  field.units = tr("stored units").toStdString();
  field.originX = region.left();
  field.originY = region.top();
  surface_->setField(field);
  showPage(surface_);
}

void ViewPane::showMessage(const QString& headline, const QString& details, PaneMessage::Offer offer) {
  messagePage_->setMessage(headline, details, offer);
  // A view without content paints nothing and reports no probe.
  imageView_->setContent(nullptr);
  showPage(messagePage_);
}

void ViewPane::refreshHeader() {
  header_->setRole(role_);
  const ViewerModel::ResultPtr result = isResultRole(role_) ? model_.result() : nullptr;
  header_->setVerdict(result ? std::optional(verdictOf(result->compression)) : std::nullopt);
  QString title;
  if (result) {
    title = QStringLiteral("%1  %2  %3")
                .arg(result->codecTitle, bitsPerPixelText(result->compression.bitsPerPixel),
                     ratioText(result->compression.ratio));
    if (!result->conversion.isEmpty()) title += tr("  luma of colour");
  } else if (role_ == PaneRole::Original && model_.image()) {
    const core::Image& image = model_.image()->image;
    title = tr("%1 \u00D7 %2, %3 bit").arg(image.width()).arg(image.height()).arg(image.bitsStored());
    if (image.isSigned()) title += tr(" signed");
    if (!image.colour().empty()) title += tr(", colour (compressed as luma)");
  } else if (role_ == PaneRole::PredictionHeatmap || role_ == PaneRole::PredictionSurface) {
    title = tr("median edge predictor");
  }
  header_->setTitle(title);
}

void ViewPane::refreshOverlays() {
  CornerTexts texts;
  if (model_.image()) {
    const core::ImageFile& file = *model_.image();
    const core::StudyAttributes& who = file.attributes;
    if (role_ == PaneRole::Original) {
      if (patientVisible_ && !who.patientName.empty())
        texts.topLeft << QString::fromStdString(who.patientName).replace(QLatin1Char('^'), QLatin1Char(' '));
      const QString what = QString::fromStdString(who.seriesDescription.empty() ? who.studyDescription
                                                                                : who.seriesDescription);
      const QString name = what.isEmpty() ? QString::fromStdString(file.path.filename().string()) : what;
      texts.topLeft << (patientVisible_ ? name : withoutPatient(name, who));
    }
    if (role_ == PaneRole::Decoded && !file.image.colour().empty())
      texts.topLeft << tr("Luma of the colour image");
    if (file.image.frames() > 1)
      texts.topLeft << tr("frame %1 of %2").arg(model_.frame() + 1).arg(file.image.frames());
    if (!isHeatmap() && file.image.colour().empty())
      texts.topRight = windowTexts(file.image.presentation(), display_);
    if (!isHeatmap() && !file.image.colour().empty() && display_.invert) texts.topRight << tr("inverted");
  }
  imageView_->setCorners(texts);
}

}  // namespace trabecula::widgets
