#pragma once

#include <QWidget>
#include <memory>

#include "core/image/histogram.h"
#include "widgets/plot/chart.h"
#include "widgets/view/value_map.h"

class QBoxLayout;
class QCheckBox;
class QLabel;

namespace trabecula::widgets {

/// What the whole numbers that are counted stand for.
struct ValueUnit {
  QString name = {};      ///< "stored units", "bits"
  double step = 1;        ///< what one is worth in that unit: bit costs come in thousandths
  bool isAmount = false;  ///< from zero up, in steps of our own: their entropy says nothing
};
ValueUnit unitOf(const ValueMap& map);
/// The entries of a map under a region of the image, all for an empty one. A pass over them: for workers.
core::Histogram histogramOf(const ValueMap& map, const QRect& region);

/// Bars of whole numbers of values, at most `maxBars`, over all values that occur: left edge and count each,
/// and last the end of the range with 0. Empty where nothing was counted.
std::vector<QPointF> histogramBars(const core::Histogram& histogram, int maxBars);

/// How often each value occurs, as bars that read themselves out; the CSV has every value, in its unit.
class HistogramChart : public Chart {
  Q_OBJECT

 public:
  using HistogramPtr = std::shared_ptr<const core::Histogram>;

  explicit HistogramChart(QWidget* parent = nullptr);

  /// Null shows `emptyText`.
  void setHistogram(HistogramPtr histogram, const QString& axisTitle, const ValueUnit& unit);
  void setEmptyText(const QString& text);
  void setLogarithmic(bool on);
  bool isLogarithmic() const { return logarithmic_; }
  QString toCsv() const override;

 protected:
  QString readOutAt(const QPointF& position) const override;

 private:
  void rebuild();

  HistogramPtr histogram_;
  QString axisTitle_;
  ValueUnit unit_;
  QString emptyText_;
  bool logarithmic_ = true;
};

/// The chart with mean, standard deviation and entropy in words and a switch for logarithmic counts. Shows
/// any values: an image's, a residual's; stands in the bottom tabs and beside a surface. UI thread only.
class ValueHistogram : public QWidget {
  Q_OBJECT

 public:
  explicit ValueHistogram(QWidget* parent = nullptr);

  /// `what` names the values ("Prediction residual"). Null for none.
  void setHistogram(const HistogramChart::HistogramPtr& histogram, const QString& what,
                    const ValueUnit& unit);
  void setEmptyText(const QString& text) { chart_->setEmptyText(text); }
  HistogramChart& chart() { return *chart_; }
  /// Each statistic in a line of its own, for narrow places. Not for tabs: what the lines take would be asked
  /// of all of them, by the width that this one had when nobody saw it.
  void setStacked(bool stacked);
  /// "Mean 3.2 stored units   standard deviation 10.1   range -12 to 40   entropy 4.53 bit   19,200 pixels".
  QString statisticsText() const;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void arrange();

  bool isStacked_ = false;
  QStringList sentence_;  ///< the statistics, one each
  HistogramChart* chart_ = nullptr;
  QBoxLayout* row_ = nullptr;
  QLabel* statistics_ = nullptr;
  QCheckBox* logarithmic_ = nullptr;
};

}  // namespace trabecula::widgets
