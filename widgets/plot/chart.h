#pragma once

#include <QWidget>

#include "widgets/plot/chart_painter.h"
#include "widgets/theme/key_help.h"

namespace trabecula::widgets {

/// A chart painted without OpenGL. The nearest point is read out under the cursor; Left, Right, Home and End
/// walk through the points, Return or a click chooses one. Saves itself as PNG, SVG or CSV. UI thread only.
class Chart : public QWidget {
  Q_OBJECT

 public:
  explicit Chart(QWidget* parent = nullptr);
  static std::vector<KeyHelp> keyHelp();

  const ChartModel& model() const { return model_; }
  /// Keeps the current point where it still exists.
  void setModel(ChartModel model);
  std::optional<PlotPosition> current() const { return cursor_.current; }
  /// Marks a point, or none; emits nothing.
  void setCurrent(std::optional<PlotPosition> position);
  /// Where a point is painted, in widget pixels.
  QPointF placeOf(const PlotPosition& position) const;
  QPointF placeOf(const QPointF& value) const;

  /// The picture at `scale` device pixels a pixel.
  QImage picture(double scale) const;
  /// The bytes of a file with this suffix: ".svg", ".csv", or else PNG with two device pixels a pixel.
  QByteArray encoded(const QString& suffix) const;
  virtual QString toCsv() const { return chartToCsv(model_); }

  QSize sizeHint() const override { return {480, 180}; }
  QSize minimumSizeHint() const override { return {220, 110}; }

 Q_SIGNALS:
  /// A point was clicked, or Return pressed on it.
  void pointChosen(const trabecula::widgets::PlotPosition& position);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

  /// Read-outs of what is no point (bars); empty for none. `position` in widget pixels.
  virtual QString readOutAt(const QPointF& position) const;
  QRectF plot() const;

 private:
  std::optional<PlotPosition> nearest(const QPointF& position) const;
  void walk(int key);

  ChartModel model_;
  ChartCursor cursor_;
  std::optional<QPointF> mouse_;
};

}  // namespace trabecula::widgets
