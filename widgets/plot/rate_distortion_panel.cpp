#include "widgets/plot/rate_distortion_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/support/error.h"
#include "widgets/jobs/job_runner.h"
#include "widgets/panel/value_box.h"
#include "widgets/plot/plot_bar.h"
#include "widgets/view/number_text.h"

namespace trabecula::widgets {
namespace {

constexpr int defaultCount = 7;

QString titleOf(const core::Codec& codec) {
  return QString::fromStdString(codec.info().title);
}

}  // namespace

RateDistortionPanel::RateDistortionPanel(const core::CodecRegistry& registry, JobRunner& runner,
                                         QWidget* parent)
    : QWidget(parent), registry_(registry), runner_(runner) {
  for (const auto& codec : registry_.codecs())
    if (!core::sweepAxes(*codec).empty()) codecs_.push_back(codec.get());
  chart_ = new Chart(this);
  chart_->setAccessibleName(tr("Distortion against bits per pixel"));
  buildForm();
  auto* bar = new PlotBar(this);
  bar->addWidget(distortion_);
  bar->addWidget(progress_, 1);
  bar->addSave([this] { Q_EMIT saveRequested(); });
  auto* right = new QVBoxLayout;
  right->setSpacing(0);
  right->addWidget(bar);
  right->addWidget(chart_, 1);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addWidget(form_);
  row->addLayout(right, 1);

  connect(codec_, &QComboBox::currentIndexChanged, this, &RateDistortionPanel::showAxes);
  connect(parameter_, &QComboBox::currentIndexChanged, this, &RateDistortionPanel::showRange);
  connect(distortion_, &QComboBox::currentIndexChanged, this, &RateDistortionPanel::rebuild);
  connect(measure_, &QPushButton::clicked, this, &RateDistortionPanel::measure);
  connect(all_, &QPushButton::clicked, this, &RateDistortionPanel::measureAll);
  connect(stop_, &QPushButton::clicked, this, &RateDistortionPanel::stop);
  connect(chart_, &Chart::pointChosen, this, [this](const PlotPosition& at) {
    const auto [curve, point] = shown_[at.series][at.point];
    Q_EMIT settingChosen(QString::fromStdString(curves_[curve].codec->info().id),
                         curves_[curve].points[point].parameters);
  });
  showAxes();
  refreshButtons();
  rebuild();
}

RateDistortionPanel::~RateDistortionPanel() {
  stop();
}

void RateDistortionPanel::buildForm() {
  form_ = new QWidget(this);
  constexpr int formWidth = 250;
  form_->setFixedWidth(formWidth);
  codec_ = new QComboBox(form_);
  codec_->setObjectName(QStringLiteral("sweepCodec"));
  for (const core::Codec* codec : codecs_) codec_->addItem(titleOf(*codec));
  parameter_ = new QComboBox(form_);
  parameter_->setObjectName(QStringLiteral("sweepParameter"));
  const auto box = [this](const char* name, const QString& title) {
    auto* field = new ValueBox(form_);
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(title);
    field->setButtonSymbols(QAbstractSpinBox::NoButtons);
    return field;
  };
  from_ = box("sweepFrom", tr("From"));
  to_ = box("sweepTo", tr("To"));
  count_ = new QSpinBox(form_);
  count_->setObjectName(QStringLiteral("sweepCount"));
  count_->setRange(2, 40);
  count_->setValue(defaultCount);
  count_->setAccessibleName(tr("Number of values"));
  geometric_ = new QCheckBox(tr("&equal factors"), form_);
  geometric_->setToolTip(tr("Equal factors between the values rather than equal steps"));
  measure_ = new QPushButton(tr("&Measure"), form_);
  measure_->setObjectName(QStringLiteral("sweepMeasure"));
  all_ = new QPushButton(tr("All codecs"), form_);
  all_->setToolTip(tr("Every lossy or near-lossless codec over its usual range"));
  stop_ = new QPushButton(tr("S&top"), form_);
  stop_->setObjectName(QStringLiteral("sweepStop"));
  distortion_ = new QComboBox(this);
  distortion_->setObjectName(QStringLiteral("sweepDistortion"));
  distortion_->setAccessibleName(tr("Distortion shown"));
  distortion_->addItems({tr("PSNR"), tr("Largest error")});
  progress_ = new QProgressBar(this);
  progress_->setAccessibleName(tr("Progress of the measurement"));
  progress_->setRange(0, 1000);
  progress_->setTextVisible(false);
  progress_->setMaximumWidth(240);

  auto* range = new QHBoxLayout;
  range->addWidget(from_, 1);
  range->addWidget(to_, 1);
  auto* steps = new QHBoxLayout;
  steps->addWidget(count_);
  steps->addWidget(geometric_, 1);
  auto* buttons = new QHBoxLayout;
  for (QPushButton* button : {measure_, all_, stop_}) buttons->addWidget(button);
  auto* rows = new QFormLayout(form_);
  rows->setContentsMargins(10, 6, 8, 6);
  rows->setVerticalSpacing(4);
  rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  rows->addRow(tr("Codec"), codec_);
  rows->addRow(tr("Over"), parameter_);
  rows->addRow(tr("From, to"), range);
  rows->addRow(tr("Values"), steps);
  rows->addRow(buttons);
}

void RateDistortionPanel::showAxes() {
  axes_.clear();
  const int index = codec_->currentIndex();
  if (index >= 0) axes_ = core::sweepAxes(*codecs_[static_cast<std::size_t>(index)]);
  parameter_->clear();
  for (const core::SweepAxis& axis : axes_) parameter_->addItem(QString::fromStdString(axis.parameter.title));
}

const core::SweepAxis* RateDistortionPanel::chosenAxis() const {
  const int index = parameter_->currentIndex();
  return index < 0 ? nullptr : &axes_[static_cast<std::size_t>(index)];
}

void RateDistortionPanel::showRange() {
  const core::SweepAxis* axis = chosenAxis();
  if (!axis) return;
  from_->setValue(axis->from);
  to_->setValue(axis->to);
  geometric_->setChecked(axis->geometric);
  parameter_->setToolTip(QString::fromStdString(axis->parameter.meaning));
}

void RateDistortionPanel::setImage(ViewerModel::ImagePtr image) {
  if (image == image_) return;
  stop();
  image_ = std::move(image);
  curves_.clear();
  refreshButtons();
  rebuild();
}

void RateDistortionPanel::measure() {
  const core::SweepAxis* chosen = chosenAxis();
  if (!image_ || !chosen) return;
  core::SweepAxis axis = *chosen;
  axis.from = from_->value();
  axis.to = to_->value();
  axis.geometric = geometric_->isChecked();
  start(*codecs_[static_cast<std::size_t>(codec_->currentIndex())], axis, count_->value());
}

void RateDistortionPanel::measureAll() {
  if (!image_) return;
  for (const core::Codec* codec : codecs_) {
    const core::CodecInfo& info = codec->info();
    const int bits = image_->image.bitsStored();
    if (bits >= info.minBits && bits <= info.maxBits)
      start(*codec, core::sweepAxes(*codec).front(), defaultCount);
  }
}

RateDistortionPanel::Curve& RateDistortionPanel::curveOf(const core::Codec& codec,
                                                         const core::SweepAxis& axis) {
  const auto found = std::ranges::find_if(curves_, [&](const Curve& curve) {
    return curve.codec == &codec && curve.axis.parameter.name == axis.parameter.name;
  });
  if (found != curves_.end()) return *found;
  curves_.push_back({.codec = &codec, .axis = axis, .points = {}});
  return curves_.back();
}

void RateDistortionPanel::start(const core::Codec& codec, const core::SweepAxis& axis, int count) {
  std::vector<double> values;
  try {
    values = core::sweepValues(axis, count);
  } catch (const core::Error& error) {
    Q_EMIT failed(tr("%1: %2").arg(titleOf(codec), QString::fromUtf8(error.what())));
    return;
  }
  const std::vector<core::SweepPoint>& known = curveOf(codec, axis).points;
  std::erase_if(values, [&](double value) {
    return std::ranges::any_of(known, [&](const core::SweepPoint& point) { return point.value == value; });
  });
  if (values.empty()) return;
  const std::filesystem::path scratch =
      std::filesystem::path(folder_.path().toStdString()) / std::to_string(++files_);
  // Points arrive one by one, on the UI thread, while this panel and this image are still there.
  const auto deliver = [receiver = &runner_, self = QPointer(this), image = image_, &codec,
                        axis](const core::SweepPoint& point) {
    QMetaObject::invokeMethod(receiver, [self, image, &codec, axis, point] {
      if (self && self->image_ == image) self->addPoint(codec, axis, point);
    });
  };
  JobHandle* job = runner_.start(
      tr("%1 \u00B7 sweep of %2").arg(titleOf(codec), QString::fromStdString(axis.parameter.title)),
      [image = image_, &codec, axis, values, scratch, deliver](core::JobContext& context) {
        return core::runSweep(image->image, codec, axis, values, scratch, deliver, context);
      },
      this,
      [this, &codec](const std::vector<std::string>& refused) {
        if (!refused.empty())
          Q_EMIT failed(tr("%1, settings left out: %2. The first is %3")
                            .arg(titleOf(codec))
                            .arg(refused.size())
                            .arg(QString::fromStdString(refused.front())));
      },
      [this, &codec](const core::Error& error) {
        Q_EMIT failed(tr("%1: %2").arg(titleOf(codec), QString::fromUtf8(error.what())));
      });
  jobs_.emplace_back(job);
  connect(job, &JobHandle::changed, this, &RateDistortionPanel::refreshButtons);
  connect(job, &JobHandle::finished, this, [this] {
    refreshButtons();
    if (!isMeasuring()) Q_EMIT settled();
  });
  refreshButtons();
}

void RateDistortionPanel::addPoint(const core::Codec& codec, const core::SweepAxis& axis,
                                   const core::SweepPoint& point) {
  auto& points = curveOf(codec, axis).points;
  points.insert(std::ranges::upper_bound(points, point.value, {}, &core::SweepPoint::value), point);
  rebuild();
}

bool RateDistortionPanel::isMeasuring() const {
  return std::ranges::any_of(jobs_, [](const QPointer<JobHandle>& job) { return job && job->isActive(); });
}

void RateDistortionPanel::stop() {
  for (const QPointer<JobHandle>& job : jobs_)
    if (job && job->isActive()) job->cancel();
}

void RateDistortionPanel::refreshButtons() {
  std::erase_if(jobs_, [](const QPointer<JobHandle>& job) { return !job || !job->isActive(); });
  double progress = 0;
  for (const QPointer<JobHandle>& job : jobs_)
    progress += job->progress() / static_cast<double>(jobs_.size());
  measure_->setEnabled(image_ != nullptr);
  all_->setEnabled(image_ != nullptr);
  stop_->setEnabled(!jobs_.empty());
  progress_->setVisible(!jobs_.empty());
  progress_->setValue(static_cast<int>(std::lround(progress * progress_->maximum())));
}

void RateDistortionPanel::addSeries(const Curve& curve, ChartModel& model) {
  const bool psnr = distortion_->currentIndex() == 0;
  PlotSeries series{.title = QStringLiteral("%1, %2").arg(titleOf(*curve.codec),
                                                          QString::fromStdString(curve.axis.parameter.title)),
                    .kind = PlotSeries::Kind::Line,
                    .ink = static_cast<int>(shown_.size())};
  std::vector<std::pair<std::size_t, std::size_t>> places;
  const auto index = static_cast<std::size_t>(&curve - curves_.data());
  std::vector<std::size_t> byRate(curve.points.size());
  for (std::size_t i = 0; i < byRate.size(); ++i) byRate[i] = i;
  // In order of rate: some encoders do not keep quite to the order of their parameter.
  std::ranges::stable_sort(byRate, {}, [&](std::size_t i) { return curve.points[i].bitsPerPixel; });
  for (const std::size_t i : byRate) {
    const core::SweepPoint& point = curve.points[i];
    const auto* finite = std::get_if<double>(&point.psnr);
    if (psnr && !finite) continue;
    series.points.emplace_back(point.bitsPerPixel, psnr ? *finite : point.maxAbsError);
    series.details << tr("%1, %2\n%3 bpp, PSNR %4 dB, largest error %5, %6 s")
                          .arg(titleOf(*curve.codec),
                               QString::fromStdString(point.parameters.summary(curve.codec->info())),
                               shortNumber(point.bitsPerPixel), metricText(point.psnr))
                          .arg(point.maxAbsError)
                          .arg(shortNumber(point.encodeSeconds));
    places.emplace_back(index, i);
  }
  model.series.push_back(std::move(series));
  shown_.push_back(std::move(places));
}

void RateDistortionPanel::rebuild() {
  const bool psnr = distortion_->currentIndex() == 0;
  ChartModel model;
  model.emptyText =
      tr("Choose a codec, the parameter to vary and its range, then measure: "
         "each value becomes a point of size against distortion.");
  model.x = {.title = tr("Size"), .unit = tr("bits per pixel")};
  model.y = psnr ? PlotAxis{.title = tr("PSNR"), .unit = tr("dB")}
                 : PlotAxis{.title = tr("Largest error"), .unit = tr("stored units"), .wholeNumbers = true};
  shown_.clear();
  std::size_t exact = 0;
  for (const Curve& curve : curves_) {
    addSeries(curve, model);
    exact += static_cast<std::size_t>(std::ranges::count_if(curve.points, &core::SweepPoint::identical));
  }
  std::vector<double> xs = {0};
  std::vector<double> ys;
  if (!psnr) ys.push_back(0);
  for (const PlotSeries& series : model.series)
    for (const QPointF& point : series.points) {
      xs.push_back(point.x());
      ys.push_back(point.y());
    }
  fitAxis(model.x, xs);
  fitAxis(model.y, ys);
  if (psnr && exact > 0)
    model.note = tr("Exact settings, whose PSNR is infinite, are not drawn: %1").arg(exact);
  chart_->setModel(std::move(model));
}

}  // namespace trabecula::widgets
