#pragma once

#include <QPointer>
#include <QTemporaryDir>
#include <QWidget>
#include <vector>

#include "core/codec/registry.h"
#include "core/job/parameter_sweep.h"
#include "widgets/plot/chart.h"
#include "widgets/view/viewer_model.h"

class QCheckBox;
class QComboBox;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace trabecula::widgets {

class JobHandle;
class JobRunner;
class ValueBox;

/// Rate against distortion of the open image: runs lossy and near-lossless codecs over a range of one of
/// their parameters in the background and draws a curve each. A setting that was measured already is not
/// encoded again. UI thread only; codecs and parameters come from CodecInfo, none is named here.
class RateDistortionPanel : public QWidget {
  Q_OBJECT

 public:
  RateDistortionPanel(const core::CodecRegistry& registry, JobRunner& runner, QWidget* parent = nullptr);
  ~RateDistortionPanel() override;

  /// Forgets the curves of the image before, and stops measuring it. Null closes.
  void setImage(ViewerModel::ImagePtr image);
  /// Measures the curve that is set in the form.
  void measure();
  /// Measures the curve of every lossy or near-lossless codec that can take the image, over its usual range.
  void measureAll();
  void stop();
  bool isMeasuring() const;
  Chart& chart() { return *chart_; }

 Q_SIGNALS:
  /// A point was chosen: the setting that it stands for.
  void settingChosen(const QString& codecId, const trabecula::core::Parameters& parameters);
  void saveRequested();
  /// One line that names what could not be measured, and why.
  void failed(const QString& message);
  /// No sweep runs any more.
  void settled();

 private:
  struct Curve {
    const core::Codec* codec = nullptr;
    core::SweepAxis axis;
    std::vector<core::SweepPoint> points;  ///< by value
  };

  void buildForm();
  void showAxes();
  void showRange();
  const core::SweepAxis* chosenAxis() const;
  Curve& curveOf(const core::Codec& codec, const core::SweepAxis& axis);
  void start(const core::Codec& codec, const core::SweepAxis& axis, int count);
  void addPoint(const core::Codec& codec, const core::SweepAxis& axis, const core::SweepPoint& point);
  void refreshButtons();
  void rebuild();
  void addSeries(const Curve& curve, ChartModel& model);

  const core::CodecRegistry& registry_;
  JobRunner& runner_;
  QTemporaryDir folder_;
  int files_ = 0;
  ViewerModel::ImagePtr image_;
  std::vector<const core::Codec*> codecs_;  ///< those with something to sweep
  std::vector<core::SweepAxis> axes_;       ///< of the chosen one
  std::vector<Curve> curves_;
  std::vector<std::vector<std::pair<std::size_t, std::size_t>>>
      shown_;  ///< curve and point of each drawn point
  std::vector<QPointer<JobHandle>> jobs_;

  Chart* chart_ = nullptr;
  QWidget* form_ = nullptr;
  QComboBox* codec_ = nullptr;
  QComboBox* parameter_ = nullptr;
  ValueBox* from_ = nullptr;
  ValueBox* to_ = nullptr;
  QSpinBox* count_ = nullptr;
  QCheckBox* geometric_ = nullptr;
  QComboBox* distortion_ = nullptr;
  QPushButton* measure_ = nullptr;
  QPushButton* all_ = nullptr;
  QPushButton* stop_ = nullptr;
  QProgressBar* progress_ = nullptr;
};

}  // namespace trabecula::widgets
