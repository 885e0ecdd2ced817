#include "widgets/view/viewer_model.h"

#include <QLocale>
#include <algorithm>

#include "core/analysis/residual.h"
#include "core/image/window_level.h"
#include "widgets/jobs/job_runner.h"

namespace trabecula::widgets {

Verdict verdictOf(const core::CompressionResult& result) {
  const QLocale locale;
  const core::RoundTrip& trip = result.roundTrip;
  if (trip.identical) {
    return {Verdict::Kind::Exact, ViewerModel::tr("exact"),
            ViewerModel::tr("Exact: the written file was decoded and all %1 pixels agree.")
                .arg(locale.toString(static_cast<qulonglong>(result.pixels)))};
  }
  const QString difference = ViewerModel::tr("%1 of %2 pixels differ, largest difference %3")
                                 .arg(locale.toString(static_cast<qulonglong>(trip.differing)),
                                      locale.toString(static_cast<qulonglong>(result.pixels)))
                                 .arg(trip.maxAbsError);
  if (!result.verified) {
    return {Verdict::Kind::Broken, ViewerModel::tr("promise broken"),
            ViewerModel::tr("%1: %2").arg(QString::fromStdString(core::brokenPromise(result)), difference)};
  }
  return {Verdict::Kind::Differs, ViewerModel::tr("max error %1").arg(trip.maxAbsError),
          ViewerModel::tr("Not exact: %1.").arg(difference)};
}

ViewerModel::ViewerModel(JobRunner& runner, QObject* parent) : QObject(parent), runner_(runner) {}

void ViewerModel::setImage(ImagePtr image) {
  image_ = std::move(image);
  frame_ = 0;
  result_.reset();
  region_ = {};
  prediction_.reset();
  reconstruction_.reset();
  display_ = {};
  if (image_) display_.window = core::initialWindow(image_->image, 0);
  // A file whose only VOI is a table opens with it; any window replaces it again.
  if (image_ && image_->image.presentation().windows.empty() && !image_->image.presentation().voiLuts.empty())
    display_.voiLut = 0;
  Q_EMIT imageChanged();
  Q_EMIT frameChanged();
  Q_EMIT displayChanged();
  Q_EMIT resultChanged();
  Q_EMIT regionChanged();
  Q_EMIT mapsChanged();
  computePrediction();
}

void ViewerModel::setFrame(int frame) {
  if (!image_) return;
  const int next = std::clamp(frame, 0, image_->image.frames() - 1);
  if (next == frame_) return;
  frame_ = next;
  prediction_.reset();
  reconstruction_.reset();
  Q_EMIT frameChanged();
  Q_EMIT mapsChanged();
  computePrediction();
  computeReconstruction();
}

void ViewerModel::setDisplay(const core::DisplaySettings& display) {
  if (display == display_) return;
  display_ = display;
  Q_EMIT displayChanged();
}

void ViewerModel::setResult(ResultPtr result) {
  if (result == result_) return;
  result_ = std::move(result);
  reconstruction_.reset();
  Q_EMIT resultChanged();
  Q_EMIT mapsChanged();
  computeReconstruction();
}

void ViewerModel::setRegion(const QRect& region) {
  if (region == region_) return;
  region_ = region;
  Q_EMIT regionChanged();
}

void ViewerModel::computePrediction() {
  if (!image_) return;
  runner_.start(
      tr("Prediction residual"),
      [image = image_, frame = frame_](core::JobContext&) {
        return std::make_shared<const core::ResidualMap>(core::medianEdgeResidual(image->image, frame));
      },
      this,
      [this, image = image_, frame = frame_](MapPtr map) {
        if (image != image_ || frame != frame_) return;  // a newer request is on its way
        prediction_ = std::move(map);
        Q_EMIT mapsChanged();
      });
}

void ViewerModel::computeReconstruction() {
  if (!image_ || !result_) return;
  runner_.start(
      tr("Residual"),
      [image = image_, result = result_, frame = frame_](core::JobContext&) {
        return std::make_shared<const core::ResidualMap>(
            core::reconstructionResidual(image->image, result->compression.decoded, frame));
      },
      this,
      [this, result = result_, frame = frame_](MapPtr map) {
        if (result != result_ || frame != frame_) return;
        reconstruction_ = std::move(map);
        Q_EMIT mapsChanged();
      });
}

}  // namespace trabecula::widgets
