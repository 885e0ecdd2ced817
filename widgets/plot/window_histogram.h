#pragma once

#include <QWidget>
#include <memory>

#include "core/image/histogram.h"
#include "core/image/window_level.h"
#include "widgets/theme/key_help.h"

namespace trabecula::widgets {

/// A frame's histogram on the scale of modality values (log counts) with the window's curve over it and
/// handles at its ends: drag one to move that end, between them to move both. With the keyboard, Up and Down
/// choose the handle; Left and Right move it by one stored value, ten with Shift, a hundred with Ctrl. UI
/// thread only.
class WindowHistogram : public QWidget {
  Q_OBJECT

 public:
  using HistogramPtr = std::shared_ptr<const core::Histogram>;
  enum class Handle { None, Low, Both, High };

  explicit WindowHistogram(QWidget* parent = nullptr);
  static std::vector<KeyHelp> keyHelp();

  /// Null until it is counted.
  void setHistogram(HistogramPtr histogram, const core::ModalityTransform& modality);
  /// The window shown; nothing while a VOI LUT replaces it (`active` false: no handles).
  void setWindow(const core::VoiWindow& window, bool active);
  const core::VoiWindow& window() const { return window_; }
  /// Modality values that the width shows.
  core::ValueRange range() const { return range_; }
  double xOf(double modalityValue) const;
  double modalityAt(double x) const;
  /// What one stored value is worth: the smallest step.
  double step() const;

  QSize sizeHint() const override { return {240, 120}; }
  QSize minimumSizeHint() const override { return {120, 84}; }

 Q_SIGNALS:
  void windowEdited(const trabecula::core::VoiWindow& window);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  Handle handleAt(const QPointF& position) const;
  void moveHandle(Handle handle, const core::ValueRange& from, double by);
  void fitRange();
  void countColumns();
  QRectF bars() const;

  HistogramPtr histogram_;
  core::ModalityTransform modality_;
  core::VoiWindow window_;
  bool active_ = false;
  core::ValueRange range_{0, 1};
  std::vector<std::uint64_t> columns_;  ///< counts of each column of pixels
  Handle dragged_ = Handle::None;
  Handle chosen_ = Handle::Both;  ///< what the keys move
  double dragStart_ = 0;
  core::ValueRange dragEnds_;
};

/// How often a key press or wheel notch counts with these modifiers: ten times with Shift, a hundred with
/// Ctrl.
int stepFactor(Qt::KeyboardModifiers modifiers);

}  // namespace trabecula::widgets
