#include "widgets/view/surface_page.h"

#include <algorithm>

#include "widgets/jobs/job_runner.h"
#include "widgets/plot/value_histogram.h"
#include "widgets/surface/surface_pane.h"

namespace trabecula::widgets {

SurfacePage::SurfacePage(JobRunner& runner, QWidget* parent)
    : QWidget(parent),
      runner_(runner),
      surface_(new SurfacePane(this)),
      histogram_(new ValueHistogram(this)) {
  histogram_->setObjectName(QStringLiteral("surfaceHistogram"));
  histogram_->setAutoFillBackground(true);
  histogram_->setStacked(true);
  setFocusProxy(surface_);
}

QSize SurfacePage::minimumSizeHint() const {
  return surface_->minimumSizeHint();
}

void SurfacePage::setValues(const ValueMapPtr& map, const QRect& region) {
  if (map == map_ && region == region_) return;
  map_ = map;
  region_ = region;
  isCounted_ = false;
  ++request_;
  // Never the values of another map under this surface.
  histogram_->setEmptyText(tr("Counting\u2026"));
  histogram_->setHistogram(nullptr, {}, {});
  count();
}

void SurfacePage::setHistogramWanted(bool wanted) {
  isWanted_ = wanted;
  place();
}

void SurfacePage::resizeEvent(QResizeEvent*) {
  place();
}

void SurfacePage::showEvent(QShowEvent*) {
  place();
}

/// The surface is what the page is for: it keeps at least the larger part, and enough to turn it.
void SurfacePage::place() {
  constexpr int leastSurface = 240;
  constexpr int leastAcross = 210;
  constexpr int leastAlong = 150;
  constexpr int leastHeight = 220;  // of a chart above its statistics
  QRect surface = rect();
  QRect histogram;
  const int across = std::clamp(width() * 2 / 5, leastAcross, 420);
  const int along = std::clamp(height() / 3, leastAlong, 240);
  if (isWanted_ && width() >= leastSurface + leastAcross && width() >= height() && height() >= leastHeight) {
    surface.setWidth(width() - across);
    histogram = QRect(surface.right() + 1, 0, across, height());
  } else if (isWanted_ && height() >= leastSurface + leastAlong && width() >= leastAcross) {
    surface.setHeight(height() - along);
    histogram = QRect(0, surface.bottom() + 1, width(), along);
  }
  surface_->setGeometry(surface);
  if (!histogram.isEmpty()) histogram_->setGeometry(histogram);
  histogram_->setVisible(!histogram.isEmpty());
  count();
}

void SurfacePage::count() {
  if (isCounted_ || !map_ || !histogram_->isVisible()) return;
  isCounted_ = true;
  runner_.start(
      tr("Histogram"),
      [map = map_, region = region_](core::JobContext&) {
        return std::make_shared<const core::Histogram>(histogramOf(*map, region));
      },
      this,
      [this, request = request_, map = map_](const HistogramChart::HistogramPtr& counted) {
        // The pane's header says what the values are; there is no room to say so again.
        if (request == request_) histogram_->setHistogram(counted, tr("Value"), unitOf(*map));
      });
}

}  // namespace trabecula::widgets
