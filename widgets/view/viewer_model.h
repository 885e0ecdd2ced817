#pragma once

#include <QDateTime>
#include <QObject>
#include <QRect>
#include <memory>
#include <optional>
#include <vector>

#include "core/analysis/analysis.h"
#include "core/image/display_lut.h"
#include "core/job/compression_job.h"
#include "core/metrics/metric.h"
#include "core/study/image_file.h"

namespace trabecula::widgets {

class JobRunner;

/// One finished compression with what the panes and the table say about it. Shared, never changed.
struct ShownResult {
  core::CompressionResult compression;
  std::vector<core::NamedMetricValue> metrics;
  QString codecTitle;
  QString parameterText;
  QString device;
  QString fileName;    ///< of the original
  QString conversion;  ///< what was done to the original before, one sentence; empty for grey images
  /// When it was compressed, where it comes from the history: times are those of then.
  std::optional<QDateTime> recalled;
  QString historyKey;  ///< the same for results of the same image and settings; empty without a history
};

/// "exact", "max error 3" or "not verified": the verdict in words, and which of the three it is.
struct Verdict {
  enum class Kind { Exact, Differs, Broken };
  Kind kind = Kind::Exact;
  QString text;     ///< for headers and cells
  QString details;  ///< a full sentence
};
Verdict verdictOf(const core::CompressionResult& result);

/// What all panes show: the open image, frame, window, result and region. UI thread only; the residual maps
/// are computed by jobs and arrive later.
class ViewerModel : public QObject {
  Q_OBJECT

 public:
  using ImagePtr = std::shared_ptr<const core::ImageFile>;
  using ResultPtr = std::shared_ptr<const ShownResult>;
  using MapPtr = std::shared_ptr<const core::ResidualMap>;

  explicit ViewerModel(JobRunner& runner, QObject* parent = nullptr);

  const ImagePtr& image() const { return image_; }
  int frame() const { return frame_; }
  const core::DisplaySettings& display() const { return display_; }
  const ResultPtr& result() const { return result_; }
  const QRect& region() const { return region_; }
  /// Original minus decoded of this frame; null without a result and until it is computed.
  const MapPtr& reconstructionResidual() const { return reconstruction_; }
  /// Median-edge prediction residual of this frame; null until it is computed.
  const MapPtr& predictionResidual() const { return prediction_; }

  /// Opens an image on its first frame with its own window; forgets result and region. Null closes.
  void setImage(ImagePtr image);
  void setFrame(int frame);
  void setDisplay(const core::DisplaySettings& display);
  /// A result of the open image; null for none.
  void setResult(ResultPtr result);
  void setRegion(const QRect& region);

 Q_SIGNALS:
  void imageChanged();
  void frameChanged();
  void displayChanged();
  void resultChanged();
  void regionChanged();
  /// One of the residual maps was computed or became void.
  void mapsChanged();

 private:
  void computePrediction();
  void computeReconstruction();

  JobRunner& runner_;
  ImagePtr image_;
  ResultPtr result_;
  MapPtr reconstruction_;
  MapPtr prediction_;
  core::DisplaySettings display_;
  QRect region_;
  int frame_ = 0;
};

}  // namespace trabecula::widgets
