// What a ViewPane shows in each of its roles.
#include <QLabel>
#include <QLocale>
#include <QStackedLayout>
#include <algorithm>

#include "widgets/surface/surface_pane.h"
#include "widgets/view/compare_content.h"
#include "widgets/view/pane_header.h"
#include "widgets/view/pane_texts.h"
#include "widgets/view/surface_page.h"
#include "widgets/view/view_pane.h"

namespace trabecula::widgets {

void ViewPane::refreshContent() {
  if (isHidden()) {
    isStale_ = true;
    if (!model_.image()) imageView_->setContent(nullptr);
    return;
  }
  isStale_ = false;
  forgetOldPictures();
  note_->hide();
  if (!model_.image() || !showsMap() || isHoldingOriginal_) announceValues(nullptr);
  showRole();
  refreshOverlays();
}

void ViewPane::showRole() {
  if (!model_.image()) {
    showMessage(tr("No image"), tr("Open a radiograph to see it here."), PaneMessage::Offer::Nothing);
    return;
  }
  if (isHoldingOriginal_) {
    showImage(model_.image()->image);
    return;
  }
  switch (role_) {
    case PaneRole::Original:
      showImage(model_.image()->image);
      return;
    case PaneRole::Decoded:
      showResult(model_.result());
      return;
    case PaneRole::DecodedB:
      showResult(model_.resultB());
      return;
    case PaneRole::Wipe:
      showWipe();
      return;
    case PaneRole::Overlay:
      showOverlay();
      return;
    case PaneRole::ResidualHeatmap:
    case PaneRole::DisplayDifference:
    case PaneRole::PredictionHeatmap:
    case PaneRole::BitCostHeatmap:
      showHeatmap();
      return;
    case PaneRole::ResidualSurface:
    case PaneRole::PredictionSurface:
    case PaneRole::BitCostSurface:
      showSurface();
      return;
  }
}

void ViewPane::showNoCodecB() {
  showMessage(tr("No codec B chosen"),
              tr("Choose a row of the results and press Shift+B, or take \u201CUse as codec B\u201D from "
                 "its menu."),
              PaneMessage::Offer::Nothing);
}

/// Shows the page that stands for results that are not there; true where all that are needed are.
bool ViewPane::requireResults() {
  const bool needsA = isResultRole(role_) && compared_ != Compared::B;
  const bool needsB = compared_ != Compared::A;
  if (needsA && !model_.result()) {
    const bool isWipe = role_ == PaneRole::Wipe;
    showMessage(tr("Not compressed yet"),
                isWipe ? tr("Original and decoded image appear here, left and right of a line.")
                       : tr("What compression did to each pixel appears here."),
                PaneMessage::Offer::Compress);
    return false;
  }
  if (needsB && !model_.resultB()) {
    showNoCodecB();
    return false;
  }
  return true;
}

void ViewPane::showResult(const ViewerModel::ResultPtr& result) {
  if (result) {
    showImage(decodedOf(result));
  } else if (role_ == PaneRole::DecodedB && model_.result()) {
    showNoCodecB();
  } else {
    showMessage(tr("Not compressed yet"), tr("The decoded image appears here."),
                PaneMessage::Offer::Compress);
  }
}

core::Image ViewPane::decodedOf(const ViewerModel::ResultPtr& result) const {
  return result->compression.decoded.withPresentation(model_.image()->image.presentation());
}

std::shared_ptr<GreyContent> ViewPane::greyContentOf(const core::Image& image) {
  const auto found = std::find_if(greys_.begin(), greys_.end(), [&](const auto& grey) {
    return grey->image().samples().data() == image.samples().data();
  });
  if (found == greys_.end()) {
    greys_.push_back(std::make_shared<GreyContent>(image, model_.frame(), display_));
    return greys_.back();
  }
  (*found)->setFrame(model_.frame());
  (*found)->setSettings(display_);
  return *found;
}

/// Lets go of images that no role can show any more.
void ViewPane::forgetOldPictures() {
  const auto shows = [](const core::Image& image, const GreyContent& grey) {
    return image.samples().data() == grey.image().samples().data();
  };
  std::erase_if(greys_, [&](const auto& grey) {
    if (model_.image() && shows(model_.image()->image, *grey)) return false;
    for (const auto& result : {model_.result(), model_.resultB()})
      if (result && shows(result->compression.decoded, *grey)) return false;
    return true;
  });
}

void ViewPane::show2d(std::shared_ptr<PaneContent> content) {
  if (imageView_->content() != content.get()) imageView_->setContent(std::move(content));
  imageView_->setSpacing(model_.image()->image.presentation().spacing);
  imageView_->refresh();
  showPage(imageView_);
}

void ViewPane::showImage(const core::Image& image) {
  show2d(greyContentOf(image));
}

void ViewPane::showWipe() {
  if (!requireResults()) return;
  const auto left =
      greyContentOf(compared_ == Compared::Both ? decodedOf(model_.result()) : model_.image()->image);
  const auto right = greyContentOf(decodedOf(compared_ == Compared::A ? model_.result() : model_.resultB()));
  show2d(std::make_shared<WipeContent>(left, right, wipePosition_));
}

/// The map of this pane's role, as far as it is computed.
ValueMapPtr ViewPane::currentMap() {
  const MapSource wanted = source();
  if (wanted.kind == MapKind::DisplayDifference)
    return model_.maps().displayDifference(wanted.of, display_, this);
  return model_.maps().map(wanted);
}

/// The page in place of a map that is not there.
void ViewPane::showMissingMap() {
  const QString problem = model_.maps().problem(source(), this);
  if (!problem.isEmpty()) {
    showMessage(
        tr("Nothing to show"), problem,
        source().kind == MapKind::BitCost ? PaneMessage::Offer::Prediction : PaneMessage::Offer::Nothing);
    return;
  }
  const double progress = model_.maps().progress(source(), this);
  showMessage(tr("Computing\u2026"),
              progress > 0 ? tr("%1 %").arg(QLocale().toString(100 * progress, 'f', 0)) : QString(),
              PaneMessage::Offer::Nothing);
}

std::shared_ptr<HeatmapContent> ViewPane::heatmapContentOf(const ValueMapPtr& map) {
  auto content = std::make_shared<HeatmapContent>(map);
  content->setSettings(heatmap_);
  content->setSelection(selection_);
  return content;
}

/// Shows the page that stands for a difference where there is nothing to draw; true where there is.
bool ViewPane::showResidualState() {
  if (!requireResults()) return false;
  const MapKind kind = source().kind;
  if (kind == MapKind::Prediction || kind == MapKind::BitCost || compared_ == Compared::Both) return true;
  const auto& result = compared_ == Compared::A ? model_.result() : model_.resultB();
  if (!result->compression.roundTrip.identical) return true;
  showMessage(tr("0 of %1 pixels differ")
                  .arg(QLocale().toString(static_cast<qulonglong>(result->compression.pixels))),
              tr("The written file was decoded and is identical to the original. "
                 "What had to be coded is the prediction residual:"),
              PaneMessage::Offer::Prediction);
  return false;
}

void ViewPane::showHeatmap() {
  if (!showResidualState()) return announceValues(nullptr);
  const ValueMapPtr map = currentMap();
  announceValues(map);
  if (!map) return showMissingMap();
  if (map->statistics.nonZero == 0 && source().kind != MapKind::Prediction) {
    const bool isSeen = source().kind == MapKind::DisplayDifference;
    showMessage(isSeen ? tr("No pixel looks different through this window")
                       : tr("0 of %1 pixels differ")
                             .arg(QLocale().toString(static_cast<qulonglong>(map->statistics.count))),
                isSeen ? tr("The stored values differ, but by less than a grey level of the display.")
                       : tr("Codec A and codec B decode to the same values."),
                PaneMessage::Offer::Nothing);
    return;
  }
  auto* shown = dynamic_cast<HeatmapContent*>(imageView_->content());
  if (shown && shown->valueMap() == map) {
    showPage(imageView_);
    return;
  }
  show2d(heatmapContentOf(map));
}

void ViewPane::showOverlay() {
  if (!requireResults()) return announceValues(nullptr);
  const ValueMapPtr map = currentMap();
  announceValues(map);
  const auto image = greyContentOf(model_.image()->image);
  if (!map) {
    if (!model_.maps().problem(source(), this).isEmpty()) return showMissingMap();
    return show2d(image);  // the map is on its way
  }
  auto* shown = dynamic_cast<OverlayContent*>(imageView_->content());
  if (shown && shown->heatmap()->valueMap() == map && &shown->image() == image.get()) {
    imageView_->refresh();
    showPage(imageView_);
    return;
  }
  show2d(std::make_shared<OverlayContent>(image, heatmapContentOf(map), heatmap_.opacity));
}

void ViewPane::showSurface() {
  if (!showResidualState()) return announceValues(nullptr);
  const ValueMapPtr map = currentMap();
  announceValues(map);
  if (!map) return showMissingMap();
  ensureSurface();
  if (surface_->surface().view()) return showSurfaceOf(map);
  note_->setText(
      tr("3-D needs OpenGL, which this display does not offer. The heatmap shows the same values."));
  note_->show();
  show2d(heatmapContentOf(map));
}

void ViewPane::showMessage(const QString& headline, const QString& details, PaneMessage::Offer offer) {
  messagePage_->setMessage(headline, details, offer);
  // A view without content paints nothing and reports no probe.
  imageView_->setContent(nullptr);
  showPage(messagePage_);
}

void ViewPane::announceValues(const ValueMapPtr& map) {
  const QRect region = map ? model_.region() : QRect();
  if (map == shownMap_ && region == shownRegion_) return;
  // Marks are of values of one map.
  if (map && shownMap_ && map->unitName != shownMap_->unitName) selection_.reset();
  shownMap_ = map;
  shownRegion_ = region;
  Q_EMIT shownValuesChanged();
}

void ViewPane::refreshOverlays() {
  const PaneState state{.role = role_,
                        .compared = compared_,
                        .isHoldingOriginal = isHoldingOriginal_,
                        .patientVisible = patientVisible_,
                        .display = display_,
                        .map = shownMap_};
  header_->setRole(role_);
  header_->setTitle(paneTitle(model_, state));
  const std::optional<Verdict> verdict = paneVerdict(model_, state);
  header_->setVerdict(verdict);
  setAccessibleName(tr("Pane: %1").arg(paneRoleTitle(role_)));
  imageView_->setAccessibleName(paneRoleTitle(role_));
  imageView_->setAccessibleDescription(
      verdict ? QStringLiteral("%1. %2").arg(header_->title(), verdict->details) : header_->title());
  HeatmapContent* content = imageView_->content() ? imageView_->content()->heatmap() : nullptr;
  CornerTexts texts;
  if (!content || role_ == PaneRole::Overlay) texts = imageTexts(model_, state);
  if (content) {
    texts.topLeft << mapTexts(*content->valueMap(), model_.region(),
                              model_.maps().regionStatistics(content->valueMap(), model_.region()));
    if (const QString line = selectionLine(*content); !line.isEmpty()) texts.topLeft << line;
  }
  imageView_->setCorners(texts);
}

}  // namespace trabecula::widgets
